// Stands in for Production: counts every connection and keeps every request, preflights included. It lets any page call it.
// To an address with "stream" it answers with one event, and goes on for ever.
import { createServer } from 'node:http';

export async function countingServer() {
  const state = { connections: 0, requests: [] };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', chunk => { body += chunk; }).on('end', () => {
      state.requests.push({ method: request.method, path: request.url, headers: request.headers, body });
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
      response.setHeader('Access-Control-Allow-Methods', '*');
      if (request.url.includes('stream')) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('id: 1\nevent: message.created\ndata: {}\n\n');
        return;
      }

      response.setHeader('Content-Type', 'application/json');
      response.setHeader('Connection', 'close');
      response.writeHead(request.method === 'OPTIONS' ? 204 : 200);
      response.end(request.method === 'OPTIONS' ? undefined : '{"production":true}');
    });
  });
  server.on('connection', () => { state.connections++; });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    get connections() { return state.connections; },
    get requests() { return state.requests; },
    forget() {
      state.connections = 0;
      state.requests = [];
    },
    stop: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
