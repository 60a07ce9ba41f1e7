import assert from 'node:assert/strict';
import { openAsBlob, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, client, clientOf, collect, mehmet, seededChat, skip, tokenOf } from './support/client.mjs';

describe('Messages', { skip }, () => {
  let service;
  let allmine;
  before(async () => {
    service = await startService();
    allmine = await clientOf(service.url);
  });
  after(() => service?.stop());

  const answers = [];
  const onAnswer = answer => answers.push(answer);

  it('Send_WhenTheDocumentedBodyStandsAsItIs_ThenSendsIt', async () => {
    const sent = await allmine.messages.send({
      type: 'text', chatId: seededChat, targetUserId: mehmet, content: 'Hello there!', file: 'profile-photo.jpg',
    });

    assert.match(sent._id, /^[0-9a-f]{24}$/);
    assert.deepEqual([sent.chatId, sent.senderId, sent.type, sent.content, sent.media.name], [seededChat, ayse, 'text', 'Hello there!', 'profile-photo.jpg']);
  });

  it('SendText_WhenToAChatOrAPerson_ThenReachesIt', async () => {
    const one = await allmine.messages.sendText({ chatId: seededChat, content: 'One' });
    const two = await allmine.messages.sendText({ targetUserId: mehmet, content: 'Two' });

    assert.deepEqual([one.content, two.content, two.chatId, two.sequence], ['One', 'Two', one.chatId, one.sequence + 1]);
    assert.deepEqual(await allmine.messages.get({ messageId: two._id }), two);
  });

  it('SendText_WhenNoKeyIsGiven_ThenGoesOutWithANewUuidEachTime', async () => {
    const keys = [];
    const noting = await clientOf(service.url, ayse, { fetch: (url, init) => {
      keys.push(new Headers(init.headers).get('Idempotency-Key'));
      return fetch(url, init);
    } });
    await noting.messages.sendText({ chatId: seededChat, content: 'One' });
    await noting.messages.sendText({ chatId: seededChat, content: 'One' });

    assert.equal(new Set(keys).size, 2);
    keys.forEach(key => assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
  });

  it('SendText_WhenRepeatedWithAKey_ThenIsSentOnce', async () => {
    answers.length = 0;
    const first = await allmine.messages.sendText({ chatId: seededChat, content: 'Once' }, { idempotencyKey: 'once', onAnswer });
    const second = await allmine.messages.sendText({ chatId: seededChat, content: 'Once' }, { idempotencyKey: 'once', onAnswer });

    assert.deepEqual(second, first);
    assert.deepEqual(answers.map(({ headers }) => headers.get('Idempotent-Replayed')), [null, 'true']);
    const outcome = await allmine.messages.outcome({}, { idempotencyKey: 'once' });
    assert.deepEqual([outcome.status, outcome.message._id], ['committed', first._id]);
    assert.equal((await allmine.messages.outcome({}, { idempotencyKey: 'never' })).status, 'unknown');
  });

  it('SendText_WhenADryRun_ThenSendsNothing', async () => {
    const [{ sequence }] = (await allmine.messages.history({ chatId: seededChat, limit: 1 })).items;
    const rehearsed = await allmine.messages.sendText({ chatId: seededChat, content: 'Would it?' }, { dryRun: true });

    assert.deepEqual([rehearsed._id, rehearsed.sequence], [null, sequence + 1]);
    assert.equal((await allmine.messages.history({ chatId: seededChat, limit: 1 })).items[0].sequence, sequence);
  });

  const text = 'Some notes.\n';
  const bytes = () => Buffer.from(text);
  for (const [what, make] of [
    ['ABuffer', () => bytes()],
    ['AnArrayBuffer', () => new Uint8Array(bytes()).buffer],
    ['ABlob', () => new Blob([text])],
    ['AFile', () => new File([text], 'own-name.txt')],
    ['AWebStream', () => new Blob([text]).stream()],
    ['ANodeStream', () => Readable.from([bytes()])],
    ['AFileOnDisk', async () => {
      writeFileSync(join(service.folder, 'notes.txt'), text);
      return openAsBlob(join(service.folder, 'notes.txt'));
    }],
  ]) {
    it(`SendMedia_WhenTheFileIs${what}_ThenItsBytesArrive`, async () => {
      const { type, content, media } = await allmine.messages.sendMedia({ chatId: seededChat, file: await make(), content: 'Look' }, { fileName: 'notes.txt' });

      assert.deepEqual([type, content, media.name, media.type, media.size], ['media', 'Look', 'notes.txt', 'file', text.length]);
      assert.equal(await (await fetch(media.url)).text(), text);
    });
  }

  it('SendMedia_WhenTheCaptionHasLineBreaks_ThenTheyStayAsTheyAre', async () => {
    const content = 'One\nTwo\r\nThree\rFour 😀 "quoted"\n';
    const sent = await allmine.messages.sendMedia({ chatId: seededChat, file: new Blob([text]), content }, { fileName: 'a "b"\nc.txt' });

    assert.equal(sent.content, content);
    assert.equal((await allmine.messages.get({ messageId: sent._id })).content, content);
  });

  for (const [what, call, code] of [
    ['ACaption', () => allmine.messages.sendMedia({ chatId: seededChat, file: new Blob([text]), content: 'a\ud83d' }), 'validation.content.characters'],
    ['AText', () => allmine.messages.sendText({ chatId: seededChat, content: '\ude00b' }), 'validation.content.characters'],
    ['AFileName', () => allmine.files.upload(new Blob([text]), { fileName: '\ud83d.txt' }), 'validation.file.characters'],
    ['AnId', () => allmine.messages.get({ messageId: '\ud83d' }), 'validation.messageId.characters'],
    ['ACursor', () => allmine.chats.list({ cursor: '\ud83d' }), 'validation.cursor.characters'],
  ])
    it(`Call_When${what}HoldsHalfASurrogatePair_ThenIsRefusedAndNothingIsSent`, async () => {
      const count = async () => (await allmine.messages.history({ chatId: seededChat, limit: 1 })).items[0]?.sequence;
      const before = await count();

      await assert.rejects(async () => call(), { name: 'ValidationError', status: 400, code });
      assert.equal(await count(), before);
    });

  it('Me_WhenAsked_ThenIsTheCaller', async () => {
    const { _id, username } = await allmine.users.me();

    assert.equal(_id, ayse);
    assert.match(username, /\S/);
  });

  it('Upload_WhenDone_ThenTheFileCanBeNamedInMessages', async () => {
    const file = await allmine.files.upload(new File([text], 'upload.txt'));
    const named = await allmine.messages.sendMedia({ targetUserId: mehmet, file: 'upload.txt' });
    const byId = await allmine.messages.send({ type: 'text', chatId: seededChat, content: 'With it', file: file._id });

    assert.deepEqual([file.name, file.size], ['upload.txt', text.length]);
    assert.deepEqual([named.media.url, byId.media.url], [file.url, file.url]);
  });

  it('History_WhenAwaited_ThenIsAPageAndWhenLoopedOver_ThenAllOfThem', async () => {
    const { _id: chatId } = await allmine.chats.create({ memberIds: [mehmet], title: 'Pages' });
    for (let number = 1; number <= 7; number++)
      await allmine.messages.sendText({ chatId, content: `${number}` });

    const page = await allmine.messages.history({ chatId, limit: 3 });
    assert.deepEqual([page.items.map(message => message.sequence), page.hasMore], [[7, 6, 5], true]);
    const sequences = async request => (await collect(allmine.messages.history({ chatId, limit: 3, ...request }))).map(message => message.sequence);
    assert.deepEqual(await sequences({}), [7, 6, 5, 4, 3, 2, 1]);
    assert.deepEqual(await sequences({ after: 0 }), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(await sequences({ before: 3 }), [2, 1]);
    const pages = await collect(allmine.messages.history({ chatId, limit: 3 }).pages());
    assert.deepEqual(pages.map(({ items, hasMore }) => [items.length, hasMore]), [[3, true], [3, true], [1, false]]);
  });

  it('Chats_WhenLoopedOver_ThenGoesThroughAllPages', async () => {
    for (const title of ['A', 'B', 'C'])
      await allmine.chats.create({ memberIds: [mehmet], title });
    const all = (await allmine.chats.list({ limit: 100 })).items;

    assert.ok(all.length >= 4);
    assert.deepEqual(await collect(allmine.chats.list({ limit: 2 })), all);
    assert.deepEqual(await allmine.chats.list().then(({ items }) => items.length), all.length);
  });

  it('MarkRead_WhenTheOtherOneReads_ThenTheSenderSeesIt', async () => {
    const other = await clientOf(service.url, mehmet);
    const { _id: messageId, chatId, sequence } = await allmine.messages.sendText({ targetUserId: mehmet, content: 'Read me' });

    assert.deepEqual(await other.messages.markRead({ chatId, sequence }), { chatId, sequence, unreadCount: 0 });
    assert.deepEqual((await allmine.messages.get({ messageId })).readBy, [mehmet]);
  });

  it('Blocks_WhenPutAndTakenBack_ThenHoldInBetween', async () => {
    const other = await clientOf(service.url, mehmet);
    assert.equal(await allmine.blocks.put({ userId: mehmet }), undefined);
    assert.deepEqual(await allmine.blocks.get({ userId: mehmet }), { blocked: true });
    await assert.rejects(other.messages.sendText({ targetUserId: ayse, content: 'Hi' }), { name: 'PermissionError', code: 'chat.blocked' });
    await allmine.blocks.delete({ userId: mehmet });

    assert.deepEqual(await allmine.blocks.get({ userId: mehmet }), { blocked: false });
  });

  it('SendCredits_WhenTheBalanceCoversThem_ThenMovesThem', async () => {
    answers.length = 0;
    const { balance } = await allmine.credits.get();
    const sent = await allmine.messages.sendCredits({ targetUserId: mehmet, amount: 5, content: 'For the coffee' }, { onAnswer });

    assert.deepEqual([sent.type, sent.creditTransfer], ['credit_transfer', { amount: 5, recipientId: mehmet, senderId: ayse }]);
    assert.equal(answers[0].headers.get('Credit-Balance'), String(balance - 5));
    assert.equal((await allmine.credits.get()).balance, balance - 5);
    const { items: [entry] } = await allmine.credits.transactions({ limit: 1 });
    assert.deepEqual([entry.amount, entry.messageId], [5, sent._id]);
  });

  it('Transactions_WhenLoopedOver_ThenGoesThroughAllPages', async () => {
    await allmine.messages.sendCredits({ targetUserId: mehmet, amount: 1 });
    await allmine.messages.sendCredits({ targetUserId: mehmet, amount: 2 });
    const all = (await allmine.credits.transactions({ limit: 100 })).items;

    assert.ok(all.length >= 3);
    assert.deepEqual(await collect(allmine.credits.transactions({ limit: 2 })), all);
  });

  it('Service_WhenItActsForAUser_ThenKeepsTheDirectoryGrantsAndSends', async () => {
    const newcomer = '64d15f9e2e6c8f4d5a777777';
    const backend = new client.Allmine({ baseUrl: service.url, token: await tokenOf(service.url, '64d15f9e2e6c8f4d5abbbbbb', 'service') });

    assert.deepEqual(await backend.users.put({ userId: newcomer, username: 'can' }), { _id: newcomer, username: 'can', profilePhoto: null, kind: 'person' });
    const grant = await backend.credits.grant({ userId: newcomer, amount: 30 }, { idempotencyKey: 'welcome' });
    assert.deepEqual(grant, { userId: newcomer, amount: 30, balance: 30 });
    assert.deepEqual(await backend.credits.grant({ userId: newcomer, amount: 30 }, { idempotencyKey: 'welcome' }), grant);
    const sent = await backend.messages.sendText({ targetUserId: ayse, content: 'Hello' }, { onBehalfOf: newcomer });
    assert.equal(sent.senderId, newcomer);
    assert.equal((await backend.credits.get({}, { onBehalfOf: newcomer })).balance, 30);
  });
});
