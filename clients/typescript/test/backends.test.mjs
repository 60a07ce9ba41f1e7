// The program of docs/backends.md, as it stands there, against a running service.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startService } from '../../../tests/playground/support/service.mjs';
import { client, clientOf, collect, folder, nobody, skip, tokenOf } from './support/client.mjs';

const page = readFileSync(join(folder, '../../docs/backends.md'), 'utf8');

/** An outbox in memory, whose worker may die. */
function outboxOf(bodies) {
  const rows = bodies.map((body, id) => ({ id, batch: null, body: JSON.stringify(body) }));
  const refused = [];
  return {
    rowsLeft: () => rows.length,
    refused,
    async park(row, codes) {
      refused.push([row.id, codes[0]]);
      rows.splice(rows.indexOf(row), 1);
    },
    async claim(name) {
      for (const row of rows.filter(row => row.batch === null).slice(0, 100))
        row.batch = name;
    },
    rows: async name => rows.filter(row => row.batch === name),
    unfinished: async () => [...new Set(rows.map(row => row.batch).filter(batch => batch !== null))],
    async remove(name) {
      for (const row of rows.filter(row => row.batch === name))
        rows.splice(rows.indexOf(row), 1);
    },
  };
}

describe('Backends', { skip }, () => {
  let service;
  let place;
  let customers;
  let program;
  before(async () => {
    service = await startService();
    const serviceToken = await tokenOf(service.url, nobody, 'service');
    const backend = new client.Allmine({ baseUrl: service.url, token: serviceToken });
    customers = Array.from({ length: 120 }, (_, i) => `64d15f9e2e6c8f4d5acc${String(i).padStart(4, '0')}`);
    for (const userId of customers)
      await backend.users.put({ userId, username: 'customer' });
    const code = [...page.matchAll(/^```js\n(.*?)^```/gms)].map(([, block]) => block).join('\n')
      .replace('@allmine/client', pathToFileURL(join(folder, 'dist/esm/index.js')).href)
      .replaceAll('console.log(', 'printed.push([')
      .replaceAll(/(printed\.push\(\[.*)\);$/gm, '$1]);');
    place = mkdtempSync(join(folder, 'backends-'));
    writeFileSync(join(place, 'program.mjs'), `export async function main(baseUrl, serviceToken, customers) {
      const printed = [];
      const { Allmine } = await import(${JSON.stringify(pathToFileURL(join(folder, 'dist/esm/index.js')).href)});
      ${code.replace(/^import .*$/m, '')}
      return { printed, relay, asShop };
    }`);
    const { main } = await import(pathToFileURL(join(place, 'program.mjs')).href);
    program = await main(service.url, serviceToken, customers);
  });
  after(async () => {
    if (place)
      rmSync(place, { recursive: true, force: true });
    await service?.stop();
  });

  it('Program_WhenItIsRun_ThenPrintsWhatThePageSays', () => {
    assert.deepEqual(program.printed, [[true, 'A-1042'], [120, 0], [2, 40], ['chat.moved sent'], [1, 0, true]]);
  });

  it('Relay_WhenRowsAreRefused_ThenTheyAreKeptAsideAndTheOthersAreSent', async () => {
    const text = (content, targetUserId = customers[9]) => ({ type: 'text', targetUserId, content });
    const outbox = outboxOf([text('first'), text(' '), text('to nobody', '64d15f9e2e6c8f4d5acd0000'), text('last')]);
    await program.relay(outbox);
    assert.equal(outbox.rowsLeft(), 3);
    await program.relay(outbox);

    assert.equal(outbox.rowsLeft(), 0);
    assert.deepEqual(outbox.refused, [[1, 'validation.items[1].content.blank'], [2, 'user.not_found']]);
    const chat = (await (await clientOf(service.url, customers[9])).chats.list()).items[0];
    assert.equal(chat.lastMessage.content, 'last');
  });

  it('Relay_WhenItDiesBeforeItHasRemoved_ThenNothingIsSentTwice', async () => {
    const target = customers[7];
    const outbox = outboxOf(Array.from({ length: 130 }, (_, i) => ({ type: 'text', targetUserId: target, content: `outbox ${i}` })));
    await assert.rejects(() => program.relay({ ...outbox, remove: async () => { throw new Error('The worker has died'); } }));
    await program.relay(outbox);
    await program.relay(outbox);

    assert.equal(outbox.rowsLeft(), 0);
    const chat = (await (await clientOf(service.url, target)).chats.list()).items[0];
    const texts = (await collect((await clientOf(service.url, target)).messages.history({ chatId: chat._id, after: 0, limit: 100 })))
      .map(message => message.content).filter(text => text.startsWith('outbox'));
    assert.deepEqual(texts, Array.from({ length: 130 }, (_, i) => `outbox ${i}`));
  });
});

describe('SendMany', { skip }, () => {
  let service;
  let allmine;
  before(async () => {
    service = await startService();
    allmine = await clientOf(service.url);
  });
  after(() => service?.stop());

  const target = '64d15f9e2e6c8f4d5a654321';

  it('SendMany_WhenItIsEndedAndRunAgain_ThenKeepsOrderAndSendsNothingTwice', async () => {
    let taken = 0;
    async function* items() {
      for (let i = 0; i < 1234; i++, taken++)
        yield { type: 'text', targetUserId: target, content: `many ${i}` };
    }
    const options = { idempotencyKey: 'many', size: 100 };
    for await (const { index } of allmine.messages.sendMany(items(), options)) {
      if (index === 555)
        break;
    }
    // No more than the batch at hand and the first of the next was asked for.
    assert.ok(taken <= 601, `${taken} were taken`);

    const results = await collect(allmine.messages.sendMany(items(), options));

    assert.deepEqual(results.map(result => result.index), Array.from({ length: 1234 }, (_, i) => i));
    assert.ok(results.every((result, i) => result.statusCode === 201 && result.replayed === i < 600));
    assert.deepEqual(results.map(result => result.message.content), results.map((_, i) => `many ${i}`));
    assert.equal(new Set(results.map(result => result.message.sequence)).size, 1234);
  });

  it('SendMany_WhenItemsAreLarge_ThenABatchStaysBelowItsLimit', async () => {
    const content = '€'.repeat(5000);
    const results = await collect(allmine.messages.sendMany(
      Array.from({ length: 300 }, () => ({ type: 'text', targetUserId: target, content })), { idempotencyKey: 'large', size: 500 }));
    assert.ok(results.length === 300 && results.every(result => result.statusCode === 201));
  });

  it('SendMany_WhenABatchIsAtomic_ThenItsRefusalEndsIt', async () => {
    const items = [{ type: 'text', targetUserId: target, content: 'x' }, { type: 'text', targetUserId: nobody, content: 'x' }];
    await assert.rejects(
      () => collect(allmine.messages.sendMany(items, { idempotencyKey: 'atomic', atomic: true })),
      error => error.codes[0] === 'items[1].user.not_found');
  });

  it('SendMany_WhenTheSizeIsOutOfRange_ThenSaysSo', () =>
    assert.rejects(() => collect(allmine.messages.sendMany([], { idempotencyKey: 'x', size: 501 })), RangeError));
});
