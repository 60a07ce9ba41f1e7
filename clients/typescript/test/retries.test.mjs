import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { client, seededChat, skip } from './support/client.mjs';
import { envelope, json, smallServer } from './support/small-server.mjs';

describe('Retries', { skip }, () => {
  const servers = [];
  after(() => Promise.all(servers.map(server => server.stop())));

  /** A server that answers as told, and a client of it. */
  async function stage(answer, options = {}) {
    const server = await smallServer(answer);
    servers.push(server);
    return { server, allmine: new client.Allmine({ baseUrl: server.url, token: 'token', ...options }) };
  }

  const message = { _id: seededChat, sequence: 1 };
  const send = (allmine, options) => allmine.messages.sendText({ chatId: seededChat, content: 'Hi' }, options);

  it('Call_WhenToldToWait_ThenWaitsAtLeastThatLong', async () => {
    const { server, allmine } = await stage((_, response, count) =>
      count === 1 ? json(response, 429, envelope(429, 'rate.limited'), { 'Retry-After': '1' }) : json(response, 201, message));
    await send(allmine);

    assert.ok(server.requests[1].at - server.requests[0].at >= 990);
  });

  it('Call_WhenToldADateToWaitFor_ThenWaitsUntilThen', async () => {
    const { server, allmine } = await stage((_, response, count) =>
      count === 1 ? json(response, 503, envelope(503, 'store.unavailable'), { 'Retry-After': new Date(Date.now() + 2000).toUTCString() }) : json(response, 201, message));
    await send(allmine);

    assert.ok(server.requests[1].at - server.requests[0].at >= 900);
  });

  it('Call_WhenToldToWaitLongerThanThereIsTime_ThenFailsAtOnce', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 429, envelope(429, 'rate.limited'), { 'Retry-After': '120' }));
    const begin = performance.now();

    await assert.rejects(send(allmine), { name: 'RateLimitError', retryAfter: 120 });
    assert.ok(performance.now() - begin < 20_000);
    assert.equal(server.requests.length, 1);
  });

  it('Call_WhenItFailsAgainAndAgain_ThenIsMadeOnceAndAsOftenAgainAsAllowed', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 503, envelope(503, 'store.unavailable')), { maxRetries: 2 });

    await assert.rejects(send(allmine), { name: 'ServerError', status: 503, code: 'store.unavailable' });
    assert.equal(server.requests.length, 3);
    assert.equal(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size, 1);
    assert.equal(new Set(server.requests.map(({ text }) => text)).size, 1);
  });

  it('Call_WhenItFailsInSeveralWays_ThenTheErrorHasTheCauseOfEachTry', async () => {
    const { allmine } = await stage((request, response, count) => {
      if (count === 1)
        return request.socket.destroy();
      return count === 2 ? json(response, 503, envelope(503, 'store.unavailable')) : json(response, 409, envelope(409, 'credits.insufficient'));
    });
    const error = await send(allmine).catch(failure => failure);

    assert.deepEqual([error.name, error.code, error.stopped], ['ConflictError', 'credits.insufficient', 'final']);
    assert.deepEqual(error.attempts.map(attempt => [attempt.error.name, attempt.error.code]),
      [['ConnectionError', undefined], ['ServerError', 'store.unavailable'], ['ConflictError', 'credits.insufficient']]);
    assert.match(error.message, /\[3 attempts in [\d.]+ s: .*no whole answer came \(.+\); 503 store\.unavailable; 409 credits\.insufficient\]/);
    assert.ok(error.attempts.every(({ at, took }, index) => took >= 0 && (index === 0 || at > error.attempts[index - 1].at)));
  });

  it('Call_WhenNobodyListens_ThenTheErrorSaysSo', async () => {
    const { server, allmine } = await stage(() => {}, { maxRetries: 0 });
    await server.stop();

    await assert.rejects(send(allmine), { name: 'ConnectionError', stopped: 'retries', message: /ECONNREFUSED/ });
  });

  it('Call_WhenManyShareASignal_ThenItHasOneListenerAndNobodyIsWarned', async () => {
    const warnings = [];
    const note = warning => warnings.push(warning.message);
    process.on('warning', note);
    const { allmine } = await stage((_, response) => setTimeout(() => json(response, 201, message), 30));
    const abort = new AbortController();
    let listeners = 0;
    const add = abort.signal.addEventListener.bind(abort.signal);
    abort.signal.addEventListener = (...parameters) => { listeners++; add(...parameters); };
    await Promise.all(Array.from({ length: 40 }, () => send(allmine, { signal: abort.signal })));
    await new Promise(resolve => { setImmediate(resolve); });
    process.off('warning', note);

    assert.deepEqual([listeners, warnings], [1, []]);
  });

  it('Call_WhenTheSignalOfManyIsAborted_ThenAllEndWithItsReason', async () => {
    const { allmine } = await stage(() => {});
    const abort = new AbortController();
    const reason = new Error('The user went away');
    const calls = Array.from({ length: 20 }, () => send(allmine, { signal: abort.signal }).catch(failure => failure));
    setTimeout(() => abort.abort(reason), 50);

    assert.deepEqual(new Set(await Promise.all(calls)), new Set([reason]));
  });

  it('Call_WhenItFailsAgainAndAgain_ThenWaitsLongerEachTime', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 503, envelope(503)), { maxRetries: 3 });
    await assert.rejects(send(allmine));

    const waits = server.requests.slice(1).map(({ at }, index) => at - server.requests[index].at);
    waits.forEach((wait, index) => assert.ok(wait >= 125 * 2 ** index - 5, waits.join()));
  });

  it('Call_WhenItsBodyDidNotComeInTime_ThenIsRepeatedWithTheSameKey', async () => {
    const { server, allmine } = await stage((_, response, count) =>
      count < 3 ? json(response, 408, envelope(408, 'body.timeout'), { Connection: 'close' }) : json(response, 201, message));
    await send(allmine);

    assert.equal(server.requests.length, 3);
    assert.equal(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size, 1);
    assert.equal(new Set(server.requests.map(({ text }) => text)).size, 1);
  });

  it('Call_WhenItsBodyNeverComesInTime_ThenFailsWithTheCode', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 408, envelope(408, 'body.timeout')), { maxRetries: 1 });

    await assert.rejects(send(allmine), { name: 'AllmineError', status: 408, code: 'body.timeout' });
    assert.equal(server.requests.length, 2);
  });

  for (const status of [400, 403, 404, 409, 412, 413, 500])
    it(`Call_WhenAnswered${status}_ThenIsNotRepeated`, async () => {
      const { server, allmine } = await stage((_, response) => json(response, status, envelope(status)));

      await assert.rejects(send(allmine), { status });
      assert.equal(server.requests.length, 1);
    });

  it('Call_WhenARepetitionCouldHaveASecondEffect_ThenIsRepeatedAfter429AloneAndSaysWhy', async () => {
    const statuses = [429, 503];
    const { server, allmine } = await stage((_, response) => json(response, statuses.shift(), envelope(503)));

    // No call of the API is one by now: all that could happen twice have keys.
    const call = { method: 'POST', path: '/api/v2/twice', body: '{}', isRepeatable: false };
    await assert.rejects(allmine.transport.call(call), { status: 503, stopped: 'unsafe', message: /Not repeated: it may have happened/ });
    assert.equal(server.requests.length, 2);
    assert.equal(server.requests[0].headers['idempotency-key'], undefined);
  });

  it('Call_WhenThereIsNoAnswer_ThenEndsWithItsTimeout', async () => {
    const { allmine } = await stage(() => {});
    const begin = performance.now();
    const error = await send(allmine, { timeout: 300 }).catch(failure => failure);

    assert.ok(error instanceof client.TimeoutError && error instanceof client.ConnectionError, String(error));
    assert.match(error.idempotencyKey, /^[0-9a-f-]{36}$/);
    // Without one it would be a minute.
    assert.ok(performance.now() - begin < 20_000);
  });

  it('Call_WhenItsTimeIsOverAmidRetries_ThenEnds', async () => {
    const { allmine } = await stage((request) => request.socket.destroy(), { timeout: 1_000, maxRetries: 100 });
    const begin = performance.now();

    // A TimeoutError is one, too: where an attempt has stood still until the end.
    await assert.rejects(send(allmine), error => error instanceof client.ConnectionError);
    // So many would take minutes.
    assert.ok(performance.now() - begin < 20_000);
  });

  it('Call_WhenAbortedAmidTheAnswer_ThenIsRejectedWithTheReasonAndNotRepeated', async () => {
    const abort = new AbortController();
    const reason = new Error('The user went away');
    const { server, allmine } = await stage((_, response) => {
      response.writeHead(201, { 'Content-Type': 'application/json' });
      response.write('{');
      setTimeout(() => abort.abort(reason), 20);
    });

    await assert.rejects(send(allmine, { signal: abort.signal }), reason);
    assert.equal(server.requests.length, 1);
  });

  it('Call_WhenAbortedAmidAWait_ThenIsRejectedAtOnce', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 429, envelope(429), { 'Retry-After': '30' }));
    const abort = new AbortController();
    const begin = performance.now();
    // As AbortSignal.timeout does it, once the answer is there that says how long to wait.
    const onAnswer = () => setTimeout(() => abort.abort(new DOMException('Time is up', 'TimeoutError')), 100);

    await assert.rejects(send(allmine, { signal: abort.signal, onAnswer }), { name: 'TimeoutError', code: DOMException.TIMEOUT_ERR });
    assert.ok(performance.now() - begin < 20_000);
    assert.equal(server.requests.length, 1);
  });

  it('Call_WhenAbortedBefore_ThenSendsNothing', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 201, message));

    await assert.rejects(send(allmine, { signal: AbortSignal.abort() }), { name: 'AbortError' });
    assert.equal(server.requests.length, 0);
  });

  it('Call_WhenItsSignalIsUsedByManyCalls_ThenNoneLeavesAListenerBehind', async () => {
    const { allmine } = await stage((_, response) => json(response, 201, message));
    const { signal } = new AbortController();
    const listening = { added: 0, removed: 0 };
    const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
    signal.addEventListener = (...parameters) => { listening.added++; add(...parameters); };
    signal.removeEventListener = (...parameters) => { listening.removed++; remove(...parameters); };
    for (let count = 0; count < 3; count++)
      await send(allmine, { signal });

    assert.equal(listening.added, 3);
    assert.equal(listening.removed, listening.added);
  });

  it('Token_WhenRefused_ThenIsAskedForAgainAndTheCallIsMadeWithTheNewOne', async () => {
    const tokens = ['old', 'new'];
    let asked = 0;
    const { server, allmine } = await stage(
      (request, response) => request.headers.authorization === 'Bearer new' ? json(response, 201, message) : json(response, 401, envelope(401, 'auth.expired_token')),
      { token: async () => tokens[asked++], maxRetries: 0 });
    await send(allmine);
    await send(allmine);

    assert.equal(asked, 2);
    assert.deepEqual(server.requests.map(({ headers }) => headers.authorization), ['Bearer old', 'Bearer new', 'Bearer new']);
    assert.equal(server.requests[0].headers['idempotency-key'], server.requests[1].headers['idempotency-key']);
  });

  it('Token_WhenManyCallsAreRefusedAtOnce_ThenIsAskedForOnce', async () => {
    let asked = 0;
    const { allmine } = await stage(
      (request, response) => request.headers.authorization === 'Bearer 2' ? json(response, 201, message) : json(response, 401, envelope(401)),
      { token: () => String(++asked) });
    await Promise.all(Array.from({ length: 10 }, () => send(allmine)));

    assert.equal(asked, 2);
  });

  it('Token_WhenTheNewOneIsRefusedToo_ThenThrows', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 401, envelope(401, 'auth.invalid_token')), { token: () => 'bad' });

    await assert.rejects(send(allmine), { name: 'AuthenticationError', code: 'auth.invalid_token' });
    assert.equal(server.requests.length, 2);
  });

  it('Token_WhenItCannotBeHad_ThenThrowsWhatItThrewAndAsksAgainNextTime', async () => {
    let asked = 0;
    const { server, allmine } = await stage((_, response) => json(response, 201, message), { token: () => {
      if (asked++ === 0)
        throw new Error('No token today');
      return 'token';
    } });

    await assert.rejects(send(allmine), /No token today/);
    assert.equal(server.requests.length, 0);
    await send(allmine);
    assert.equal(server.requests.length, 1);
  });

  it('Token_WhenPastedWithBearer_ThenGoesOutWithItOnce', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 201, message), { token: 'Bearer abc' });
    await send(allmine);

    assert.equal(server.requests[0].headers.authorization, 'Bearer abc');
  });

  it('Call_WhenRedirected_ThenDoesNotFollow', async () => {
    const { server, allmine } = await stage((_, response) => {
      response.writeHead(302, { Location: '/elsewhere' });
      response.end();
    });

    await assert.rejects(send(allmine), { name: 'AllmineError', status: 302 });
    assert.equal(server.requests.length, 1);
  });

  it('Call_WhenTheAnswerIsNoEnvelope_ThenTheErrorHasNoCodes', async () => {
    const { allmine } = await stage((_, response) => {
      response.writeHead(403, { 'Content-Type': 'text/html' });
      response.end('<h1>Forbidden</h1>');
    });
    const error = await send(allmine).catch(failure => failure);

    assert.deepEqual([error.name, error.status, [...error.codes], error.errors.length, error.code], ['PermissionError', 403, [], 1, undefined]);
  });

  it('Call_WhenMade_ThenEachAnswerIsTold', async () => {
    const { allmine } = await stage((_, response, count) => count === 1 ? json(response, 503, envelope(503)) : json(response, 201, message));
    const told = [];
    await send(allmine, { onAnswer: ({ method, status, attempt }) => told.push([method, status, attempt]) });

    assert.deepEqual(told, [['POST', 503, 1], ['POST', 201, 2]]);
  });

  it('Key_WhenEmpty_ThenANewOneIsMade', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 201, message));
    await send(allmine, { idempotencyKey: '' });

    assert.match(server.requests[0].headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  });

  it('Outcome_WhenAskedWithoutAKey_ThenNoneIsMadeUp', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 400, envelope(400, 'idempotency.key_required')));

    await assert.rejects(allmine.messages.outcome({}, {}), { name: 'ValidationError' });
    assert.equal(server.requests[0].headers['idempotency-key'], undefined);
  });

  it('Key_WhenNoHeaderCanHaveIt_ThenFailsAtOnce', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 201, message));

    await assert.rejects(send(allmine, { idempotencyKey: 'anahtarı\n' }), TypeError);
    assert.equal(server.requests.length, 0);
  });

  for (const baseUrl of ['localhost', 'localhost:5080', 'ftp://localhost', '', 'http://', 'http://me:secret@localhost', 'http://localhost?x=1', 'http://localhost#x', '/api', undefined])
    it(`Client_WhenTheAddressIs${baseUrl}_ThenIsNotMade`, () => {
      assert.throws(() => new client.Allmine({ baseUrl }), TypeError);
    });

  it('Client_WhenTheAddressHasAPathOrEndsInASlash_ThenTheCallsAreBelowIt', async () => {
    const { server } = await stage((_, response) => json(response, 201, message));
    for (const baseUrl of [`${server.url}/`, new URL(`${server.url}/gateway/`)])
      await send(new client.Allmine({ baseUrl }));

    assert.deepEqual(server.requests.map(({ url }) => url), ['/api/v2/messages', '/gateway/api/v2/messages']);
  });

  it('Call_WhenAbortedWhileATokenIsFetchedThatNeverComes_ThenNothingIsLeftUnhandled', async () => {
    const unhandled = [];
    const note = reason => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const { allmine } = await stage((_, response) => json(response, 201, message), {
        token: () => new Promise((_, reject) => { setTimeout(() => reject(new Error('Too late')), 60); }),
      });
      await assert.rejects(send(allmine, { timeout: 20 }), { name: 'TimeoutError' });
      await new Promise(resolve => { setTimeout(resolve, 100); });

      assert.deepEqual(unhandled, []);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
