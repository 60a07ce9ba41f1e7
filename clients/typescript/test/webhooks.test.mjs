import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { client, skip } from './support/client.mjs';

const { Webhook } = skip ? {} : await import('standardwebhooks');

describe('VerifyWebhook', { skip }, () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const now = () => Math.floor(Date.now() / 1000);
  const text = JSON.stringify({
    position: 'f1', type: 'message.created', chatId: 'c', change: 3, data: { content: 'ğüş 😀' }, timestamp: '2026-01-15T10:30:00.000Z', truncated: false, previousChange: 2,
  });

  function signed(body = text, { id = 'evt_1', at = now(), by = [secret] } = {}) {
    const signatureOf = one => `v1,${createHmac('sha256', Buffer.from(one.slice(6), 'base64')).update(`${id}.${at}.`).update(body).digest('base64')}`;
    return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': by.map(signatureOf).join(' ') };
  }

  const fault = (expected, headers, body, by = secret) => assert.rejects(client.verifyWebhook(headers, body, by), error => {
    assert.ok(error instanceof client.WebhookVerificationError);
    assert.equal(error.fault, expected);
    return true;
  });

  it('Verify_WhenSigned_ThenGivesTheEventWithItsId', async () => {
    assert.deepEqual(await client.verifyWebhook(signed(), text, secret), { ...JSON.parse(text), id: 'evt_1' });
  });

  for (const [name, body] of Object.entries({ Buffer: Buffer.from(text), Bytes: new TextEncoder().encode(text), ArrayBuffer: new TextEncoder().encode(text).buffer, PartOfABuffer: Buffer.from(`xx${text}xx`).subarray(2, -2) }))
    it(`Verify_WhenTheBodyIs${name}_ThenIsTaken`, async () => {
      assert.equal((await client.verifyWebhook(signed(), body, secret)).data.content, 'ğüş 😀');
    });

  it('Verify_WhenHeadersAreOfFetchOrOfNodeInAnyCaseOrInLists_ThenAreFound', async () => {
    const headers = signed();
    await client.verifyWebhook(new Headers(headers), text, secret);
    await client.verifyWebhook(Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toUpperCase(), value])), text, secret);
    await client.verifyWebhook(Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]])), text, secret);
  });

  it('Verify_WhenTheSecretHasNoPrefix_ThenIsTheSame', async () => {
    await client.verifyWebhook(signed(), text, secret.slice(6));
  });

  it('Verify_WhenSeveralSign_ThenOneThatIsRightIsEnoughWhereverItStands', async () => {
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    await client.verifyWebhook(signed(text, { by: [secret, other] }), text, secret);
    await client.verifyWebhook(signed(text, { by: [other, secret] }), text, secret);
    const headers = signed();
    await client.verifyWebhook({ ...headers, 'webhook-signature': `v2,abc v1,!! v1, ${headers['webhook-signature']}` }, text, secret);
    await client.verifyWebhook({ ...headers, 'webhook-signature': [signed(text, { by: [other] })['webhook-signature'], headers['webhook-signature']] }, text, secret);
    await fault('signature', signed(text, { by: [other] }), text);
  });

  it('Verify_WhenOlderOrNewerThanFiveMinutes_ThenIsRefused', async t => {
    t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 15) });
    await client.verifyWebhook(signed(text, { at: now() - 300 }), text, secret);
    await client.verifyWebhook(signed(text, { at: now() + 300 }), text, secret);
    await fault('timestamp', signed(text, { at: now() - 301 }), text);
    await fault('timestamp', signed(text, { at: now() + 301 }), text);
  });

  it('Verify_WhenAnythingSignedIsChanged_ThenIsRefused', async () => {
    await fault('signature', signed(), `${text} `);
    await fault('signature', { ...signed(), 'webhook-id': 'evt_2' }, text);
    await fault('signature', { ...signed(), 'webhook-timestamp': String(now() - 1) }, text);
    await fault('signature', { ...signed(), 'webhook-signature': signed()['webhook-signature'].slice(3) }, text);
    await fault('signature', signed(), JSON.stringify(JSON.parse(text), null, 2));
  });

  it('Verify_WhenAHeaderIsMissingDoubledOrMalformed_ThenIsRefused', async () => {
    for (const name of Object.keys(signed())) {
      const { [name]: _, ...rest } = signed();
      await fault('headers', rest, text);
      await fault('headers', { ...rest, [name]: '' }, text);
      await fault('headers', new Headers(rest), text);
    }

    for (const timestamp of ['soon', '1.5e9', '-1', `${now()}.5`, '9'.repeat(40), ` ${now()}`])
      await fault('headers', { ...signed(), 'webhook-timestamp': timestamp }, text);
    await fault('headers', { ...signed(), 'webhook-id': ['evt_1', 'evt_1'] }, text);
    await fault('headers', undefined, text);
    await fault('headers', null, text);
  });

  it('Verify_WhenTheSecretIsNone_ThenIsRefused', async () => {
    for (const bad of ['', 'whsec_', 'whsec_!!!', 'whsec_ab', `${secret} `, `whsec_${secret}`, 'whsec_YWJj', null, 42, {}])
      await fault('secret', signed(), text, bad);
  });

  it('Verify_WhenTheBodyIsWhatAParserMade_ThenIsRefused', async () => {
    for (const body of [JSON.parse(text), undefined, null, 42, [1]])
      await fault('body', signed(), body);
  });

  it('Verify_WhenWhatIsSignedIsNoEvent_ThenIsRefused', async () => {
    for (const body of ['', 'null', '[]', '42', '{', '{}', '{"type":1}', Buffer.from([0xff, 0xfe])])
      await fault('body', signed(body), body);
  });

  it('Verify_WhenTheStandardLibraryTakesIt_ThenSoDoesThisAndTheOtherWayRound', async () => {
    const standard = new Webhook(secret);
    const at = new Date();
    const theirs = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(at.getTime() / 1000)), 'webhook-signature': standard.sign('msg_1', at, text) };
    assert.equal((await client.verifyWebhook(theirs, text, secret)).id, 'msg_1');
    assert.deepEqual(standard.verify(text, signed()), JSON.parse(text));
    const two = signed(text, { by: [`whsec_${randomBytes(32).toString('base64')}`, secret] });
    assert.deepEqual(standard.verify(text, two), JSON.parse(text));
    // As the service sends it while two secrets sign: the first comes again at the end.
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    for (const by of [[secret, other, secret], [other, secret, other]]) {
      assert.deepEqual(standard.verify(text, signed(text, { by })), JSON.parse(text));
      assert.deepEqual(new Webhook(other).verify(text, signed(text, { by })), JSON.parse(text));
      assert.equal((await client.verifyWebhook(signed(text, { by }), text, secret)).id, (await client.verifyWebhook(signed(text, { by }), text, other)).id);
    }

    assert.throws(() => standard.verify(`${text} `, signed()));
    assert.throws(() => standard.verify(text, signed(text, { at: now() - 310 })));
  });
});
