// Stands before the real service in a time of trouble: the service can be away or without its store, answers are cut, each request has
// a fault, tokens expire, and streams are cut too.
import { createServer, request as requestOf } from 'node:http';
import { faults } from './faulty-proxy.mjs';

const unavailable = JSON.stringify({
  isSuccess: false, statusCode: 503, data: null, errors: ['Service unavailable', 'The store can\'t be reached; repeat the request with the same key.'], codes: ['store.unavailable'],
  timestamp: '2026-01-15T10:30:00.000Z',
});
const expired = unavailable.replace('503', '401').replace('store.unavailable', 'auth.expired_token');

/** @param {() => string} urlOf The service's address now. */
export async function troubledProxy(urlOf) {
  const names = Object.keys(faults);
  const state = { hasStore: true, expired: new Set(), requests: 0, open: new Set(), met: new Map() };
  const refuse = (response, status, body, headers = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
    response.end(body);
  };
  const server = createServer((incoming, response) => {
    incoming.on('error', () => {});
    if (state.expired.has(incoming.headers.authorization))
      return refuse(response, 401, expired);
    if (!state.hasStore)
      return refuse(response, 503, unavailable, { 'Retry-After': '2' });
    if (incoming.url.startsWith('/api/v2/events'))
      return stream(incoming, response);
    const parts = [];
    return incoming.on('data', part => parts.push(part)).on('end', async () => {
      const pass = () => new Promise((resolve, reject) => {
        const outgoing = requestOf(new URL(incoming.url, urlOf()), { method: incoming.method, headers: { ...incoming.headers, host: new URL(urlOf()).host } }, answer => {
          const received = [];
          answer.on('data', part => received.push(part)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(received) })).on('error', reject);
        });
        outgoing.on('error', reject).end(Buffer.concat(parts));
      });
      try {
        // Every other send meets a fault, each of them in its turn; what is repeated passes sooner or later.
        const fault = incoming.method === 'POST' && state.requests++ % 2 === 0 ? names[(state.requests >> 1) % names.length] : undefined;
        if (fault) {
          state.met.set(fault, (state.met.get(fault) ?? 0) + 1);
          return await faults[fault](pass, response, incoming.socket);
        }

        const { status, headers, body } = await pass();
        response.writeHead(status, headers);
        return response.end(body);
      } catch {
        return incoming.socket.destroy();
      }
    });
  });

  function stream(incoming, response) {
    const outgoing = requestOf(new URL(incoming.url, urlOf()), { headers: { ...incoming.headers, host: new URL(urlOf()).host } }, answer => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on('error', () => incoming.socket.destroy()).pipe(response);
    });
    state.open.add(incoming.socket);
    response.on('close', () => {
      state.open.delete(incoming.socket);
      outgoing.destroy();
    });
    outgoing.on('error', () => incoming.socket.destroy()).end();
  }

  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    met: state.met,
    /** Whether the service can reach its store, as it says. */
    set hasStore(value) { state.hasStore = value; },
    expire: token => state.expired.add(`Bearer ${token}`),
    cutStreams: () => state.open.forEach(socket => socket.destroy()),
    stop: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
