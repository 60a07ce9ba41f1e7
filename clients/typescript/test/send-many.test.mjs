// sendMany in programs that have little memory and are killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { startService } from '../../../tests/playground/support/service.mjs';
import { client, clientOf, folder, nobody, skip, tokenOf } from './support/client.mjs';

const recipients = 200;
const items = process.env.ALLMINE_LONG === '1' ? 10_000 : 3_000;

/** More goes through the program than it may hold. */
const heapMegabytes = 20;
const padding = 4_900;

const program = `
  const [module, baseUrl, token, onBehalfOf, ids, killAfter] = process.argv.slice(1);
  const { Allmine } = await import(module);
  const targets = ids.split(',');
  async function* texts() {
    for (let i = 0; i < ${items}; i++)
      yield { type: 'text', targetUserId: targets[i % targets.length], content: i + ' ' + String.fromCharCode(97 + i % 26).repeat(${padding}) };
  }
  const sends = new Allmine({ baseUrl, token, onBehalfOf }).messages.sendMany(texts(), { idempotencyKey: 'many', size: 100 });
  let next = 0;
  for await (const { index, message, error } of sends) {
    if (index !== next++ || error || !message.content.startsWith(index + ' '))
      throw new Error('Item ' + index + ' came as number ' + (next - 1) + ': ' + JSON.stringify(error));
    if (next % 100 === 0)
      console.log(next);
    // Within what comes next. Whoever looks on from outside might be late.
    if (next === Number(killAfter))
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1);
  }
`;

describe('SendManyInAProgram', { skip }, () => {
  let service;
  let token;
  const ids = Array.from({ length: recipients }, (_, i) => `64d15f9e2e6c8f4d5abb${String(i).padStart(4, '0')}`);
  const shop = '64d15f9e2e6c8f4d5a5b0b01';
  before(async () => {
    service = await startService();
    token = await tokenOf(service.url, nobody, 'service');
    const backend = new client.Allmine({ baseUrl: service.url, token });
    await backend.users.put({ userId: shop, username: 'The shop', kind: 'system' });
    await Promise.all(ids.map(userId => backend.users.put({ userId, username: 'customer' })));
  });
  after(() => service?.stop());

  /** Runs the program, which is killed when that many items have been answered. */
  function run(killAfter = Infinity) {
    const module = pathToFileURL(join(folder, 'dist/esm/index.js')).href;
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, '--input-type=module', '-e', program, module, service.url, token, shop, ids.join(','), killAfter]);
    let answered = 0;
    let errors = '';
    child.stderr.on('data', data => errors += data);
    child.stdout.on('data', data => {
      answered = Number(data.toString().trim().split('\n').at(-1));
    });
    return new Promise(resolve => child.on('close', (code, signal) => resolve({ code, signal, answered, errors })));
  }

  it('Program_WhenItIsKilledAndRunAgain_ThenNobodyGetsItTwiceAndAllInOrder', async () => {
    for (const killAfter of [300, 1_700]) {
      const killed = await run(killAfter);
      assert.equal(killed.signal, 'SIGKILL', killed.errors);
      assert.ok(killed.answered < items);
    }
    const last = await run();
    assert.deepEqual([last.code, last.answered], [0, items], last.errors);

    for (const id of [ids[0], ids[77], ids.at(-1)]) {
      const person = await clientOf(service.url, id);
      const [chat] = (await person.chats.list()).items;
      const texts = [];
      for await (const message of person.messages.history({ chatId: chat._id, after: 0, limit: 100 }))
        texts.push(Number(message.content.split(' ')[0]));
      assert.deepEqual(texts, Array.from({ length: items / recipients }, (_, i) => ids.indexOf(id) + i * recipients));
    }
  });
});
