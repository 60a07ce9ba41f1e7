import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { client, skip } from './support/client.mjs';
import { envelope, json, smallServer } from './support/small-server.mjs';

describe('Feed', { skip }, () => {
  const servers = [];
  after(() => Promise.all(servers.map(server => server.stop())));

  async function stage(answer) {
    const server = await smallServer(answer);
    servers.push(server);
    return { server, allmine: new client.Allmine({ baseUrl: server.url, token: 'token' }) };
  }

  const open = response => response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const told = number => `id: f${number}\nevent: message.created\ndata: ${JSON.stringify({ position: `f${number}`, type: 'message.created', change: number })}\n\n`;

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

  it('Feed_WhenTheConnectionIsLostAgainAndAgain_ThenGoesOnBehindTheLastPositionAndTellsEachOnce', async () => {
    let socket;
    const { server, allmine } = await stage((request, response, count) => {
      ({ socket } = request);
      open(response);
      response.write(told(count));
      response.write('id: f99\nevent: message.created\nda');
    });

    assert.deepEqual((await take(3, allmine.feed({ after: 'f0', types: ['message.created', 'message.read'] }), () => socket.destroy())).map(({ position }) => position), ['f1', 'f2', 'f3']);
    assert.deepEqual(server.requests.map(({ headers }) => headers['last-event-id']), ['f0', 'f1', 'f2']);
    assert.ok(server.requests.every(({ url }) => url === '/api/v2/feed/stream?types=message.created%2Cmessage.read'));
  });

  it('Feed_WhenThePositionIsEmpty_ThenThatIsAskedForAndNotThePresent', async () => {
    let socket;
    const { server, allmine } = await stage((request, response, count) => {
      ({ socket } = request);
      open(response);
      response.write(told(count));
    });

    await take(2, allmine.feed({ after: '' }), () => socket.destroy());
    assert.deepEqual(server.requests.map(({ url, headers }) => [url, headers['last-event-id']]), [['/api/v2/feed/stream?after=', undefined], ['/api/v2/feed/stream?after=', 'f1']]);
  });

  it('Feed_WhenOnlySignsOfLifeCame_ThenGoesOnBehindTheirPosition', async () => {
    const { server, allmine } = await stage((_, response, count) => {
      open(response);
      if (count === 1)
        response.end('retry: 10\nid: f7\n\n: heartbeat\nid: f8\n\n');
      else
        response.write(told(9));
    });

    assert.deepEqual((await take(1, allmine.feed())).map(({ position }) => position), ['f9']);
    assert.deepEqual(server.requests.map(({ headers }) => headers['last-event-id']), [undefined, 'f8']);
  });

  it('Feed_WhenThePositionIsGone_ThenSaysSoAndTheOldestFollow', async () => {
    const { allmine } = await stage((_, response) => {
      open(response);
      response.write(`id: f3\nevent: reset\ndata: {}\n\n${told(4)}`);
    });

    assert.deepEqual(await take(2, allmine.feed({ after: 'old' })), [{ type: 'reset', position: 'f3' }, { position: 'f4', type: 'message.created', change: 4 }]);
  });

  it('Feed_WhenTheServiceIsAwayForAWhile_ThenGoesOn', async () => {
    const { server, allmine } = await stage((_, response, count) => {
      if (count === 2)
        return json(response, 503, envelope(503, 'store.unavailable'));
      open(response);
      return count === 1 ? response.end(told(1)) : response.write(told(2));
    });

    assert.deepEqual((await take(2, allmine.feed())).map(({ position }) => position), ['f1', 'f2']);
    assert.equal(server.requests.length, 3);
  });

  it('Feed_WhenTheCallerMayNot_ThenIsRejectedAtOnce', async () => {
    const { server, allmine } = await stage((_, response) => json(response, 403, envelope(403, 'auth.forbidden')));

    await assert.rejects(take(1, allmine.feed()), error => client.isAllmineError(error, 'auth.forbidden'));
    assert.equal(server.requests.length, 1);
  });

  it('Feed_WhenAborted_ThenEndsWithTheReason', async () => {
    const { allmine } = await stage((_, response) => open(response).write('id: f1\n\n'));
    const reason = new Error('Enough');
    const stop = new AbortController();
    setTimeout(() => stop.abort(reason), 50);

    await assert.rejects(take(1, allmine.feed({ signal: stop.signal })), error => error === reason);
  });

  it('FeedPage_WhenAsked_ThenMakesTheCall', async () => {
    const page = { items: [], position: 'f1', hasMore: false, reset: false };
    const { server, allmine } = await stage((_, response) => json(response, 200, page));

    assert.deepEqual(await allmine.feedPage({ after: 'f0', limit: 5, types: 'chat.created' }), page);
    assert.equal(server.requests[0].url, '/api/v2/feed?after=f0&limit=5&types=chat.created');
  });
});
