// The service as a page of another origin sees it. A service that allows pages of the same machine is asked itself; one that
// does not gets a proxy before it, which adds what such a service would answer.
import { createServer, request as requestOf } from 'node:http';

const allowed = 'Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Language, X-On-Behalf-Of, X-Request-Id, traceparent';
const exposed = 'Location, Idempotent-Replayed, Credit-Balance, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id, Chat-Sequence';

/** @param {string} url Of the service. @param {string} origin Of the page. */
export async function forOrigin(url, origin) {
  const asked = await fetch(`${url}/api/v2/messages`, { method: 'OPTIONS', headers: { 'Origin': origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' } });
  if (asked.headers.get('Access-Control-Allow-Origin') === origin)
    return { url, isProxy: false, stop: async () => {} };
  const server = createServer((incoming, response) => {
    const cors = { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': exposed, 'Vary': 'Origin' };
    if (incoming.method === 'OPTIONS') {
      response.writeHead(204, { ...cors, 'Access-Control-Allow-Headers': allowed, 'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE', 'Access-Control-Max-Age': '600' });
      return response.end();
    }

    const outgoing = requestOf(new URL(incoming.url, url), { method: incoming.method, headers: { ...incoming.headers, host: new URL(url).host } }, answer => {
      response.writeHead(answer.statusCode, { ...answer.headers, ...cors });
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    return incoming.pipe(outgoing);
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    isProxy: true,
    stop: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
