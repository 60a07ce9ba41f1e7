// The playground shows the calls that were made with this client: they have to be ones that it has, and do the same.
import assert from 'node:assert/strict';
import { openAsBlob, readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clientCodeOf } from '../../../src/Allmine.Api/Playground/Assets/code/client-code.js';
import { client, folder, skip } from './support/client.mjs';
import { json, smallServer } from './support/small-server.mjs';

const document = JSON.parse(readFileSync(join(folder, '../../docs/openapi-v2.json'), 'utf8'));
const id = '64d15f9e2e6c8f4d5a123456';
const isStream = operation => Object.keys(operation.responses['200']?.content ?? {}).includes('text/event-stream');

// A path with a fragment is one that is there without it, too.
const operations = Object.entries(document.paths).filter(([path]) => !path.includes('#')).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })));

/** The bodies of an operation: each example, and a form with a file. */
function bodiesOf({ requestBody, operationId }) {
  const bodies = [];
  for (const [type, { example, examples }] of Object.entries(requestBody?.content ?? {})) {
    if (type === 'application/json')
      bodies.push(...[example, ...Object.values(examples ?? {}).map(({ value }) => value)].filter(Boolean).map(body => JSON.stringify(body)));
    else {
      const form = new FormData();
      if (operationId === 'Messages_Send') {
        form.append('type', 'media');
        form.append('chatId', id);
      }

      form.append('file', new File(['Some notes.'], 'notes.txt'));
      bodies.push(form);
    }
  }

  return bodies.length > 0 ? bodies : [undefined];
}

describe('Playground', { skip }, () => {
  let server;
  let place;
  before(async () => {
    server = await smallServer((request, response) => {
      if (request.headers.accept === 'text/event-stream') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('id: 1\nevent: reset\ndata: {}\n\n');
      } else {
        json(response, 200, { items: [{ _id: id, sequence: 1 }], nextCursor: null, hasMore: false });
      }
    });
    place = mkdtempSync(join(tmpdir(), 'allmine-playground-'));
    writeFileSync(join(place, 'notes.txt'), 'Some notes.');
  });
  after(async () => {
    await server?.stop();
    if (place)
      rmSync(place, { recursive: true });
  });

  /** Runs the code that the page shows; a loop ends after its first item. */
  async function run(code) {
    const body = code.replace(/^import .*$/gm, '').replace(/(for await [^\n]+)\n(.+)$/, '$1 {\n$2\nbreak;\n}');
    const AsyncFunction = (async () => {}).constructor;
    await new AsyncFunction('Allmine', 'openAsBlob', 'console', body)(client.Allmine, name => openAsBlob(join(place, name)), { log() {} });
  }

  // A form's parts are told apart by a text that is new each time.
  const readable = ({ headers, text }) => {
    const [, boundary] = /boundary=(\S+)/.exec(headers['content-type'] ?? '') ?? [];
    return boundary ? text.replaceAll(boundary, '').split('\r\n').filter(line => /name=|^[^-\s]/.test(line)) : text && JSON.parse(text);
  };

  assert.ok(operations.length > 10);
  for (const operation of operations) {
    bodiesOf(operation).forEach((body, index) => it(`Code_WhenTheCallIs${operation.operationId.replace('_', '')}${index || ''}_ThenMakesTheSameCall`, async () => {
      const isKeyed = operation.parameters?.some(({ name }) => name === 'Idempotency-Key');
      const query = new URLSearchParams((operation.parameters ?? []).filter(parameter => parameter.in === 'query' && !['after', 'dryRun'].includes(parameter.name))
        .map(({ name, schema }) => [name, schema.enum?.[0] ?? (schema.type === 'integer' ? '5' : 'abc')]));
      const call = {
        method: operation.method,
        url: `${server.url}${operation.path.replace(/\{\w+\}/g, id)}${query.size > 0 ? `?${query}` : ''}`,
        headers: { Authorization: 'Bearer abc', ...(isKeyed && { 'Idempotency-Key': 'key-1' }), ...(!isStream(operation) && { 'X-Language': 'tr' }) },
        body,
      };
      server.requests.length = 0;
      await fetch(call.url, { method: call.method, headers: { ...(typeof body === 'string' && { 'Content-Type': 'application/json' }), ...call.headers }, body })
        .then(response => response.body?.cancel());
      await run(clientCodeOf(call, { operationId: operation.operationId, path: operation.path, baseUrl: server.url }));

      const [shown, made] = server.requests.map(request => ({
        method: request.method, url: request.url, body: readable(request),
        headers: ['authorization', 'idempotency-key', 'x-language'].map(name => request.headers[name]),
      }));
      assert.deepEqual(made, shown);
    }));
  }
});
