// Stands before the real service and spoils the stream of events, block by block: some are dropped, some come twice, some late; streams are cut.
import { createServer, request as requestOf } from 'node:http';

/** @param {() => number} chance From 0 to 1, as Math.random. */
export async function eventProxy(url, chance) {
  const open = new Set();
  const met = { dropped: 0, doubled: 0, delayed: 0, cut: 0 };
  const server = createServer((incoming, response) => {
    incoming.on('error', () => {});
    const outgoing = requestOf(new URL(incoming.url, url), { method: incoming.method, headers: { ...incoming.headers, host: new URL(url).host } }, answer => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on('error', () => incoming.socket.destroy());
      if (!incoming.url.startsWith('/api/v2/events'))
        return answer.pipe(response);
      open.add(incoming.socket);
      let rest = '';
      let waiting = Promise.resolve();
      answer.setEncoding('utf8').on('data', part => {
        const blocks = (rest + part).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks)
          waiting = waiting.then(() => spoil(`${block}\n\n`));
      }).on('end', () => waiting.then(() => response.end()));

      async function spoil(block) {
        const fault = block.includes('event: ') ? chance() : 1;
        if (fault < 0.1) {
          met.dropped++;
        } else if (fault < 0.2) {
          met.doubled++;
          response.write(block + block);
        } else if (fault < 0.25) {
          met.delayed++;
          await new Promise(resolve => { setTimeout(resolve, 50); });
          response.write(block);
        } else if (fault < 0.28) {
          met.cut++;
          incoming.socket.destroy();
        } else {
          response.write(block);
        }
      }

      return undefined;
    });
    response.on('close', () => {
      open.delete(incoming.socket);
      outgoing.destroy();
    });
    outgoing.on('error', () => incoming.socket.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    met,
    cut() {
      met.cut++;
      open.forEach(socket => socket.destroy());
    },
    stop: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
