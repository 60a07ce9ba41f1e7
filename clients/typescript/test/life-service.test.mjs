import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, client, clientOf, collect, mehmet, skip } from './support/client.mjs';
import { eventProxy } from './support/event-proxy.mjs';

describe('LifeOfAMessage', { skip }, () => {
  let service;
  let sender;
  let reader;
  before(async () => {
    service = await startService({ 'RateLimits__SendsPerMinute': '0', 'RateLimits__RequestsPerMinute': '0' });
    sender = await clientOf(service.url, ayse);
    reader = await clientOf(service.url, mehmet);
  });
  after(async () => {
    await service?.stop();
  });

  it('Calls_WhenMade_ThenDoWhatTheySay', async () => {
    const sent = await sender.messages.sendText({ targetUserId: mehmet, content: 'one', metadata: { a: 1 } });
    const { _id: messageId, chatId } = sent;

    assert.equal((await sender.messages.edit({ messageId, content: 'two' }, { version: 1 })).version, 2);
    await assert.rejects(sender.messages.edit({ messageId, content: 'three' }, { version: 1 }), error => error.codes.includes('message.version_conflict'));
    assert.equal((await sender.messages.edit({ messageId, metadata: null })).metadata, null);
    assert.deepEqual((await collect(sender.messages.versions({ messageId, limit: 1 }))).map(({ content }) => content), ['one', 'two', 'two']);
    assert.deepEqual((await reader.messages.react({ messageId, emoji: '👍' })).reactions, [{ emoji: '👍', count: 1, mine: true }]);
    assert.deepEqual((await collect(sender.messages.reactions({ messageId }))).map(({ userId, emoji }) => [userId, emoji]), [[mehmet, '👍']]);
    assert.deepEqual((await reader.messages.unreact({ messageId, emoji: '👍' })).reactions, []);
    assert.notEqual((await reader.messages.pin({ messageId })).pinnedAt, null);
    assert.deepEqual((await collect(reader.chats.pins({ chatId }))).map(({ _id }) => _id), [messageId]);
    assert.equal((await reader.messages.unpin({ messageId })).pinnedAt, null);
    assert.deepEqual(await reader.messages.markDelivered({ chatId, sequence: sent.sequence }), { chatId, sequence: sent.sequence });
    assert.deepEqual((await sender.messages.list({ ids: [messageId] })).items[0].deliveredTo, [mehmet]);
    assert.equal((await reader.messages.history({ chatId, around: sent.sequence, limit: 1 })).items[0]._id, messageId);
    const deleted = await sender.messages.delete({ messageId });
    assert.equal(deleted.content, null);
    assert.equal((await collect(reader.chats.changes({ chatId, after: deleted.change - 1 })))[0].message._id, messageId);
    const { chats, gone } = await reader.chats.sync({ chats: { [chatId]: deleted.change - 1, '64d15f9e2e6c8f4d5a999999': 0 } });
    assert.deepEqual([chats[0].items.length, chats[0].lastChange, gone], [1, deleted.change, ['64d15f9e2e6c8f4d5a999999']]);
  });

  it('React_WhenTheEmojiIsAStepInAPath_ThenNothingIsCalled', async () => {
    const { _id: messageId } = await sender.messages.sendText({ targetUserId: mehmet, content: 'stays' });

    for (const emoji of ['.', '..', ''])
      await assert.rejects(sender.messages.unreact({ messageId, emoji }), TypeError);
    assert.equal((await sender.messages.get({ messageId })).deletedAt, null);
    await assert.rejects(sender.messages.react({ messageId, emoji: 'a/b' }), error => error instanceof client.ValidationError && error.codes.includes('validation.emoji.format'));
  });

  it('Follow_WhenAProxyDropsDoublesDelaysAndCuts_ThenEndsInTheStateThatTheStoreHas', { timeout: 60_000 }, async () => {
    let seed = 7;
    const proxy = await eventProxy(service.url, () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31);
    const follower = await clientOf(proxy.url, mehmet);
    const { chatId, change: begin } = await sender.messages.sendText({ targetUserId: mehmet, content: 'begin' });
    const abort = new AbortController();
    const state = new Map();
    let last = begin;
    let ended;
    const following = (async () => {
      for await (const followed of follower.chats.follow({ chatId, lastChange: 0, signal: abort.signal })) {
        if (followed.reset)
          state.clear();
        else
          assert.ok(followed.change > (ended ?? 0), `${followed.change} after ${ended}`);
        ended = followed.change;
        if (followed.message)
          state.set(followed.message._id, followed.message);
        if (followed.reacted) {
          const { messageId, reactions, change } = followed.reacted;
          state.set(messageId, { ...state.get(messageId), reactions, change });
        }

        if (followed.change >= last && abort.done)
          break;
      }
    })();

    const ids = [];
    for (let i = 0; i < 150; i++) {
      const at = ids.length > 0 ? ids[(i * 7) % ids.length] : undefined;
      const act = at === undefined ? 'send' : ['send', 'edit', 'send', 'react', 'send', 'pin', 'send', 'unreact', 'delete'][i % 9];
      try {
        const result = act === 'send' ? await sender.messages.sendText({ chatId, content: `Number ${i}` })
          : act === 'edit' ? await sender.messages.edit({ messageId: at, content: `Edited ${i}` })
            : act === 'react' ? await reader.messages.react({ messageId: at, emoji: '👍' })
              : act === 'unreact' ? await reader.messages.unreact({ messageId: at, emoji: '👍' })
                : act === 'pin' ? await sender.messages.pin({ messageId: at }) : await sender.messages.delete({ messageId: at });
        if (act === 'send')
          ids.push(result._id);
        last = Math.max(last, result.change);
      } catch (error) {
        assert.ok(error.codes?.includes('message.deleted'), error);
      }

      if (i % 50 === 49)
        proxy.cut();
    }

    // One more message ends the loop; if its event gets lost, the chat is looked at again.
    abort.done = true;
    last = (await sender.messages.sendText({ chatId, content: 'end' })).change;
    const reminder = setInterval(() => proxy.cut(), 2_000);
    await following;
    clearInterval(reminder);
    await proxy.stop();

    const bare = message => ({ ...message, readBy: [], deliveredTo: [] });
    const stored = (await collect(reader.messages.history({ chatId, after: 0 }))).map(bare);
    assert.deepEqual([...state.values()].map(bare).sort((one, other) => one.sequence - other.sequence), stored);
    assert.ok(Object.values(proxy.met).every(count => count > 0), JSON.stringify(proxy.met));
  });
});
