// What is at hand, and how it reads: the first call, finding the others, code before sending, answers by status and code, faults in place.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noBrowser, screenshot } from './support/browser.mjs';
import { onStage, stage } from './support/playground.mjs';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../..');
const skip = noBrowser;

describe('First sight', () => {
  let scene;
  let playground;
  before(async () => { scene = await stage(); });
  after(() => scene.close());
  afterEach(() => playground?.close());

  const clicksCounted = () => playground.page.evaluate(() => {
    window.clicks = 0;
    window.addEventListener('click', event => { window.clicks += event.isTrusted ? 1 : 0; }, true);
  });

  it('DocumentedCall_WhenThePageOpensOnADesktop_ThenIsAnsweredAfterOneClickInSightAndNothingScrolled', { skip }, async () => {
    playground = await scene.open({ viewport: { width: 1400, height: 900 } });
    const { page } = playground;
    await clicksCounted();
    const answered = page.waitForResponse(`${scene.service.url}/api/v2/messages`);
    await playground.send().click();

    assert.equal((await answered).status(), 201);
    assert.equal(await playground.status(page), 201);
    assert.deepEqual(JSON.parse(playground.sent()[0].body), {
      type: 'text', chatId: '64d15f9e2e6c8f4d5a123456', targetUserId: '64d15f9e2e6c8f4d5a654321', content: 'Hello there!', file: 'profile-photo.jpg',
    });
    assert.deepEqual(await page.evaluate(() => [window.clicks, window.scrollY]), [1, 0]);
    for (const part of [page.locator('[data-status]'), page.getByLabel('Body of the answer').getByText('"_id"'), page.getByLabel('Body of the answer').getByText('"senderId"')]) {
      const { y, height } = await part.boundingBox();
      assert.ok(y >= 0 && y + height <= 900, `${part} at ${y}`);
    }

    await screenshot(page, 'desktop-sent');
  });

  it('DocumentedCall_WhenOnAPhone_ThenTokenSendAndAnswerAreWithinTwoScreensAndTheAnswerIsBroughtIntoSight', { skip }, async () => {
    playground = await scene.open({ viewport: { width: 390, height: 844 } });
    const { page } = playground;
    await screenshot(page, 'phone-open');
    const places = {};
    for (const [name, part] of Object.entries({ token: page.getByRole('button', { name: 'ayse', exact: true }), send: playground.send(), answer: page.locator('#answers') }))
      places[name] = (await part.boundingBox()).y;
    assert.ok(places.token < 844 && places.send < 844 && places.answer < 2 * 844 - 100, JSON.stringify(places));

    await clicksCounted();
    await playground.send().click();
    assert.equal(await playground.status(page), 201);
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector('[data-status]').getBoundingClientRect();
      return top > 0 && bottom < 844;
    });
    const [clicks, scrolled] = await page.evaluate(() => [window.clicks, window.scrollY]);
    assert.ok(clicks === 1 && scrolled < 844, `${clicks} clicks, ${scrolled} px`);
    await screenshot(page, 'phone-sent');
  });

  it('Page_WhenOpened_ThenIsUsableWithinASecondAndSmall', { skip }, async () => {
    playground = await scene.open();
    const { page } = playground;
    const times = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      await page.goto('about:blank');
      const begun = performance.now();
      await page.goto(`${scene.service.url}/playground`);
      await playground.send().waitFor();
      times.push(performance.now() - begun);
    }

    // The best of three: another program may have had the processor.
    assert.ok(Math.min(...times) < 1000, times.join());
    await playground.close();

    playground = await scene.open();
    const bodies = [];
    playground.page.on('response', response => bodies.push(response.body().catch(() => Buffer.of())));
    await playground.page.goto('about:blank');
    await playground.page.goto(`${scene.service.url}/playground/`, { waitUntil: 'networkidle' });
    await playground.send().waitFor();
    const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + body.length, 0);
    assert.ok(bytes > 300_000 && bytes < 1_500_000, `${bytes} bytes`);
    console.log(`The playground: usable after ${Math.round(Math.min(...times))} ms, ${Math.round(bytes / 1000)} kB in all`);
  });

  it('Page_WhenTheNetworkIsGoneOnceItIsOpen_ThenCanBeReadAndSaysThatACallFails', { skip }, async () => {
    playground = await scene.open();
    await playground.context.setOffline(true);
    const history = await playground.operation('Messages_History');
    await history.getByRole('tab', { name: '403' }).click();
    assert.match(await history.getByLabel('Example of 403').innerText(), /auth\.forbidden/);
    await playground.send(history).click();
    await history.getByText(/Failed to fetch/).waitFor();
  });
});

