import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, clientOf, mehmet, skip } from './support/client.mjs';
import { cuttingProxy } from './support/cutting-proxy.mjs';

describe('EventsOfTheService', { skip }, () => {
  let service;
  let proxy;
  let sender;
  let listener;
  before(async () => {
    service = await startService();
    proxy = await cuttingProxy(service.url);
    sender = await clientOf(service.url, ayse);
    listener = await clientOf(proxy.url, mehmet);
  });
  after(async () => {
    await proxy?.stop();
    await service?.stop();
  });

  /** Listens in the background; resolves when the stream is there. */
  async function listen(options = {}) {
    const heard = [];
    const abort = new AbortController();
    let ended;
    await new Promise((resolve, reject) => {
      ended = (async () => {
        for await (const event of listener.events({ signal: abort.signal, onConnected: resolve, ...options }))
          heard.push(event);
      })().catch(failure => abort.signal.aborted || reject(failure));
    });
    return {
      heard,
      async until(count) {
        for (let waited = 0; heard.length < count && waited < 60_000; waited += 20)
          await new Promise(resolve => { setTimeout(resolve, 20); });
        assert.ok(heard.length >= count, `${heard.length} of ${count} came`);
        return heard;
      },
      stop() {
        abort.abort();
        return ended;
      },
    };
  }

  it('Events_WhenMessagesCreditsAndReadsHappen_ThenAreTold', async () => {
    const listening = await listen();
    const sent = await sender.messages.sendText({ targetUserId: mehmet, content: 'Hello' });
    const transfer = await sender.messages.sendCredits({ targetUserId: mehmet, amount: 2 });
    await listener.messages.markRead({ chatId: sent.chatId, sequence: transfer.sequence });
    const events = await listening.until(4);
    await listening.stop();

    const { balance } = await listener.credits.get();
    const data = type => events.filter(event => event.type === type).map(event => event.data);
    assert.deepEqual(data('message.created').map(({ _id }) => _id), [sent._id, transfer._id]);
    assert.deepEqual(data('credits.changed'), [{ balance }]);
    assert.deepEqual(data('message.read').at(-1), { chatId: sent.chatId, userId: mehmet, sequence: transfer.sequence });
  });

  it('Events_WhenTheConnectionIsCutAgainAndAgain_ThenEveryMessageIsToldOnceAndInOrder', async () => {
    const listening = await listen();
    const contents = Array.from({ length: 30 }, (_, index) => `Number ${index}`);
    for (const [index, content] of contents.entries()) {
      await sender.messages.sendText({ targetUserId: mehmet, content });
      if (index % 7 === 3)
        proxy.cut();
    }

    await listening.until(contents.length);
    await listening.stop();
    assert.deepEqual(listening.heard.filter(({ type }) => type === 'message.created').map(({ data }) => data.content), contents);
  });

  it('Events_WhenListeningBeginsBehindAnId_ThenWhatCameAfterItIsTold', async () => {
    const first = await listen();
    await sender.messages.sendText({ targetUserId: mehmet, content: 'Before' });
    const [{ id }] = await first.until(1);
    await first.stop();
    await sender.messages.sendText({ targetUserId: mehmet, content: 'Meanwhile' });
    const second = await listen({ lastEventId: id });
    const [event] = await second.until(1);
    await second.stop();

    assert.deepEqual([event.type, event.data.content], ['message.created', 'Meanwhile']);
  });
});
