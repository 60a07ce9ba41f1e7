// Ports for servers that a test starts by itself, and starts again.
import { createServer } from 'node:net';

// Below those that systems give to whoever connects or asks for any: none of these is taken between the choice and the start, nor while a
// server is down.
const first = 20_000;
const count = 12_000;

let next = Math.floor(Math.random() * count);

/** One that nobody listens on, on the loopback interface; another one each time. */
export async function freePort() {
  for (let tries = 0; tries < count; tries++) {
    const port = first + next++ % count;
    if (await isFree(port))
      return port;
  }

  throw new Error('No port is free.');
}

function isFree(port) {
  const server = createServer();
  return new Promise(resolve => {
    server.once('error', () => { resolve(false); });
    server.listen(port, '127.0.0.1', () => { server.close(() => { resolve(true); }); });
  });
}