describe('Page', () => {
  let scene;
  let playground;
  onStage(opened => { ({ scene, playground } = opened); });
  const theDocument = async () => (await fetch(`${scene.service.url}/openapi/v2.json`)).json();

  it('Address_WhenNothingIsAskedFor_ThenLeadsToThePlayground', { skip }, async () => {
    await playground.page.goto(scene.service.url);
    await playground.send().waitFor();

    assert.equal(new URL(playground.page.url()).pathname, '/playground/index.html');
  });

  it('Calls_WhenThePageOpens_ThenAreAllThereMessagesFirstWithOneHeadingOfThePage', { skip }, async () => {
    const nav = playground.page.getByRole('navigation', { name: 'Calls' });
    const { paths } = await theDocument();
    const operations = Object.entries(paths).filter(([path]) => !path.includes('#')).flatMap(([, methods]) => Object.values(methods));

    assert.equal(await playground.page.locator('h1').count(), 1);
    assert.equal(await nav.getByRole('heading').first().innerText(), 'MESSAGES');
    assert.equal(await nav.getByRole('link').count(), operations.length);
    assert.match(await nav.getByRole('link').first().innerText(), /^Send a new message \(v2\)/);
    assert.match(await nav.locator('[aria-current=page]').innerText(), /^Send a new message \(v2\)/);
    assert.equal(await playground.page.getByRole('heading', { level: 2, name: 'Send a new message (v2)' }).isVisible(), true);
  });

  it('Calls_WhenEachIsOpened_ThenIsShownAtItsAddressWithoutComplaints', { skip }, async () => {
    const { paths } = await theDocument();
    const operations = Object.entries(paths).filter(([path]) => !path.includes('#')).flatMap(([, methods]) => Object.values(methods));
    for (const { operationId, summary } of operations) {
      const block = await playground.operation(operationId);
      assert.equal(await block.getByRole('heading', { level: 2 }).innerText(), summary);
      for (const language of ['curl', 'TypeScript client', 'fetch', 'C#'])
        await block.getByRole('tab', { name: language, exact: true }).click();
    }

    assert.deepEqual(playground.complaints, []);
    await playground.page.reload();
    await playground.page.locator(`[data-operation="${operations.at(-1).operationId}"]`).waitFor();
    await playground.page.goBack();
    await playground.page.locator(`[data-operation="${operations.at(-2).operationId}"]`).waitFor();
  });

  for (const [how, key] of [['Slash', '/'], ['CtrlK', 'Control+k']]) {
    it(`Search_WhenOpenedBy${how}_ThenFindsByWordsPathAndCodeAndGoesThere`, { skip }, async () => {
      const { page } = playground;
      await page.keyboard.press(key);
      const search = page.getByRole('combobox', { name: /^Search/ });
      const options = page.getByRole('listbox', { name: 'Calls found' }).getByRole('option');
      await search.fill('history');
      assert.match(await options.first().innerText(), /Read a chat's history/);
      await search.fill('chat.pins_full');
      assert.deepEqual(await options.evaluateAll(all => all.map(one => one.querySelector('span').textContent)), ['Pin a message']);
      await search.fill('put blocks');
      assert.match(await options.first().innerText(), /Block a user/);
      await search.fill('xyzzy');
      await page.getByText('No call is found.').waitFor();
      assert.equal(await options.count(), 0);
      await search.fill('reactions');
      await page.keyboard.press('ArrowDown');
      const chosen = await page.locator('[role=option][aria-selected=true] > span').first().innerText();
      await page.keyboard.press('Enter');

      await page.getByRole('heading', { level: 2, name: chosen }).waitFor();
      assert.equal(await page.locator('dialog.search').isVisible(), false);
    });
  }

  it('Keyboard_WhenCtrlEnterIsPressedInTheBody_ThenSends', { skip }, async () => {
    const send = await playground.operation();
    await send.getByLabel('Request body').press('Control+Enter');
    assert.equal(await playground.status(send), 201);
    assert.equal(playground.sent().length, 1);
  });

  it('Search_WhenASlashIsWrittenInAField_ThenStaysClosed', { skip }, async () => {
    const send = await playground.operation();
    await send.getByLabel('Request body').focus();
    await playground.page.keyboard.press('/');

    assert.equal(await playground.page.locator('dialog.search').isVisible(), false);
    assert.match(await send.getByLabel('Request body').inputValue(), /\//);
  });

  it('Bar_WhenScrolled_ThenServerPersonAndLanguageStayInSight', { skip }, async () => {
    await playground.tokenOf('mehmet');
    await playground.page.getByLabel('X-Language', { exact: true }).selectOption('tr');
    for (const viewport of [{ width: 1280, height: 900 }, { width: 390, height: 844 }]) {
      await playground.page.setViewportSize(viewport);
      await playground.page.evaluate(() => window.scrollTo(0, 3000));
      await playground.page.waitForFunction(() => window.scrollY > 500);
      const state = playground.page.locator('.state');
      const { y, height } = await state.boundingBox();
      assert.ok(y >= 0 && y + height < 120, `at ${y}`);
      assert.match(await state.innerText(), /Development[^]*mehmet, user, until[^]*tr/);
    }

    await playground.page.setViewportSize({ width: 1280, height: 900 });
  });

  it('Code_WhenNothingWasSentYet_ThenIsTheCallAsItWouldGoOut', { skip }, async () => {
    const send = await playground.operation();
    await send.getByRole('tab', { name: 'curl', exact: true }).click();
    const shown = send.locator('[data-snippet=curl] code');
    assert.match(await shown.textContent(), /Bearer <token>/);
    await send.getByRole('tab', { name: 'Body' }).click();
    await playground.fill(send, '{ "type": "text", "targetUserId": "64d15f9e2e6c8f4d5a654321", "content": "Changed" }');
    await send.getByLabel('dryRun').selectOption('true');
    await send.getByRole('tab', { name: 'curl', exact: true }).click();

    const text = await shown.textContent();
    assert.match(text, /\?dryRun=true'/);
    assert.match(text, /"content": "Changed"/);
    assert.deepEqual(playground.sent(), []);
    const [, key] = /Idempotency-Key: ([0-9a-f-]{36})/.exec(text);
    await playground.send(send).click();
    await playground.status(send);
    assert.equal(playground.sent()[0].headers['idempotency-key'], key);
  });

  for (const [kind, run] of [
    ['fetch', (folder, code) => {
      writeFileSync(join(folder, 'call.mjs'), code);
      return execFileSync(process.execPath, ['call.mjs'], { cwd: folder, encoding: 'utf8' });
    }],
    ['csharp', (folder, code) => {
      writeFileSync(join(folder, 'call.cs'), code);
      return execFileSync('dotnet', ['run', 'call.cs'], { cwd: folder, encoding: 'utf8' });
    }],
  ]) {
    it(`Code_WhenCopiedAs${kind}_ThenRunsAndIsTheSameCall`, { skip }, async () => {
      await playground.tokenOf('ayse');
      const send = await playground.operation();
      await playground.fill(send, { type: 'text', targetUserId: '64d15f9e2e6c8f4d5a654321', content: 'It\'s "quoted" \\ """ ${x} {y} ğ\n😀' });
      const { body } = await playground.execute(send);
      const folder = mkdtempSync(join(tmpdir(), 'allmine-code-'));
      try {
        const printed = run(folder, await playground.snippet(send, kind));
        assert.match(printed, /201/);
        // The key went with it: the answer is that of the page.
        assert.ok(printed.includes(body._id), printed);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  it('Answers_WhenSeenByStatus_ThenHaveOneExampleForEachCodeOfTheCall', { skip }, async () => {
    const { paths, components } = await theDocument();
    for (const [path, method, id] of [['/api/v2/messages', 'post', 'Messages_Send'], ['/api/v2/messages/{messageId}', 'patch', 'Messages_Edit'], ['/api/v2/chats', 'get', 'Chats_List']]) {
      const block = await playground.operation(id);
      for (const [status, { content }] of Object.entries(paths[path][method].responses).filter(([number]) => number >= 400)) {
        await block.getByRole('tab', { name: status, exact: true }).click();
        const expected = Object.entries(content['application/json'].examples).map(([code, example]) => [code, (example.$ref ? components.examples[example.$ref.split('/').at(-1)] : example).value]);
        const choice = block.getByLabel(`Error codes of ${status}`);
        const shown = block.getByLabel(`Example of ${status}`);
        if (expected.length > 1)
          assert.deepEqual(await choice.locator('option').allTextContents(), expected.map(([code]) => code));
        for (const [code, value] of [expected[0], expected.at(-1)]) {
          if (expected.length > 1)
            await choice.selectOption(code);
          assert.deepEqual(JSON.parse(await shown.textContent()), value);
          assert.equal((await block.locator('.cause').innerText()).length > 15, true, `${code} has no cause`);
        }
      }
    }
  });

  it('Schema_WhenRead_ThenHasTheLimitsInPlace', { skip }, async () => {
    const send = await playground.operation();
    const body = send.locator('[data-definitions=body]');
    const property = name => body.locator('.properties > li').filter({ has: playground.page.getByText(name, { exact: true }) }).first();

    assert.match(await property('content').innerText(), /string or null[^]*at most 5,000 characters/);
    assert.match(await property('type').innerText(), /required[^]*one of "text", "media", "credit_transfer"/);
    assert.match(await property('mentions').innerText(), /at most 50 items[^]*all different[^]*each matches/);
    await property('creditTransfer').locator('summary').click();
    assert.match(await property('creditTransfer').innerText(), /amount[^]*1 to 1,000,000/);
  });

  it('Body_WhenWrittenWrongly_ThenFaultsAreMarkedWhereTheyAre', { skip }, async () => {
    const send = await playground.operation();
    const marks = () => send.locator('.editor .fault').evaluateAll(all => all.map(one => one.textContent));
    assert.deepEqual(await marks(), []);
    for (const [text, marked, message] of [
      ['{\n  "type": "text",\n  "content" "x"\n}', ['"'], /Line 3.*colon/],
      ['{ "type": "texte" }', ['"texte"'], /Line 1 type.*one of text, media, credit_transfer/],
      ['{ "type": "text", "chatId": "64d1" }', ['"64d1"'], /chatId.*does not match/],
      ['{ "type": "text",\n"colour": 1 }', ['1'], /Line 2 colour.*not known/],
      ['{ "type": "credit_transfer", "creditTransfer": { "amount": 1000001 } }', ['1000001'], /creditTransfer\.amount.*1 to 1000000/],
      ['{ "type": "credit_transfer", "creditTransfer": { "amount": 1000000 } }', [], null],
      ['{ "content": "x" }', ['{'], /"type" is missing/],
      [`{ "type": "text", "content": ${JSON.stringify('ğ'.repeat(5001))} }`, [JSON.stringify('ğ'.repeat(5001))], /5001 characters; at most 5000/],
      [`{ "type": "text", "content": ${JSON.stringify('😀'.repeat(5000))} }`, [], null],
    ]) {
      await playground.fill(send, text);
      assert.deepEqual(await marks(), marked, text.slice(0, 80));
      if (message)
        assert.match((await send.locator('.faults').innerText()).replaceAll('\n', ' '), message);
      assert.equal(await send.getByLabel('Request body').getAttribute('aria-invalid'), String(Boolean(message)));
    }
  });

  it('Body_WhenTheServiceRefusesIt_ThenItsSentencesStandWhereTheFaultsAreUntilTheBodyChanges', { skip }, async () => {
    const send = await playground.operation();
    await playground.fill(send, '{\n  "type": "text",\n  "targetUserId": "64d15f9e2e6c8f4d5a654321",\n  "content": "   "\n}');
    const { body } = await playground.execute(send);

    assert.deepEqual(body.codes, ['validation.content.blank']);
    assert.deepEqual(await send.locator('.editor .fault').allTextContents(), ['"   "']);
    const fault = send.getByRole('list', { name: 'Faults of the body' }).getByRole('listitem');
    assert.ok((await fault.innerText()).includes(body.errors[1]));
    await fault.getByRole('button').click();
    assert.equal(await send.getByLabel('Request body').evaluate(field => field.value.slice(field.selectionStart, field.selectionEnd)), '"   "');
    await screenshot(playground.page, 'faults');

    await playground.page.keyboard.type('"x"');
    assert.equal(await send.locator('.editor .fault').count(), 0);
  });

  it('Parameter_WhenTheServiceRefusesIt_ThenItsSentenceStandsBelowItsField', { skip }, async () => {
    const history = await playground.operation('Messages_History');
    await history.getByLabel('limit', { exact: true }).fill('101');
    const { body } = await playground.execute(history);

    assert.deepEqual(body.codes, ['validation.limit.range']);
    assert.equal(await history.getByLabel('limit', { exact: true }).getAttribute('aria-invalid'), 'true');
    assert.equal(await history.locator('#fault-limit').innerText(), body.errors[1]);
  });

  it('Ids_WhenAnAnswerHasNamedThem_ThenFillTheNextCallUnlessSomebodyHasWritten', { skip }, async () => {
    const { body } = await playground.execute(await playground.operation());
    const get = await playground.operation('Messages_Get');
    assert.equal(await get.getByLabel('messageId').inputValue(), body._id);
    assert.equal((await playground.execute(get)).body._id, body._id);
    const history = await playground.operation('Messages_History');
    assert.equal(await history.getByLabel('chatId').inputValue(), body.chatId);

    await get.page().goBack();
    await get.getByLabel('messageId').fill('64d15f9e2e6c8f4d5a777777');
    await playground.execute(await playground.operation());
    assert.equal(await (await playground.operation('Messages_Get')).getByLabel('messageId').inputValue(), '64d15f9e2e6c8f4d5a777777');

    // Those of Development mean nothing on Production.
    await playground.selectServer('Production');
    assert.equal(await (await playground.operation('Messages_Edit')).getByLabel('messageId').inputValue(), '64d15f9e2e6c8f4d5a444444');
  });

  it('Search_WhenOnAPhone_ThenTheCallsAreBehindAButton', { skip }, async () => {
    await playground.page.setViewportSize({ width: 390, height: 844 });
    const nav = playground.page.getByRole('navigation', { name: 'Calls' });
    const button = playground.page.getByRole('button', { name: 'Calls', exact: true });
    assert.equal(await nav.isVisible(), false);
    await button.click();
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    await screenshot(playground.page, 'phone-calls');
    await nav.getByRole('link', { name: /^Read one message/ }).click();
    await playground.page.locator('[data-operation=Messages_Get]').waitFor();
    assert.equal(await nav.isVisible(), false);
    await playground.page.setViewportSize({ width: 1280, height: 900 });
  });
});

describe('Files', () => {
  it('Vendored_WhenComparedWithThePackage_ThenIsItsFile', () => {
    const ours = readFileSync(join(repository, 'src/Allmine.Api/Playground/Assets/vendor/htm-preact.js'), 'utf8');
    const { version } = JSON.parse(readFileSync(join(repository, 'tests/playground/node_modules/htm/package.json'), 'utf8'));
    const licence = readFileSync(join(repository, 'src/Allmine.Api/Playground/Assets/vendor/htm-preact.LICENSE.txt'), 'utf8');

    assert.equal(ours, readFileSync(join(repository, 'tests/playground/node_modules/htm/preact/standalone.mjs'), 'utf8'));
    assert.ok(licence.includes(`htm ${version}`), version);
    assert.ok(licence.includes(readFileSync(join(repository, 'tests/playground/node_modules/htm/LICENSE'), 'utf8').trim()));
    assert.match(licence, /The MIT License \(MIT\)[^]*Jason Miller/);
  });
});
