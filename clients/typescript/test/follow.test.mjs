import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { client, skip } from './support/client.mjs';
import { json, smallServer } from './support/small-server.mjs';

describe('Follow', { skip }, () => {
  const servers = [];
  after(() => Promise.all(servers.map(server => server.stop())));

  const message = (change, content = `${change}`) => ({ _id: `m${change}`, chatId: 'c', type: 'text', content, change });
  const item = change => ({ change, message: message(change), chat: null });
  const block = (name, data, id = data.change ?? 0) => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

  /** A service with a chat whose pages and stream are given. */
  async function stage(pages, stream) {
    const asked = [];
    const server = await smallServer((request, response, count) => {
      if (request.url.startsWith('/api/v2/events')) {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('id: 0\n\n');
        return stream(response, request, count);
      }

      const afterChange = Number(new URL(request.url, 'http://x').searchParams.get('after'));
      asked.push(afterChange);
      const page = pages(afterChange, asked.length);
      return json(response, 200, { hasMore: false, reset: false, ...page });
    });
    servers.push(server);
    return { asked, server, allmine: new client.Allmine({ baseUrl: server.url, token: 'token' }) };
  }

  async function take(count, changes) {
    const taken = [];
    for await (const change of changes) {
      taken.push(change);
      if (taken.length === count)
        break;
    }

    return taken;
  }

  const numbers = changes => changes.map(({ change }) => change);

  it('Follow_WhenItBegins_ThenWhatWasMissedComesFirstPageByPage', async () => {
    const { allmine, asked } = await stage(
      at => at === 2 ? { items: [item(4), item(5)], lastChange: 7, hasMore: true } : { items: at === 5 ? [item(7)] : [], lastChange: 7 },
      response => response.write(block('message.created', message(8))));

    const taken = await take(4, allmine.chats.follow({ chatId: 'c', lastChange: 2 }));

    assert.deepEqual(numbers(taken), [4, 5, 7, 8]);
    assert.deepEqual(taken[0], { change: 4, message: message(4) });
    assert.deepEqual(asked, [2, 5]);
  });

  it('Follow_WhenEventsAreDoubledOrOfOtherChats_ThenEachNumberComesOnce', async () => {
    const reacted = { chatId: 'c', messageId: 'm1', userId: 'u', emoji: '👍', added: true, reactions: [], change: 3 };
    const { allmine } = await stage(() => ({ items: [], lastChange: 1 }), response => {
      for (const text of [
        block('message.created', message(1)), block('message.created', message(2)), block('message.created', message(2)),
        block('message.created', { ...message(3), chatId: 'other' }), block('message.reacted', reacted), block('message.read', { chatId: 'c', userId: 'u', sequence: 9 }, 4),
        block('change.hidden', { chatId: 'c', change: 4 }), block('message.deleted', message(5, null)),
      ])
        response.write(text);
    });

    const taken = await take(3, allmine.chats.follow({ chatId: 'c', lastChange: 1 }));

    assert.deepEqual(taken, [{ change: 2, message: message(2) }, { change: 3, reacted }, { change: 5, message: message(5, null) }]);
  });

  it('Follow_WhenANumberIsMissing_ThenTheHoleIsFilled', async () => {
    let last = 1;
    let asks;
    const isAsked = new Promise(resolve => { asks = resolve; });
    const { allmine, asked } = await stage(at => {
      asks();
      return { items: [2, 3, 4].filter(change => change > at && change <= last).map(item), lastChange: last };
    }, async response => {
      // What was missed has been looked for before.
      await isAsked;
      last = 4;
      response.write(block('message.created', message(4)));
      response.write(block('message.created', message(5)));
    });

    assert.deepEqual(numbers(await take(4, allmine.chats.follow({ chatId: 'c', lastChange: 1 }))), [2, 3, 4, 5]);
    assert.deepEqual(asked, [1, 1]);
  });

  it('Follow_WhenTheConnectionIsMadeAnew_ThenItLooksForWhatGotLost', async () => {
    let last = 1;
    const { allmine } = await stage(at => ({ items: [2, 3].filter(change => change > at && change <= last).map(item), lastChange: last }), (response, request, count) => {
      if (count > 2)
        return;
      setTimeout(() => {
        last = 3;
        request.socket.destroy();
      }, 50);
    });

    assert.deepEqual(numbers(await take(2, allmine.chats.follow({ chatId: 'c', lastChange: 1 }))), [2, 3]);
  });

  it('Follow_WhenThePlaceOrTheNumbersAreLost_ThenAResetIsToldAndAllComesAnew', async () => {
    const { allmine, asked } = await stage(
      at => at === 9 ? { items: [item(1), item(2)], lastChange: 2, reset: true } : { items: at === 0 ? [item(2), item(3)] : [], lastChange: at === 0 ? 3 : 2 },
      response => response.write('id: 1\nevent: reset\ndata: {}\n\n'));

    const taken = await take(6, allmine.chats.follow({ chatId: 'c', lastChange: 9 }));

    assert.deepEqual(taken.map(change => change.reset ? 'reset' : change.change), ['reset', 1, 2, 'reset', 2, 3]);
    assert.deepEqual(asked, [9, 0]);
  });

  it('Follow_WhenTheSignalEndsIt_ThenThrowsItsReasonAndTheStreamIsClosed', async () => {
    const abort = new AbortController();
    let closed;
    const ended = new Promise(resolve => { closed = resolve; });
    const { allmine } = await stage(() => ({ items: [item(2)], lastChange: 2 }), response => response.on('close', closed));
    const following = allmine.chats.follow({ chatId: 'c', lastChange: 1, signal: abort.signal });

    assert.equal((await following.next()).value.change, 2);
    const waiting = following.next();
    setTimeout(() => abort.abort(new Error('enough')), 20);

    await assert.rejects(waiting, /enough/);
    await ended;
    await assert.rejects(async () => { await allmine.chats.follow({ chatId: 'c', lastChange: 1, signal: AbortSignal.abort(new Error('before')) }).next(); }, /before/);
  });

  it('Follow_WhenTheLoopIsLeft_ThenTheStreamIsClosed', async () => {
    let closed;
    const ended = new Promise(resolve => { closed = resolve; });
    const { allmine } = await stage(() => ({ items: [item(2)], lastChange: 2 }), response => response.on('close', closed));

    await take(1, allmine.chats.follow({ chatId: 'c', lastChange: 1 }));

    await ended;
  });
});
