// A photo to send: drawn here, each with a colour of its own.

let count = 0;

export async function drawPhoto() {
  const number = ++count;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [480, 320];
  const context = canvas.getContext('2d');
  const hue = (number * 67 + new Date().getSeconds() * 6) % 360;
  const sky = context.createLinearGradient(0, 0, 0, 320);
  sky.addColorStop(0, `hsl(${hue} 70% 78%)`);
  sky.addColorStop(1, `hsl(${(hue + 40) % 360} 65% 58%)`);
  context.fillStyle = sky;
  context.fillRect(0, 0, 480, 320);
  context.fillStyle = 'rgb(255 255 255 / 85%)';
  context.beginPath();
  context.arc(380, 80, 34, 0, 7);
  context.fill();
  context.fillStyle = `hsl(${(hue + 180) % 360} 35% 30%)`;
  context.beginPath();
  context.moveTo(0, 320);
  context.lineTo(150, 150);
  context.lineTo(270, 270);
  context.lineTo(350, 200);
  context.lineTo(480, 320);
  context.fill();
  const bytes = await new Promise(resolve => { canvas.toBlob(resolve, 'image/jpeg', 0.85); });
  return new File([bytes], `photo-${number}.jpg`, { type: 'image/jpeg' });
}
