// Stands before the real service and spoils answers, one fault for each request of those that change data.
import { createServer, request as requestOf } from 'node:http';

/** Passes a request on; the answer is whole before anything of it goes back. */
const forward = (url, incoming, body) => new Promise((resolve, reject) => {
  const outgoing = requestOf(new URL(incoming.url, url), { method: incoming.method, headers: { ...incoming.headers, host: new URL(url).host } }, answer => {
    const parts = [];
    answer.on('data', part => parts.push(part)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) }));
  });
  outgoing.on('error', reject).end(body);
});

function give(response, { status, headers, body }) {
  response.writeHead(status, headers);
  response.end(body);
}

const refusal = (status, headers = {}) => ({
  status,
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify({ isSuccess: false, statusCode: status, data: null, errors: ['No'], codes: [], timestamp: '2026-01-15T10:30:00.000Z' }),
});

/** What can go wrong, by name: each gets a way to pass the request on, the response, and its connection. */
export const faults = {
  cutBeforeTheService: (_, __, socket) => socket.destroy(),
  cutInsteadOfTheAnswer: async (pass, _, socket) => {
    await pass();
    socket.destroy();
  },
  cutWithinTheHeaders: async (pass, _, socket) => {
    await pass();
    socket.write('HTTP/1.1 201 Created\r\nContent-Type: application/js');
    setTimeout(() => socket.destroy(), 20);
  },
  cutWithinTheBody: async (pass, response, socket) => {
    const { status, headers, body } = await pass();
    response.writeHead(status, { ...headers, 'content-length': body.length });
    response.write(body.subarray(0, body.length / 2));
    setTimeout(() => socket.destroy(), 20);
  },
  cutAfterTheAnswer: async (pass, response, socket) => {
    response.on('finish', () => setTimeout(() => socket.destroy(), 5));
    give(response, await pass());
  },
  answer429: (_, response) => give(response, refusal(429, { 'Retry-After': '1' })),
  answer503: (_, response) => give(response, refusal(503, { 'Retry-After': '0' })),
  answer503ThoughItIsStored: async (pass, response) => {
    await pass();
    give(response, refusal(503));
  },
  answer502ByAGateway: (_, response) => give(response, { status: 502, headers: { 'Content-Type': 'text/html' }, body: '<h1>Bad Gateway</h1>' }),
  answerSlowly: async (pass, response) => {
    const answer = await pass();
    setTimeout(() => give(response, answer), 2_000);
  },
  answer504ThoughItIsStored: async (pass, response) => {
    await pass();
    give(response, { status: 504, headers: {}, body: '' });
  },
};

/** @param {string} url Of the service. */
export async function faultyProxy(url) {
  const state = { plan: [], requests: [] };
  const server = createServer((incoming, response) => {
    const parts = [];
    const isChange = incoming.method === 'POST' && !incoming.url.startsWith('/api/dev');
    const fault = isChange ? state.plan.shift() : undefined;
    if (isChange)
      state.requests.push({ path: incoming.url, key: incoming.headers['idempotency-key'], fault });
    if (fault === 'cutWithinTheRequest') {
      incoming.once('data', () => incoming.socket.destroy());
      return;
    }

    incoming.on('error', () => {}).on('data', part => parts.push(part)).on('end', async () => {
      const pass = () => forward(url, incoming, Buffer.concat(parts));
      if (fault)
        await faults[fault](pass, response, incoming.socket);
      else
        give(response, await pass());
    });
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    get requests() { return state.requests; },
    /** The faults of the next requests; those after them pass. */
    plan(...names) {
      state.plan = names;
      state.requests = [];
    },
    stop: () => new Promise(resolve => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
