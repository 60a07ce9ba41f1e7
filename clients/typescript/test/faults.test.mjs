import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startService } from '../../../tests/playground/support/service.mjs';
import { clientOf, collect, mehmet, seededChat, skip } from './support/client.mjs';
import { faults, faultyProxy } from './support/faulty-proxy.mjs';

describe('Faults', { skip }, () => {
  let service;
  let proxy;
  let direct;
  let allmine;
  before(async () => {
    service = await startService();
    proxy = await faultyProxy(service.url);
    direct = await clientOf(service.url);
    allmine = await clientOf(proxy.url);
  });
  after(async () => {
    await proxy?.stop();
    await service?.stop();
  });

  let known;
  beforeEach(async () => { known = (await direct.messages.history({ chatId: seededChat, limit: 1 })).items[0]?.sequence ?? 0; });

  /** What the service has stored since the test began. */
  const stored = () => collect(direct.messages.history({ chatId: seededChat, after: known, limit: 100 }));

  for (const fault of [...Object.keys(faults), 'cutWithinTheRequest']) {
    it(`SendText_When${fault[0].toUpperCase()}${fault.slice(1)}_ThenIsSentOnce`, async () => {
      proxy.plan(fault);
      const content = `Through ${fault}`;
      const sent = await allmine.messages.sendText({ chatId: seededChat, content });
      // Behind a connection that was cut after its answer comes another call.
      await allmine.messages.sendText({ chatId: seededChat, content: 'The next' });

      const history = await stored();
      assert.deepEqual(history.map(message => message.content), [content, 'The next']);
      assert.equal(history[0]._id, sent._id);
      const keys = proxy.requests.map(({ key }) => key);
      assert.equal(new Set(keys).size, 2, 'one key for each send, whatever its attempts');
      // A busy machine may notice too late that an answer is late.
      const attempts = { cutAfterTheAnswer: [2, 3], answerSlowly: [2, 3] }[fault] ?? [3];
      assert.ok(attempts.includes(keys.length), proxy.requests.map(request => request.fault).join());
    });
  }

  it('SendText_WhenEverythingGoesWrongInARow_ThenIsSentOnce', async () => {
    proxy.plan('cutBeforeTheService', 'cutInsteadOfTheAnswer', 'answer503', 'cutWithinTheBody', 'answer502ByAGateway');
    await allmine.messages.sendText({ chatId: seededChat, content: 'At last' });

    assert.deepEqual((await stored()).map(message => message.content), ['At last']);
    assert.equal(proxy.requests.length, 6);
  });

  it('SendText_WhenManyGoOutAtOnceThroughFaults_ThenEachIsSentOnce', async () => {
    const names = Object.keys(faults);
    proxy.plan(...Array.from({ length: 30 }, (_, index) => names[index % names.length]));
    const contents = Array.from({ length: 20 }, (_, index) => `Number ${index}`);
    await Promise.all(contents.map(content => allmine.messages.sendText({ chatId: seededChat, content }, { maxRetries: 30 })));

    assert.deepEqual((await stored()).map(message => message.content).sort(), contents.sort());
  });

  it('SendMedia_WhenTheFileIsAStreamAndTheConnectionIsLost_ThenIsSentOnceAndWhole', async () => {
    const text = 'x'.repeat(300_000);
    proxy.plan('cutWithinTheRequest', 'cutInsteadOfTheAnswer');
    const { media } = await allmine.messages.sendMedia({ chatId: seededChat, file: new Blob([text]).stream() }, { fileName: 'long.txt' });

    assert.equal(await (await fetch(media.url)).text(), text);
    assert.equal((await stored()).length, 1);
  });

  it('Upload_WhenTheConnectionIsLost_ThenIsRepeated', async () => {
    proxy.plan('cutInsteadOfTheAnswer');
    const file = await allmine.files.upload(Buffer.from('Some notes.'), { fileName: 'lost.txt' });

    assert.equal((await direct.messages.sendMedia({ chatId: seededChat, file: file._id })).media.name, 'lost.txt');
  });

  it('SendText_WhenTheRetriesAreUsedUp_ThenTheErrorHasTheKeyAndTheOutcomeCanBeAsked', async () => {
    proxy.plan('cutInsteadOfTheAnswer', 'cutInsteadOfTheAnswer');
    const error = await allmine.messages.sendText({ chatId: seededChat, content: 'Lost' }, { maxRetries: 1 }).catch(failure => failure);

    assert.deepEqual([error.name, error.status, error.codes.length], ['ConnectionError', 0, 0]);
    assert.equal(proxy.requests.length, 2);
    const outcome = await allmine.messages.outcome({}, { idempotencyKey: error.idempotencyKey });
    assert.deepEqual([outcome.status, outcome.message.content], ['committed', 'Lost']);
    const [message] = await stored();
    assert.equal((await allmine.messages.sendText({ chatId: seededChat, content: 'Lost' }, { idempotencyKey: error.idempotencyKey }))._id, message._id);
    assert.equal((await stored()).length, 1);
  });

  it('Chats_WhenAGroupIsMadeAndTheAnswerIsLost_ThenIsMadeOnce', async () => {
    proxy.plan('cutInsteadOfTheAnswer', 'answer503ThoughItIsStored');
    const title = 'Made once';

    assert.equal((await allmine.chats.create({ memberIds: [mehmet], title })).title, title);
    assert.equal((await collect(direct.chats.list())).filter(chat => chat.title === title).length, 1);
  });

  it('SendCredits_WhenTheAnswerIsLost_ThenTheCreditsMoveOnce', async () => {
    const { balance } = await direct.credits.get();
    proxy.plan('cutInsteadOfTheAnswer', 'answer503ThoughItIsStored');
    await allmine.messages.sendCredits({ targetUserId: mehmet, amount: 3 });

    assert.equal((await direct.credits.get()).balance, balance - 3);
    assert.equal((await stored()).length, 1);
  });
});
