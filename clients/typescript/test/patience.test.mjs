// How long the client goes on. What it waits for goes by at once: these tests have a clock of their own, and so no real server.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { client, seededChat, skip } from './support/client.mjs';
import { envelope } from './support/small-server.mjs';

describe('Patience', { skip }, () => {
  const send = (allmine, options) => allmine.messages.sendText({ chatId: seededChat, content: 'Hi' }, options);

  it('Call_WhenTheServiceIsAwayForLong_ThenIsMadeUntilItsTimeIsOver', async t => {
    const times = [];
    // Time that goes by itself: what is waited for is what the clock says.
    let clock = 0;
    t.mock.method(performance, 'now', () => clock);
    t.mock.method(globalThis, 'setTimeout', (call, milliseconds) => {
      if (milliseconds < 20_000)
        setImmediate(() => { clock += milliseconds; call(); });
      return 0;
    });
    const allmine = new client.Allmine({ baseUrl: 'http://nowhere', token: 'token', fetch: async () => {
      times.push(clock);
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    } });
    const error = await send(allmine).catch(failure => failure);

    const waits = times.slice(1).map((time, index) => time - times[index]);
    assert.equal(error.stopped, 'time');
    assert.equal(error.attempts.length, times.length);
    assert.ok(times.at(-1) >= 57_000 && times.at(-1) < 60_000, times.join());
    assert.ok(Math.max(...waits) <= 5_000, waits.join());
    assert.ok(times.length > 12 && times.length < 40, String(times.length));
  });

  it('Events_WhenThereWasAGoodConnection_ThenGoOnWhateverIsAnsweredMeanwhile', async t => {
    const statuses = [400, 401, 403, 404, 405, 409, 412, 413, 415, 418, 301, 429, 500, 501, 503, 599];
    const stream = text => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } });
    const answers = [
      () => stream('id: 1\n\n'),
      ...statuses.map(status => () => Response.json(envelope(status), { status })),
      () => Response.json({ html: 'Be right back' }),
      () => { throw new TypeError('fetch failed'); },
      () => stream('id: 2\nevent: message.created\ndata: {}\n\n'),
    ];
    const seen = [];
    const waits = [];
    const fetch = async (_, { headers }) => {
      seen.push(headers.get('Last-Event-ID'));
      return answers[seen.length - 1]();
    };
    const allmine = new client.Allmine({ baseUrl: 'http://nowhere', token: async () => 'token', fetch });
    // What is waited for goes by at once.
    const real = globalThis.setTimeout;
    t.mock.method(globalThis, 'setTimeout', (call, milliseconds) => real(call, milliseconds > 30_000 ? milliseconds : 1));
    const events = allmine.events({ onDisconnected: (cause, wait) => waits.push([cause?.status, wait]) });
    const { value: event } = await events.next();
    await events.return();

    assert.equal(event.id, '2');
    // A token that is refused is asked for once more at once; that answer is the next one.
    assert.deepEqual([...new Set(seen)], [null, '1']);
    assert.deepEqual(waits.map(([status]) => status), [undefined, ...statuses.filter(status => status !== 401), 0, 0]);
    const longest = Math.max(...waits.map(([, wait]) => wait));
    assert.ok(waits[0][1] <= 250 && longest > 14_000 && longest <= 30_000, waits.join());
  });
});
