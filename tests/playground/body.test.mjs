import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noBrowser, screenshot } from './support/browser.mjs';
import { onStage } from './support/playground.mjs';

describe('Body', () => {
  const skip = noBrowser;
  let playground;
  onStage(opened => { ({ playground } = opened); });

  const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const documented = {
    type: 'text', chatId: '64d15f9e2e6c8f4d5a123456', targetUserId: '64d15f9e2e6c8f4d5a654321', content: 'Hello there!', file: 'profile-photo.jpg',
  };
  const choose = (block, name) => block.getByLabel('Examples').selectOption({ label: name });

  it('Body_WhenTheCallIsTried_ThenIsTheDocumentedExampleAndIsSent', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    assert.deepEqual(JSON.parse(await send.getByLabel('Request body').inputValue()), documented);
    const { status, body } = await playground.execute(send);

    assert.equal(status, 201);
    assert.equal(body.media.name, 'profile-photo.jpg');
    assert.deepEqual(JSON.parse(playground.sent()[0].body), documented);
  });

  it('Body_WhenTheMediaExampleIsChosen_ThenIsSent', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await choose(send, 'A file uploaded before, with a caption');
    const { status, body } = await playground.execute(send);

    assert.equal(status, 201);
    assert.deepEqual([body.type, body.media.type], ['media', 'image']);
  });

  it('Body_WhenTheCreditExampleIsChosen_ThenGoesOutWithAKey', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await choose(send, '25 credits to a person, with a note');
    await playground.execute(send);

    const [sent] = playground.sent();
    assert.deepEqual(JSON.parse(sent.body), {
      type: 'credit_transfer', targetUserId: '64d15f9e2e6c8f4d5a654321', content: 'For the coffee', creditTransfer: { amount: 25 },
    });
    assert.match(sent.headers['idempotency-key'], /^[0-9a-f-]{36}$/);
  });

  it('Form_WhenAFileIsChosen_ThenIsSentAsMedia', { skip }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'allmine-form-'));
    try {
      writeFileSync(join(folder, 'notes.txt'), 'Some notes.\n');
      await playground.tokenOf('ayse');
      const send = await playground.operation();
      await playground.asForm(send);
      await send.locator('input[type=file]').setInputFiles(join(folder, 'notes.txt'));
      const { status, body } = await playground.execute(send);

      assert.equal(status, 201, JSON.stringify(body));
      assert.deepEqual([body.type, body.content, body.media.name, body.media.size], ['media', 'At the beach', 'notes.txt', 12]);
      await screenshot(playground.page, 'form');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('Form_WhenAPartIsEmptied_ThenIsSentWithoutIt', { skip }, async () => {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.asForm(send);
    await send.locator('[data-part=type] select').selectOption('text');
    await send.locator('[data-part=targetUserId] input').fill('');
    const { status, body } = await playground.execute(send);

    assert.deepEqual([status, body.type, body.media], [201, 'text', null], JSON.stringify(body));
    assert.doesNotMatch(await playground.snippet(send, 'curl'), /targetUserId|file=/);
  });

  it('Upload_WhenAFileIsChosen_ThenIsStored', { skip }, async () => {
    await playground.tokenOf('ayse');
    const upload = await playground.operation('Files_Upload');
    await upload.locator('input[type=file]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Some notes.\n') });
    const { status, body } = await playground.execute(upload);

    assert.deepEqual([status, body.name, body.size], [201, 'notes.txt', 12]);
  });

  it('Definitions_WhenUnfolded_ThenAreOfTheBodyAndTheResponsesAndCanBeCopied', { skip }, async () => {
    const send = await playground.operation();
    for (const [part, names] of [
      ['body', ['SendMessageRequest', 'SendMessageRequestType', 'CreditTransferRequest', 'ExpectRequest', 'MessagesSendForm']],
      ['responses', ['MessageResponse', 'MessageResponseType', 'MediaResponse', 'MediaResponseType', 'CreditTransferResponse', 'ReplyToResponse', 'ReactionResponse', 'ErrorResponse']],
    ]) {
      const definitions = send.locator(`[data-definitions=${part}]`);
      await definitions.getByRole('tab', { name: 'TypeScript Definitions' }).click();
      const code = await definitions.locator('pre code').textContent();
      const declared = [...code.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
      assert.deepEqual(declared.sort(), [...names].sort());
      // It stands there for a moment only: who looks for it afterwards may be late.
      const said = definitions.getByText('Copied').waitFor();
      assert.equal(await playground.copied(definitions.getByRole('button', { name: /^Copy/ })), code);
      await said;
    }

    await send.locator('[data-definitions=body]').scrollIntoViewIfNeeded();
    await screenshot(playground.page, 'definitions');
  });

  it('Definitions_WhenCompiledStrictly_ThenFitTheDocumentedBodyAndNotAnother', { skip }, async () => {
    const { default: ts } = await import('typescript');
    const send = await playground.operation();
    await send.locator('[data-definitions=body]').getByRole('tab', { name: 'TypeScript Definitions' }).click();
    const shown = await send.locator('[data-definitions=body] pre code').textContent();
    const folder = mkdtempSync(join(tmpdir(), 'allmine-types-'));
    try {
      const bodies = { fits: documented, wrongType: { ...documented, type: 'Text' }, untyped: { chatId: documented.chatId } };
      const files = Object.entries(bodies).map(([name, body]) => {
        writeFileSync(join(folder, `${name}.ts`), `${shown}\nexport const body: SendMessageRequest = ${JSON.stringify(body)};\n`);
        return join(folder, `${name}.ts`);
      });
      const program = ts.createProgram(files, { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: [], skipLibCheck: true });
      const wrong = ts.getPreEmitDiagnostics(program).map(({ file }) => basename(file.fileName, '.ts'));

      assert.deepEqual([...new Set(wrong)].sort(), ['untyped', 'wrongType']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('Definitions_WhenShown_ThenAreThoseOfTheFileThatNSwagMade', { skip }, async () => {
    const made = readFileSync(join(repository, 'clients/typescript/src/generated.ts'), 'utf8');
    const responses = (await playground.operation()).locator('[data-definitions=responses]');
    await responses.getByRole('tab', { name: 'TypeScript Definitions' }).click();
    const shown = await responses.locator('pre code').textContent();

    assert.match(made, /Made by NSwag/);
    for (const declaration of shown.split(/\n\n(?=\/\*\*|export)/))
      assert.ok(made.includes(declaration), declaration);
  });
});
