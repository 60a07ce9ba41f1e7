// Passes bytes between the client and the service, and cuts every connection when told.
import { connect, createServer } from 'node:net';

export async function cuttingProxy(url) {
  const { hostname, port } = new URL(url);
  const open = new Set();
  const server = createServer(incoming => {
    const outgoing = connect(Number(port), hostname);
    const pair = [incoming, outgoing];
    open.add(pair);
    const end = () => {
      open.delete(pair);
      pair.forEach(socket => socket.destroy());
    };
    pair.forEach(socket => socket.on('error', end).on('close', end));
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const cut = () => open.forEach(pair => pair.forEach(socket => socket.destroy()));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut,
    stop: () => new Promise(resolve => {
      server.close(resolve);
      cut();
    }),
  };
}
