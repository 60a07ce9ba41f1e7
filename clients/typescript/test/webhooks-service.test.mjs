// The program of docs/webhooks.md, as it stands there, against a running service and with its own receiver.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../../tests/playground/support/free-port.mjs';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, client, clientOf, folder, mehmet, nobody, seededChat, skip, tokenOf } from './support/client.mjs';

const page = readFileSync(join(folder, '../../docs/webhooks.md'), 'utf8');

async function until(isThere, what) {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if (await isThere())
      return;
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }

  assert.fail(`${what} did not come`);
}

describe('WebhooksOfTheService', { skip }, () => {
  let service;
  let place;
  let program;
  let backend;
  let sender;
  const sent = [];
  before(async () => {
    service = await startService();
    backend = new client.Allmine({ baseUrl: service.url, token: await tokenOf(service.url, nobody, 'service') });
    sender = await clientOf(service.url, ayse);
    const code = [...page.matchAll(/^```js\n(.*?)^```/gms)].map(([, block]) => block).join('\n')
      .replace('\'@allmine/client\'', JSON.stringify(pathToFileURL(join(folder, 'dist/esm/index.js')).href))
      .replaceAll('console.log(', 'printed.push(');
    place = mkdtempSync(join(folder, 'webhooks-'));
    writeFileSync(join(place, 'receiver.mjs'), `const printed = [];\n${code}\nexport { printed, receiver, known, last, holes, seen, take, catchUp };`);
    process.env.ALLMINE_URL = service.url;
    process.env.PORT = `${await freePort()}`;
    const running = import(pathToFileURL(join(place, 'receiver.mjs')).href);
    await until(async () => (await backend.webhooks.list()).items.length === 1, 'The webhook');
    for (let i = 0; i < 5; i++)
      sent.push(await sender.messages.sendText({ chatId: seededChat, content: `Number ${i}` }));
    program = await running;
  });
  after(async () => {
    program?.receiver.closeAllConnections();
    program?.receiver.close();
    await service?.stop();
    if (place)
      rmSync(place, { recursive: true });
  });

  it('Program_WhenRun_ThenItsTestIsTakenAndTheFeedIsRead', () => {
    assert.deepEqual(program.printed, [204, 3]);
  });

  it('Receiver_WhenMessagesAreSent_ThenHasAllOfThemWithoutAHole', async () => {
    await until(() => program.last.get(seededChat) === sent.at(-1).change, 'The last message');

    assert.deepEqual(program.holes, []);
    await until(async () => (await backend.webhooks.get({ name: 'search' })).backlog.events === 0, 'The end of the backlog');
    assert.equal((await backend.webhooks.get({ name: 'search' })).secret, null);
  });

  it('Deliveries_WhenListed_ThenTellWhatWasDelivered', async () => {
    let statuses;
    // They are written beside the deliveries.
    await until(async () => {
      statuses = [];
      for await (const { status } of backend.webhooks.deliveries({ name: 'search', limit: 2 }))
        statuses.push(status);
      return statuses.length >= 5;
    }, 'The deliveries');

    assert.ok(statuses.every(status => status === 'delivered'));
  });

  it('CatchUp_WhenAChatHasAGap_ThenReadsItsChanges', async () => {
    const changes = await program.catchUp(seededChat, sent[0].change);

    assert.deepEqual(changes, sent.slice(1).map(({ change }) => change));
  });

  it('CatchUp_WhenMoreIsMissingThanOnePageHas_ThenReadsAllOfIt', async () => {
    const { _id: chatId } = await sender.chats.create({ title: 'Long', memberIds: [mehmet] });
    for await (const result of sender.messages.sendMany(Array.from({ length: 230 }, (_, i) => ({ type: 'text', chatId, content: `${i}` })), { idempotencyKey: 'long' }))
      assert.equal(result.statusCode, 201);

    assert.deepEqual(await program.catchUp(chatId, 0), Array.from({ length: 230 }, (_, i) => i + 1));
  });

  it('Take_WhenEventsAreMissingLateOrSetAside_ThenOnlyWhatIsMissingIsAHole', async () => {
    const { holes, take } = program;
    const event = (change, previousChange, chatId = 'one') => take({ id: `evt_${chatId}${change}`, type: 'message.created', chatId, change, previousChange, data: {} });
    const gap = (chatId, change) => take({ id: `gap_${chatId}${change}`, type: 'webhook.gap', chatId, change: null, previousChange: null, data: { chatId, change } });
    holes.length = 0;

    await event(1, null);
    await event(3, 1);
    await gap('one', 4);
    await event(6, 4);
    // Retried after it was set aside, and the same once more.
    await event(4, 3);
    await event(4, 3);
    await event(7, 6);
    assert.deepEqual(holes, [{ chatId: 'one', after: 3 }]);

    await event(9, 8);
    assert.deepEqual(holes.splice(0), [{ chatId: 'one', after: 3 }, { chatId: 'one', after: 7 }]);
    await gap(null, null);
    await event(12, 11);
    assert.deepEqual(holes.splice(0), [{ chatId: null, after: 0 }]);
  });

  it('Inbox_WhenAWebhookSendsToIt_ThenShowsItVerified', async () => {
    await backend.webhooks.put({ name: 'try', url: `${service.url}/api/dev/webhook-inbox/try`, active: false });

    assert.equal((await backend.webhooks.test({ name: 'try' })).statusCode, 204);
    const { items } = await backend.development.inbox();
    assert.deepEqual([items[0].name, items[0].verified, JSON.parse(items[0].body).type], ['try', true, 'webhook.test']);
    await backend.webhooks.delete({ name: 'try' });
  });
});
