// A server that answers as it is told: answer(request, response, count) for each request, with its body in request.text.
import { createServer } from 'node:http';

export async function smallServer(answer) {
  const requests = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', part => { text += part; }).on('error', () => {}).on('end', () => {
      request.text = text;
      requests.push({ method: request.method, url: request.url, headers: request.headers, text, at: performance.now() });
      answer(request, response, requests.length);
    });
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    stop: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}

export function json(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

export const envelope = (status, ...codes) => ({
  isSuccess: false, statusCode: status, data: null, errors: ['Status', ...codes.map(code => `About ${code}`)], codes, timestamp: '2026-01-15T10:30:00.000Z',
});
