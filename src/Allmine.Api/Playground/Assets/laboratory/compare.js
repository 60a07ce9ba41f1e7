// The lines of two texts beside each other: [kind, line], where kind is "same", "first" or "second".

/** So many lines of each are compared; the others are left out. */
const MOST = 800;

export function compared(first, second) {
  const [one, other] = [first.slice(0, MOST), second.slice(0, MOST)];
  // How long the longest common part of what comes from here on is.
  const common = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--)
      common[i][j] = one[i] === other[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }

  const lines = [];
  for (let i = 0, j = 0; i < one.length || j < other.length;) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      lines.push(['same', one[i]]);
      i++;
      j++;
    } else if (i < one.length && (j === other.length || common[i + 1][j] >= common[i][j + 1])) {
      lines.push(['first', one[i++]]);
    } else {
      lines.push(['second', other[j++]]);
    }
  }

  return lines;
}
