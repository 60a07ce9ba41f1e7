import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noBrowser, screenshot } from './support/browser.mjs';
import { onStage } from './support/playground.mjs';

describe('Call', () => {
  const skip = noBrowser;
  let scene;
  let playground;
  onStage(opened => { ({ scene, playground } = opened); });

  let folder;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'allmine-call-')); });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs the command that the page shows, as a developer would who pastes it into a shell. */
  function run(command) {
    const output = execFileSync('bash', ['-c', `${command} --silent --show-error --include`], { cwd: folder, encoding: 'utf8' });
    const [head, ...rest] = output.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '').split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), head, body: JSON.parse(rest.join('')) };
  }

  it('Curl_WhenTheDocumentedCallWasMade_ThenIsThatCallAndRunsInAShell', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    const { body: first } = await playground.execute(send);
    const command = await playground.snippet(send, 'curl');

    const [{ headers, url }] = playground.sent();
    assert.ok(command.startsWith(`curl -X POST '${url}'`), command);
    assert.ok(command.includes(`-H 'Authorization: ${headers.authorization}'`), command);
    assert.ok(command.includes(headers['idempotency-key']), command);
    const { status, head, body } = run(command);
    assert.equal(status, 201, command);
    // The key went with it: the same call, not another one.
    assert.match(head, /Idempotent-Replayed: true/i);
    assert.equal(body._id, first._id);
    const { status: again, body: second } = run(command.replace(headers['idempotency-key'], crypto.randomUUID()));
    assert.deepEqual([again, second.sequence > first.sequence], [201, true]);
    await send.getByRole('tab', { name: 'curl' }).click();
    await screenshot(playground.page, 'curl');
  });

  it('Curl_WhenTheTextIsFullOfWhatAShellMinds_ThenSendsTheSameText', { skip }, async () => {
    const content = `It's $HOME, \`id\` and "$(id)" \\ !! ğüş 😀\n@file; --data 'x'`;
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.fill(send, { type: 'text', targetUserId: '64d15f9e2e6c8f4d5a654321', content });
    const { body: first } = await playground.execute(send);
    assert.equal(first.content, content);

    const { status, head, body } = run(await playground.snippet(send, 'curl'));

    assert.equal(status, 201);
    assert.match(head, /Idempotent-Replayed: true/i);
    assert.equal(body.content, content);
  });

  it('Curl_WhenAFormWasSent_ThenNamesTheFileAndRunsWhereItIs', { skip }, async () => {
    const name = 'it\'s "my" notes; a, b.txt';
    writeFileSync(join(folder, name), 'Some notes.\n');
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.asForm(send);
    await send.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('Some notes.\n') });
    await playground.execute(send);
    const command = await playground.snippet(send, 'curl');

    const { status, head } = run(command);

    assert.equal(status, 201, command);
    assert.match(head, /Idempotent-Replayed: true/i, command);
  });

  it('Curl_WhenACallOnlyReads_ThenRunsWithItsAddress', { skip }, async () => {
    await playground.tokenOf('ayse');
    const history = await playground.operation('Messages_History');
    await history.getByLabel('chatId').fill('64d15f9e2e6c8f4d5a123456');
    await history.getByLabel('limit', { exact: true }).fill('5');
    const { body: shown } = await playground.execute(history);

    const { status, body } = run(await playground.snippet(history, 'curl'));

    assert.equal(status, 200);
    assert.deepEqual(Object.keys(body), Object.keys(shown));
    assert.match(await playground.snippet(history, 'typescript'), /await allmine\.messages\.history\(\{ chatId: "64d15f9e2e6c8f4d5a123456", limit: 5 \}\);$/);
  });

  it('Answer_WhenItIsAStreamOfEvents_ThenShowsWhatCameInAWhile', { skip }, async () => {
    await playground.selectServer('Production');
    const get = await playground.operation('Messages_Get');
    await get.getByLabel('messageId').fill('64d15f9e2e6c8f4d5a123456');
    await playground.page.route('**/api/v2/messages/64d15f9e2e6c8f4d5a123456', route => route.continue({ url: `${scene.production.url}/stream` }));
    const begun = Date.now();
    await playground.send(get).click();

    await get.getByRole('tabpanel').getByText('event: message.created').waitFor();
    await get.getByText('still listening').waitFor();
    await get.locator('.send:enabled').waitFor();
    assert.ok(Date.now() - begun >= 4_900, 'listens for five seconds');
    assert.match(await get.locator('.answer').innerText(), /event: message\.created/);
    assert.match(await playground.snippet(get, 'curl'), /^curl -X GET/);
  });

  it('TypeScript_WhenTheDocumentedCallWasMade_ThenIsTheSameCallWithTheClient', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.execute(send);
    const code = await playground.snippet(send, 'typescript');

    const { baseUrl, token, called } = await follow(code);
    const [{ headers }] = playground.sent();
    assert.deepEqual([baseUrl, token], [scene.service.url, headers.authorization.replace('Bearer ', '')]);
    assert.deepEqual(called, ['messages.send', [
      { type: 'text', chatId: '64d15f9e2e6c8f4d5a123456', targetUserId: '64d15f9e2e6c8f4d5a654321', content: 'Hello there!', file: 'profile-photo.jpg' },
      { idempotencyKey: headers['idempotency-key'] },
    ]]);
  });

  for (const [what, body, method, argument] of [
    ['AText', { type: 'text', chatId: '64d15f9e2e6c8f4d5a123456', content: 'Hi "you"' }, 'messages.sendText', { chatId: '64d15f9e2e6c8f4d5a123456', content: 'Hi "you"' }],
    ['CreditsToAPerson', { type: 'credit_transfer', targetUserId: '64d15f9e2e6c8f4d5a654321', creditTransfer: { amount: 3 } }, 'messages.sendCredits', { targetUserId: '64d15f9e2e6c8f4d5a654321', amount: 3 }],
    ['AMediaFile', { type: 'media', chatId: '64d15f9e2e6c8f4d5a123456', file: 'profile-photo.jpg' }, 'messages.sendMedia', { chatId: '64d15f9e2e6c8f4d5a123456', file: 'profile-photo.jpg' }],
    ['CreditsWithANote', { type: 'credit_transfer', chatId: '64d15f9e2e6c8f4d5a123456', content: 'x', creditTransfer: { amount: 3 } }, 'messages.send',
      { type: 'credit_transfer', chatId: '64d15f9e2e6c8f4d5a123456', content: 'x', creditTransfer: { amount: 3 } }],
  ]) {
    it(`TypeScript_When${what}WasSent_ThenUsesTheClientsCallForIt`, { skip }, async () => {
      const send = await playground.operation();
      await playground.fill(send, body);
      await playground.execute(send);

      const { called: [name, [first]] } = await follow(await playground.snippet(send, 'typescript'));

      assert.deepEqual([name, first], [method, argument]);
    });
  }

  for (const [path, query, operationId, expected] of [
    ['/api/v2/chats', '?limit=5', 'Chats_List', 'for await (const chat of allmine.chats.list({ limit: 5 }))\n  console.log(chat);'],
    ['/api/v2/events', '', 'Events_Listen', 'for await (const event of allmine.events())\n  console.log(event);'],
    ['/api/v2/blocks/{userId}', '', 'Blocks_Get', 'const result = await allmine.blocks.get({ userId: "{userId}" });'],
  ]) {
    it(`TypeScript_WhenTheCallIs${operationId.replace('_', '')}_ThenIsWhatTheClientHasForIt`, { skip }, async () => {
      const code = await playground.page.evaluate(async ([url, operation]) => {
        const { clientCodeOf } = await import('/playground/code/client-code.js');
        return clientCodeOf({ method: 'GET', url, headers: {} }, operation);
      }, [scene.service.url + path + query, { operationId, path, baseUrl: scene.service.url }]);

      assert.ok(code.endsWith(expected), code);
    });
  }

  it('TypeScript_WhenAFormWasSent_ThenGivesTheFileToTheClient', { skip }, async () => {
    writeFileSync(join(folder, 'notes.txt'), 'Some notes.\n');
    const send = await playground.operation();
    await playground.asForm(send);
    await send.locator('[data-part=targetUserId] input').fill('');
    await send.locator('input[type=file]').setInputFiles(join(folder, 'notes.txt'));
    await playground.execute(send);
    const code = await playground.snippet(send, 'typescript');

    const { called: [name, [argument, options]] } = await follow(code, folder);

    assert.equal(name, 'messages.sendMedia');
    assert.deepEqual([argument.chatId, argument.content, await argument.file.text()], ['64d15f9e2e6c8f4d5a123456', 'At the beach', 'Some notes.\n']);
    assert.equal(options.fileName, 'notes.txt');
  });

  it('TypeScript_WhenAFormMovesCredits_ThenGivesTheAmountToTheClient', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.asForm(send);
    await send.locator('[data-part=type] select').selectOption('credit_transfer');
    await send.locator('[data-part=chatId] input').fill('');
    await send.locator('[data-part=content] input').fill('');
    await send.locator('[data-part=creditTransfer] input').fill('{ "amount": 2 }');
    const { status, body } = await playground.execute(send);
    assert.deepEqual([status, body.creditTransfer?.amount], [201, 2], JSON.stringify(body));

    const { called: [name, [argument]] } = await follow(await playground.snippet(send, 'typescript'));

    assert.deepEqual([name, argument], ['messages.sendCredits', { targetUserId: '64d15f9e2e6c8f4d5a654321', amount: 2 }]);
  });

  /** Runs the code with a client that only notes what is asked of it. */
  async function follow(code, cwd = folder) {
    const noted = {};
    const within = name => new Proxy(() => {}, {
      get: (_, part) => within(name ? `${name}.${part}` : part),
      apply: (_, self, parameters) => { noted.called = [name, parameters]; },
    });
    class Allmine {
      constructor({ baseUrl, token }) {
        Object.assign(noted, { baseUrl, token });
        return within('');
      }
    }
    const { openAsBlob } = await import('node:fs');
    const body = code.replace(/^import .*$/gm, '');
    const AsyncFunction = (async () => {}).constructor;
    await new AsyncFunction('Allmine', 'openAsBlob', body)(Allmine, name => openAsBlob(join(cwd, name)));
    return noted;
  }
});
