import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, client, clientOf, mehmet, nobody, seededChat, skip } from './support/client.mjs';

describe('Errors', { skip }, () => {
  let service;
  let allmine;
  before(async () => {
    service = await startService();
    allmine = await clientOf(service.url);
  });
  after(() => service?.stop());

  const refused = async promise => {
    try {
      await promise;
    } catch (error) {
      return error;
    }

    return assert.fail('It was not refused');
  };

  for (const [what, call, type, status, codes] of [
    ['ABlankText', () => allmine.messages.sendText({ chatId: seededChat, content: ' ' }), 'ValidationError', 400, ['validation.content.blank']],
    ['TwoFaults', () => allmine.messages.send({ type: 'text', chatId: 'x', content: '' }), 'ValidationError', 400, ['validation.chatId.format', 'validation.content.blank']],
    ['AnEmptyFile', () => allmine.messages.sendMedia({ chatId: seededChat, file: new Blob([]) }), 'ValidationError', 400, ['media.unreadable']],
    ['ALyingFile', () => allmine.files.upload(new Blob(['<svg/>']), { fileName: 'photo.jpg' }), 'ValidationError', 415, ['media.content_mismatch']],
    ['TooMuchText', () => allmine.messages.sendText({ chatId: seededChat, content: 'x'.repeat(300_000) }), 'ValidationError', 413, ['body.too_large']],
    ['AFormOverTheLimit', () => allmine.files.upload(new Blob([new Uint8Array(110 * 1024 * 1024)]), { maxRetries: 0 }), 'ValidationError', 413, ['body.too_large']],
    ['NoToken', () => new client.Allmine({ baseUrl: service.url }).chats.list(), 'AuthenticationError', 401, ['auth.required']],
    ['ABadToken', () => new client.Allmine({ baseUrl: service.url, token: 'x' }).chats.list(), 'AuthenticationError', 401, ['auth.invalid_token']],
    ['APersonWhoGrants', () => allmine.credits.grant({ userId: ayse, amount: 1 }), 'PermissionError', 403, ['auth.forbidden']],
    ['AnUnknownUser', () => allmine.messages.sendText({ targetUserId: nobody, content: 'Hi' }), 'NotFoundError', 404, ['user.not_found']],
    ['AnUnknownMessage', () => allmine.messages.get({ messageId: nobody }), 'NotFoundError', 404, ['message.not_found']],
    ['TooManyCredits', () => allmine.messages.sendCredits({ targetUserId: mehmet, amount: 1_000_000 }), 'ConflictError', 409, ['credits.insufficient']],
  ]) {
    it(`Call_WhenRefusedFor${what}_ThenThrowsTheErrorOfItsStatus`, async () => {
      const error = await refused(call());

      assert.deepEqual([error.name, error.status, [...error.codes], error.code], [type, status, codes, codes[0]]);
      assert.ok(error instanceof client[type] && error instanceof client.AllmineError && error instanceof Error);
      assert.equal(error.errors.length, codes.length + 1);
      assert.match(error.requestId, /\S/);
      assert.ok(error.message.startsWith(`${status} ${codes.join(', ')}: ${error.errors[1]}`), error.message);
    });
  }

  it('Call_WhenALanguageIsChosen_ThenTheSentencesAreInIt', async () => {
    const turkish = await clientOf(service.url, ayse, { language: 'tr' });
    const call = options => refused(turkish.messages.get({ messageId: nobody }, options));
    const [inTurkish, inEnglish] = [await call(), await call({ language: 'en' })];

    assert.deepEqual([...inTurkish.codes], [...inEnglish.codes]);
    assert.notEqual(inTurkish.errors[1], inEnglish.errors[1]);
  });

  it('Send_WhenTheKeyWasUsedForAnotherMessage_ThenIsAConflict', async () => {
    const options = { idempotencyKey: 'other' };
    await allmine.messages.sendText({ chatId: seededChat, content: 'One' }, options);

    await assert.rejects(allmine.messages.sendText({ chatId: seededChat, content: 'Other' }, options), { name: 'ConflictError', code: 'idempotency.key_reused' });
  });

  it('Call_WhenTheLimitIsReached_ThenIsARateLimitErrorWithTheSecondsToWait', async () => {
    const limited = await startService({ RateLimits__SendsPerMinute: '1' });
    try {
      const sender = await clientOf(limited.url, ayse, { maxRetries: 0 });
      await sender.messages.sendText({ chatId: seededChat, content: 'One' });
      const error = await refused(sender.messages.sendText({ chatId: seededChat, content: 'Two' }));

      assert.deepEqual([error.name, error.status, error.code], ['RateLimitError', 429, 'rate.limited']);
      assert.ok(error.retryAfter > 0 && error.retryAfter <= 60, String(error.retryAfter));
    } finally {
      await limited.stop();
    }
  });

  it('SendCredits_WhenRefusedForLackOfThem_ThenTheErrorNamesTheKeyThatIsUsedUp', async () => {
    const error = await refused(allmine.messages.sendCredits({ targetUserId: mehmet, amount: 1_000_000 }));
    const outcome = await allmine.messages.outcome({}, { idempotencyKey: error.idempotencyKey });

    assert.deepEqual([outcome.status, outcome.error.codes], ['refused', ['credits.insufficient']]);
  });
});
