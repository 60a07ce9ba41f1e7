import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { client, skip } from './support/client.mjs';
import { envelope, json, smallServer } from './support/small-server.mjs';

describe('Events', { skip }, () => {
  const servers = [];
  after(() => Promise.all(servers.map(server => server.stop())));

  async function stage(answer, options = {}) {
    const server = await smallServer(answer);
    servers.push(server);
    return { server, allmine: new client.Allmine({ baseUrl: server.url, token: 'token', ...options }) };
  }

  const open = response => response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const created = (id, content) => `id: ${id}\nevent: message.created\ndata: ${JSON.stringify({ content })}\n\n`;

  /** As many events as are wanted, each told of when it is there; then the loop is left. */
  async function take(count, events, onEvent = () => {}) {
    const taken = [];
    for await (const event of events) {
      taken.push(event);
      onEvent(event);
      if (taken.length === count)
        break;
    }

    return taken;
  }

  it('Events_WhenTheyHappen_ThenComeWithTheirTypeDataAndId', async () => {
    const { server, allmine } = await stage((_, response) => {
      open(response);
      response.write('id: 0\nevent: connected\ndata: {}\n\n: keep-alive\n\n');
      response.write(created(1, 'ğüş 😀'));
      response.write('id: 2\nevent: message.read\ndata: {"chatId":"c","userId":"u","sequence":4}\n\n');
      response.write('id: 2\nevent: message.updated\ndata: {"_id":"m"}\n\n');
      response.write('id: 3\nevent: something.new\ndata: not JSON\n\nid: 4\nevent: credits.changed\ndata: {"balance":7}\n\n');
    });

    assert.deepEqual(await take(4, allmine.events()), [
      { type: 'message.created', data: { content: 'ğüş 😀' }, id: '1' },
      { type: 'message.read', data: { chatId: 'c', userId: 'u', sequence: 4 }, id: '2' },
      { type: 'message.updated', data: { _id: 'm' }, id: '2' },
      { type: 'credits.changed', data: { balance: 7 }, id: '4' },
    ]);
    const [{ headers }] = server.requests;
    assert.deepEqual([headers.accept, headers.authorization, headers['last-event-id']], ['text/event-stream', 'Bearer token', undefined]);
  });

  it('Events_WhenTheConnectionIsLost_ThenGoOnBehindTheLastOne', async () => {
    let socket;
    const { server, allmine } = await stage((request, response, count) => {
      ({ socket } = request);
      open(response);
      response.write(created(count, `Number ${count}`));
      // In the middle of the next one.
      response.write('id: 99\nevent: message.created\nda');
    });
    const events = await take(3, allmine.events({ lastEventId: 'begin' }), () => socket.destroy());

    assert.deepEqual(events.map(({ data }) => data.content), ['Number 1', 'Number 2', 'Number 3']);
    assert.deepEqual(server.requests.map(({ headers }) => headers['last-event-id']), ['begin', '1', '2']);
  });

  it('Events_WhenTheStreamEnds_ThenIsOpenedAgainFromTheLastIdEvenOfAnEventThatIsNotTold', async () => {
    const { server, allmine } = await stage((_, response, count) => {
      open(response);
      if (count === 1)
        response.end('id: 5\nevent: connected\ndata: {}\n\n');
      else
        response.write(created(6, 'After'));
    });
    await take(1, allmine.events());

    assert.deepEqual(server.requests.map(({ headers }) => headers['last-event-id']), [undefined, '5']);
  });

  it('Events_WhenThePlaceIsNoLongerKnown_ThenAResetIsTold', async () => {
    const { allmine } = await stage((_, response) => {
      open(response);
      response.write('id: 8\nevent: reset\ndata: {}\n\n');
    });

    assert.deepEqual(await take(1, allmine.events({ lastEventId: 'old' })), [{ type: 'reset', data: {}, id: '8' }]);
  });

  it('Events_WhenTheServiceIsAwayForAWhile_ThenIsWaitedFor', async () => {
    const { server, allmine } = await stage((request, response, count) => {
      if (count === 1)
        return request.socket.destroy();
      if (count === 2)
        return json(response, 503, envelope(503), { 'Retry-After': '1' });
      if (count === 3)
        return json(response, 429, envelope(429));
      open(response);
      return response.write(created(1, 'There'));
    });
    await take(1, allmine.events());

    assert.equal(server.requests.length, 4);
    assert.ok(server.requests[2].at - server.requests[1].at >= 990);
  });

  it('Events_WhenTheServiceFailsWhileConnecting_ThenItIsTriedAgainWhateverTheFailure', async () => {
    const failures = [500, 507, 599];
    const { server, allmine } = await stage((_, response, count) => {
      if (count <= failures.length)
        return json(response, failures[count - 1], envelope(failures[count - 1]), { 'Retry-After': '0' });
      open(response);
      return response.write(created(1, 'There'));
    });
    const [event] = await take(1, allmine.events({ lastEventId: 'begin' }));

    assert.equal(event.id, '1');
    assert.deepEqual(server.requests.map(({ headers }) => headers['last-event-id']), Array(4).fill('begin'));
  });

  it('Events_WhenAGoodConnectionEndsWithoutAnEvent_ThenTheNextWaitIsTheFirstAgain', async () => {
    const { server, allmine } = await stage((_, response, count) => {
      open(response);
      if (count < 7)
        response.end(`id: ${count}\n\n`);
      else
        response.write(created(7, 'There'));
    });
    const waits = [];
    await take(1, allmine.events({ onDisconnected: (_, wait) => waits.push(wait) }));

    // The sixth wait would be 4 s at least if it were doubled each time.
    assert.equal(waits.length, 6);
    assert.equal(server.requests.length, 7);
    assert.ok(Math.max(...waits) <= 250, waits.join());
  });

  it('Events_WhenTheTokenHasExpired_ThenANewOneIsAskedFor', async () => {
    let asked = 0;
    const { server, allmine } = await stage((request, response) => {
      if (request.headers.authorization !== 'Bearer 2')
        return json(response, 401, envelope(401, 'auth.expired_token'));
      open(response);
      return response.write(created(1, 'There'));
    }, { token: () => String(++asked) });
    await take(1, allmine.events());

    assert.deepEqual([asked, server.requests.length], [2, 2]);
  });

  for (const [status, name] of [[400, 'ValidationError'], [401, 'AuthenticationError'], [403, 'PermissionError'], [404, 'NotFoundError'], [412, 'AllmineError']])
    it(`Events_WhenAnswered${status}_ThenEndWithTheError`, async () => {
      const { server, allmine } = await stage((_, response) => json(response, status, envelope(status)));

      await assert.rejects(take(1, allmine.events()), { name, status });
      assert.equal(server.requests.length, 1);
    });

  it('Events_WhenThereWasAGoodConnectionAndAFixedTokenIsRefused_ThenEndWithTheError', async () => {
    const { allmine } = await stage((_, response, count) => {
      if (count > 1)
        return json(response, 401, envelope(401, 'auth.expired_token'));
      open(response);
      return response.end('id: 1\n\n');
    });

    await assert.rejects(take(1, allmine.events()), { name: 'AuthenticationError', code: 'auth.expired_token' });
  });

  it('Events_WhenNothingIsHeardForTooLong_ThenTheConnectionIsMadeAnew', async () => {
    // Who stands still for so long has not heard the first one, and gets it again.
    const { server, allmine } = await stage((request, response) => {
      open(response);
      response.write(request.headers['last-event-id'] === '1' ? created(2, 'Two') : created(1, 'One'));
    });
    const events = await take(2, allmine.events({ idleTimeout: 200 }));

    assert.deepEqual(events.map(({ id }) => id), ['1', '2']);
    assert.equal(server.requests.at(-1).headers['last-event-id'], '1');
  });

  it('Events_WhenSignsOfLifeCome_ThenTheConnectionStays', async t => {
    // By a clock that is set: each sign comes just in time, on a machine that stands still as well.
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const settled = () => new Promise(resolve => { setImmediate(resolve); });
    let stream;
    let connections = 0;
    const fetch = async () => {
      connections++;
      return new Response(new ReadableStream({ start(controller) { stream = controller; } }), { headers: { 'Content-Type': 'text/event-stream' } });
    };
    const allmine = new client.Allmine({ baseUrl: 'http://nowhere', token: 'token', fetch });
    const taking = take(1, allmine.events({ idleTimeout: 300 }));
    await settled();
    const write = text => stream.enqueue(new TextEncoder().encode(text));
    for (let sign = 0; sign < 5; sign++) {
      t.mock.timers.tick(299);
      await settled();
      write(': alive\n\n');
      await settled();
    }

    write(created(1, 'Late'));
    await taking;

    assert.equal(connections, 1);
  });

  it('Events_WhenTheLoopIsLeft_ThenTheConnectionIsClosed', async () => {
    let closed;
    const closing = new Promise(resolve => { closed = resolve; });
    const { allmine } = await stage((request, response) => {
      request.socket.on('close', closed);
      open(response);
      response.write(created(1, 'One'));
    });
    await take(1, allmine.events());

    await closing;
  });

  it('Events_WhenAborted_ThenEndWithTheReasonWhereverTheyAre', async () => {
    const reason = new Error('The user went away');
    for (const answer of [() => {}, (_, response) => open(response).flushHeaders(), (_, response) => json(response, 503, envelope(503), { 'Retry-After': '30' })]) {
      const { allmine } = await stage(answer);
      const abort = new AbortController();
      setTimeout(() => abort.abort(reason), 100);

      await assert.rejects(take(1, allmine.events({ signal: abort.signal })), reason);
    }
  });

  it('Events_WhenConnected_ThenItIsTold', async () => {
    const { allmine } = await stage((_, response, count) => {
      open(response);
      if (count === 1)
        response.end();
      else
        response.write(created(1, 'One'));
    });
    let connected = 0;
    await take(1, allmine.events({ onConnected: () => { connected++; } }));

    assert.equal(connected, 2);
  });
});
