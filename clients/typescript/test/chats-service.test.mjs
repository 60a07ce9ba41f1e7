import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, client, clientOf, collect, mehmet, skip, tokenOf } from './support/client.mjs';

const backendId = '5e41ce000000000000000000';
const zeynep = '64d15f9e2e6c8f4d5a777777';

describe('ChatsThatChange', { skip }, () => {
  let service;
  let owner;
  let member;
  let newcomer;
  before(async () => {
    service = await startService({ 'RateLimits__SendsPerMinute': '0', 'RateLimits__RequestsPerMinute': '0' });
    const backend = new client.Allmine({ baseUrl: service.url, token: await tokenOf(service.url, backendId, 'service') });
    await backend.users.put({ userId: zeynep, username: 'zeynep' });
    owner = await clientOf(service.url, ayse);
    member = await clientOf(service.url, mehmet);
    newcomer = await clientOf(service.url, zeynep);
  });
  after(async () => {
    await service?.stop();
  });

  it('Calls_WhenMade_ThenDoWhatTheySay', async () => {
    const { _id: chatId } = await owner.chats.create({ memberIds: [mehmet], title: 'Group' });

    assert.deepEqual((await owner.chats.get({ chatId })).members.map(({ role }) => role), ['owner', 'member']);
    assert.equal((await owner.chats.update({ chatId, title: null })).title, null);
    assert.equal((await owner.chats.setRole({ chatId, userId: mehmet, role: 'admin' })).role, 'admin');
    assert.equal((await member.chats.putMember({ chatId, userId: zeynep, history: 'all' }))._id, zeynep);
    assert.equal((await member.chats.putMember({ chatId, userId: zeynep }))._id, zeynep);
    assert.deepEqual(await newcomer.chats.setSettings({ chatId, archived: true }), { muted: false, mutedUntil: null, archived: true, pinned: false });
    assert.deepEqual((await collect(newcomer.chats.list({ archived: true }))).map(({ _id }) => _id), [chatId]);
    const lines = (await collect(newcomer.messages.history({ chatId, after: 0 }))).map(({ type, metadata }) => [type, metadata.event]);
    assert.deepEqual(lines, [['system', 'chat.updated'], ['system', 'role.changed'], ['system', 'member.added']]);
    await newcomer.chats.leave({ chatId });
    await newcomer.chats.leave({ chatId });
    await assert.rejects(newcomer.chats.get({ chatId }), error => error instanceof client.PermissionError && error.codes.includes('chat.not_a_member'));
    await assert.rejects(owner.chats.leave({ chatId }), error => error instanceof client.ConflictError && error.codes.includes('chat.last_owner'));
    await owner.blocks.put({ userId: zeynep });
    assert.deepEqual((await owner.blocks.list()).items.map(({ username }) => username), ['zeynep']);
    await owner.blocks.delete({ userId: zeynep });
  });

  it('Follow_WhenTheChatChangesAndTheFollowerLeaves_ThenTellsTheChatAndEndsWithTheRefusal', { timeout: 30_000 }, async () => {
    const { _id: chatId } = await owner.chats.create({ memberIds: [mehmet], title: 'Followed' });
    const seen = [];
    const following = (async () => {
      for await (const followed of member.chats.follow({ chatId, lastChange: 0 }))
        seen.push(followed);
    })();
    await owner.messages.sendText({ chatId, content: 'one' });
    await owner.chats.update({ chatId, title: 'Followed still' });
    while (seen.length < 3)
      await new Promise(resolve => setTimeout(resolve, 20));
    assert.deepEqual(seen.map(({ change }) => change), [1, 2, 3]);
    assert.equal(seen[2].chat.title, 'Followed still');

    await owner.chats.removeMember({ chatId, userId: mehmet });

    await assert.rejects(following, error => error instanceof client.PermissionError && error.codes.includes('chat.not_a_member'));
    assert.equal(seen.length, 3);
  });
});
