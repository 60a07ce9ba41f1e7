// The laboratory beyond the ten things of docs/qa.md: whose side it is, the history, links that nobody can trust, and what is never kept.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { cuttingProxy } from '../../clients/typescript/test/support/cutting-proxy.mjs';
import { noBrowser, screenshot } from './support/browser.mjs';
import { chat, inLaboratory, Laboratory, stores } from './support/laboratory.mjs';
import { sender } from './support/playground.mjs';
import { startService } from './support/service.mjs';

const skip = noBrowser;
const [embedded] = stores;

/** A call as a link holds it. */
const linked = call => Buffer.from(typeof call === 'string' ? call : JSON.stringify(call)).toString('base64url');

describe('Laboratory', () => {
  let scene;
  let laboratory;
  inLaboratory({ before, after, beforeEach }, embedded, opened => { ({ scene, laboratory } = opened); });

  const tokenField = name => laboratory.side(name).getByLabel('Token', { exact: true });
  const stored = () => laboratory.page.evaluate(async () => ({
    session: { ...sessionStorage }, local: { ...localStorage }, cookies: document.cookie, databases: await indexedDB.databases(),
  }));
  const send = async (userId, body) => fetch(`${scene.service.url}/api/v2/messages`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${await laboratory.tokenFor(userId)}` }, body: JSON.stringify(body),
  });
  const openLink = async data => {
    await laboratory.page.evaluate(address => { location.hash = address; }, `#/Laboratory/call/${data}`);
    const region = laboratory.page.getByRole('region', { name: 'A call from a link' });
    await region.waitFor();
    return region;
  };

  it('Page_WhenOpenedFromTheReference_ThenShowsBothPeopleOfTheSeedTheirBalancesAndTheirChat', { skip }, async () => {
    const { page } = laboratory;
    await send(sender, { type: 'text', chatId: chat, content: 'Was there before' });
    await page.goto(`${scene.service.url}/playground`);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Laboratory' }).click();
    await laboratory.ready();

    for (const name of ['Ayşe', 'Mehmet']) {
      assert.equal(await laboratory.balance(name), 100);
      assert.equal(await tokenField(name).getAttribute('type'), 'password');
      await laboratory.message(name, 'Was there before').waitFor();
    }

    assert.equal(await page.title(), 'Laboratory – Allmine API Playground');
    await page.getByRole('link', { name: 'Reference' }).click();
    await page.locator('.operation .send').waitFor();
    assert.equal(await page.locator('.laboratory').count(), 0);
  });

  it('Token_WhenSomebodyElsesIsPasted_ThenTheSideIsThatPersonsAndTheChatTheirs', { skip }, async () => {
    const zeynep = '64d15f9e2e6c8f4d5a777001';
    const service = await fetch(`${scene.service.url}/api/dev/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userId: sender, role: 'service' }) });
    const put = await fetch(`${scene.service.url}/api/v2/users/${zeynep}`, {
      method: 'PUT', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${(await service.json()).accessToken}` }, body: JSON.stringify({ username: 'zeynep' }),
    });
    assert.ok(put.ok, String(put.status));
    await tokenField('Mehmet').fill(await laboratory.tokenFor(zeynep));
    await laboratory.side('zeynep').locator('[data-state=open]').waitFor();
    await laboratory.waitForBalance('zeynep', 0);
    await laboratory.side('Ayşe').getByText('There is no chat of the two yet.').waitFor();
    await laboratory.write('zeynep', 'I am new here');
    assert.equal(await laboratory.press('zeynep', 'Text'), '201 Created');

    await laboratory.message('Ayşe', 'I am new here').waitFor();
    assert.equal(await laboratory.message('Ayşe', 'I am new here').locator('strong').first().textContent(), 'zeynep');
    assert.deepEqual((await laboratory.kept()).contents, []);
  });

  it('Token_WhenTakenAway_ThenCallsGoOutWithoutOneAndNoneIsFetched', { skip }, async () => {
    await tokenField('Ayşe').fill('');
    const side = laboratory.side('First person');
    await side.getByText('no token').waitFor();
    assert.equal(await laboratory.press('First person', 'Text'), '401 Unauthorized');
    assert.deepEqual((await laboratory.answer('First person')).codes, ['auth.required']);
    assert.equal(laboratory.sent()[0].headers.authorization, undefined);

    await laboratory.page.getByRole('link', { name: 'Reference' }).click();
    await laboratory.page.getByRole('link', { name: 'Laboratory' }).click();
    await side.getByText('no token').waitFor();
    assert.equal(await tokenField('First person').inputValue(), '');
  });

  it('Token_WhenThatOfTheSeedIsRefused_ThenAnotherIsFetchedAndAnybodyElsesIsNot', { skip }, async () => {
    const tokenOf = sub => `e30.${Buffer.from(JSON.stringify({ sub, name: 'Nobody' })).toString('base64url')}.x`;
    const old = tokenOf(sender);
    await laboratory.page.evaluate(([names, token]) => names.forEach(name => sessionStorage.setItem(name, token)),
      [Object.keys((await stored()).session).filter(name => name.startsWith('allmine.token')), old]);
    await laboratory.page.evaluate(([place, token]) => sessionStorage.setItem(Object.keys(sessionStorage).find(name => name.includes(place)), token), ['laboratory 2', tokenOf('64d15f9e2e6c8f4d5a777009')]);
    await laboratory.page.reload();
    await laboratory.side('Nobody').locator('[data-state=refused]').waitFor();
    await laboratory.side('Nobody').getByText('GET /api/v2/events: 401').waitFor();

    await laboratory.side('Ayşe').locator('[data-state=open]').waitFor();
    assert.notEqual(await tokenField('Ayşe').inputValue(), old);
  });

  it('Token_WhenNoHeaderCanHoldIt_ThenNothingIsSentAndThePageSaysSo', { skip }, async () => {
    await tokenField('Mehmet').fill('tökenğ');
    const side = laboratory.side('Second person');
    await side.locator('[data-state=refused]').waitFor();
    await side.getByRole('alert').getByText(/^Not sent: the token/).waitFor();

    assert.match(await laboratory.press('Second person', 'Text'), /^Not sent: the token/);
    assert.equal(await side.getByText('whether it happened is unknown').count(), 0);
    assert.deepEqual(laboratory.sent(), []);
  });

  it('Tokens_WhenUsed_ThenAreInTheSessionStorageUnderTheirPlacesAndNowhereElse', { skip }, async () => {
    await laboratory.press('Ayşe', 'Text');
    await laboratory.press('Mehmet', 'Text');
    const tokens = [await tokenField('Ayşe').inputValue(), await tokenField('Mehmet').inputValue()];
    const { session, local, cookies, databases } = await stored();

    assert.deepEqual(Object.entries(session).filter(([name]) => name.startsWith('allmine.token')).map(([, value]) => value).sort(), [...tokens].sort());
    for (const text of [...Object.entries(session).filter(([name]) => !name.startsWith('allmine.token')).flat(), await laboratory.page.content(), laboratory.page.url()])
      assert.ok(tokens.every(token => !text.includes(token)), text.slice(0, 300));
    assert.deepEqual([local, cookies, databases], [{}, '', []]);
    assert.deepEqual(laboratory.sent().map(({ headers }) => headers.authorization), tokens.map(token => `Bearer ${token}`));
  });

  it('History_WhenCallsWereMade_ThenHasMethodPathAndStatusTheLatestFirstAndOutlivesAReload', { skip }, async () => {
    await laboratory.press('Ayşe', 'Text');
    await laboratory.press('Mehmet', 'Read');
    await laboratory.press('Ayşe', 'Photo');
    await laboratory.press('Ayşe', 'Wrong token');
    const rows = async () => (await laboratory.pastCalls.locator('.past-call').allInnerTexts()).map(text => text.replaceAll(/\s+/g, ' '));
    const expected = [
      /^POST \/api\/v2\/messages 401 Unauthorized Ayşe \d\d:\d\d:\d\d$/, /^POST \/api\/v2\/messages 201 Created Ayşe/,
      new RegExp(`^POST /api/v2/messages/chat/${chat}/read 200 OK Mehmet`), /^POST \/api\/v2\/messages 201 Created Ayşe/,
    ];
    const check = async () => {
      const shown = await rows();
      assert.equal(shown.length, expected.length);
      expected.forEach((pattern, index) => assert.match(shown[index], pattern));
    };
    await check();
    await laboratory.page.reload();
    await laboratory.ready();
    await check();
    // The picture is gone with the page; the others can be sent again.
    assert.deepEqual(await laboratory.pastCalls.getByRole('button', { name: 'Again' }).evaluateAll(all => all.map(one => one.disabled)), [false, true, false, false]);
    await laboratory.page.getByRole('button', { name: 'Forget the history' }).click();
    assert.equal(await laboratory.pastCalls.count(), 0);
    await laboratory.page.reload();
    await laboratory.ready();
    assert.equal(await laboratory.pastCalls.count(), 0);
  });

  it('Again_WhenPressedAtACallWithAFault_ThenGoesOutWithoutItWithTheSameKeyOrANewOne', { skip }, async () => {
    await laboratory.write('Ayşe', 'Twice');
    await laboratory.press('Ayşe', 'Store unavailable');
    const first = laboratory.pastCalls.last();
    assert.equal(await laboratory.press('Ayşe', first.getByRole('button', { name: 'Again' })), '201 Created');
    assert.equal(await laboratory.press('Ayşe', first.getByRole('button', { name: 'Again' })), '201 Created');
    assert.ok(await laboratory.isReplay('Ayşe'));
    assert.equal(await laboratory.press('Ayşe', first.getByRole('button', { name: 'New key' })), '201 Created');

    const sent = laboratory.sent().map(({ headers }) => [headers['x-allmine-fault'], headers['idempotency-key']]);
    assert.deepEqual(sent.map(([fault]) => fault), ['store-unavailable', undefined, undefined, undefined]);
    assert.deepEqual(sent.map(([, key]) => key === sent[0][1]), [true, true, true, false]);
    assert.deepEqual(new Set(laboratory.sent().map(({ body }) => body)).size, 1);
    assert.deepEqual((await laboratory.kept()).contents, ['Twice', 'Twice']);
  });

  it('Comparison_WhenTwoCallsAreChosen_ThenShowsWhatDiffersAndWhatDoesNot', { skip }, async () => {
    await laboratory.write('Ayşe', 'First words');
    await laboratory.press('Ayşe', 'Text');
    await laboratory.press('Ayşe', 'Same key again');
    await laboratory.write('Ayşe', 'Second words');
    await laboratory.press('Ayşe', 'Text');
    const choose = index => laboratory.pastCalls.nth(index).getByLabel('Compare').check();
    await choose(2);
    await choose(1);
    const lines = async kind => (await laboratory.history.locator(`.comparison .line.${kind}`).allTextContents()).map(line => line.trimEnd());
    // A replay differs from what it repeats in its headers alone.
    assert.ok((await lines('second')).includes('+ idempotent-replayed: true'), String(await lines('second')));
    assert.ok([...await lines('first'), ...await lines('second')].every(line => /^[-+] [a-z-]+: /.test(line)), String(await lines('first')));
    assert.ok((await lines('same')).includes('    "content": "First words",'), String(await lines('same')));

    // The third one that is chosen takes the place of the first.
    await choose(0);
    assert.equal(await laboratory.pastCalls.nth(2).getByLabel('Compare').isChecked(), false);
    assert.ok((await lines('first')).includes('-   "content": "First words",'));
    assert.ok((await lines('second')).includes('+   "content": "Second words",'));
    await screenshot(laboratory.page, 'laboratory-comparison');
  });

  it('Report_WhenCopied_ThenHasTheRequestIdACallThatRunsAndTheAnswerAndNoToken', { skip }, async () => {
    const token = await tokenField('Ayşe').inputValue();
    await laboratory.write('Ayşe', 'It\'s "quoted"');
    await laboratory.press('Ayşe', 'Text');
    const { _id } = await laboratory.answer('Ayşe');
    const report = await laboratory.copied(laboratory.pastCalls.first().getByRole('button', { name: 'Copy as a bug report' }));

    const [{ headers }] = laboratory.sent();
    assert.ok(report.startsWith('# POST /api/v2/messages: 201 Created\n'), report);
    assert.ok(report.includes(`Request id: ${headers['x-request-id']}\n`), report);
    assert.ok(report.includes(`Idempotency-Key: ${headers['idempotency-key']}\n`), report);
    assert.ok(report.includes('Person: Ayşe\n') && report.includes('Server: Development\n'), report);
    assert.ok(!report.includes(token) && report.includes('Bearer <token>'), report);
    assert.equal(JSON.parse(report.split('```')[3].split('\n\n')[1])._id, _id);
    const [, command] = /```sh\n([^]*?)\n```/.exec(report);
    assert.ok(!/x-allmine-fault/i.test(command));
    const output = execFileSync('bash', ['-c', `${command.replace('<token>', token)} --silent --include`], { encoding: 'utf8' });
    assert.match(output, /Idempotent-Replayed: true/i);
    assert.ok(output.includes(_id), output);
  });

  it('Report_WhenTheAnswerWasLost_ThenSaysSoAndHasTheRequestIdAllTheSame', { skip }, async () => {
    await laboratory.press('Ayşe', 'Lose the answer');
    const report = await laboratory.copied(laboratory.pastCalls.first().getByRole('button', { name: 'Copy as a bug report' }));

    assert.match(report, /^# POST \/api\/v2\/messages: no answer \(/);
    assert.ok(report.includes(`Request id: ${laboratory.sent()[0].headers['x-request-id']}\n`), report);
    assert.match(report, /X-Allmine-Fault: lose-answer\n/);
  });

  it('Token_WhenAMessageHoldsOne_ThenIsNeitherInTheHistoryNorInWhatIsCopied', { skip }, async () => {
    const [own, foreign] = [await tokenField('Mehmet').inputValue(), `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2ln`];
    await laboratory.write('Ayşe', `${own} and ${foreign}`);
    assert.equal(await laboratory.press('Ayşe', 'Text'), '201 Created');
    const row = laboratory.pastCalls.first();
    const link = await laboratory.copied(row.getByRole('button', { name: 'Copy as a link' }));
    const { session } = await stored();

    for (const text of [
      await laboratory.copied(row.getByRole('button', { name: 'Copy as a bug report' })), Buffer.from(link.split('/').at(-1), 'base64url').toString(),
      session['allmine.laboratory'], await laboratory.side('Ayşe').locator('.call-view').innerText(),
    ]) {
      assert.ok(text.includes('<token> and <token>'), text);
      assert.ok(!text.includes(own) && !text.includes(foreign), text);
    }

    // What was sent is what was written.
    assert.equal(JSON.parse(laboratory.sent()[0].body).content, `${own} and ${foreign}`);
  });

  it('Token_WhenItStandsAfterALineOrInTheQuery_ThenIsMaskedAndTheLinkStillHoldsTheCall', { skip }, async () => {
    const foreign = `eyJhbGciOiJub25lIn0.${Buffer.from('{"sub":"x"}').toString('base64url')}.c2ln`;
    const region = await openLink(linked({ method: 'POST', path: `/api/v2/messages?cursor=${foreign}`, body: JSON.stringify({ type: 'text', content: `First\n${foreign}\t${foreign}` }) }));
    assert.equal(await laboratory.press('Ayşe', region.getByRole('button', { name: 'Send as Ayşe' })), '400 Bad Request');
    const row = laboratory.pastCalls.first();
    const link = await laboratory.copied(row.getByRole('button', { name: 'Copy as a link' }));
    for (const text of [
      await laboratory.copied(row.getByRole('button', { name: 'Copy as a bug report' })), Buffer.from(link.split('/').at(-1), 'base64url').toString(), (await stored()).session['allmine.laboratory'],
    ])
      assert.ok(!text.includes(foreign), text);
    const shared = await openLink(link.split('/').at(-1));
    assert.equal(await shared.getByLabel('Path').inputValue(), '/api/v2/messages?cursor=%3Ctoken%3E');
    assert.equal(JSON.parse(await shared.getByLabel('Body').inputValue()).content, 'First\n<token>\t<token>');
  });

  it('Token_WhenAWordIsTriedAsOne_ThenCallsThatHoldTheWordStayWhatTheyAre', { skip }, async () => {
    await tokenField('Mehmet').fill('api');
    await laboratory.side('Second person').locator('[data-state=refused]').waitFor();
    await laboratory.press('Ayşe', 'Text');
    const link = await laboratory.copied(laboratory.pastCalls.first().getByRole('button', { name: 'Copy as a link' }));
    assert.equal(JSON.parse(Buffer.from(link.split('/').at(-1), 'base64url')).path, '/api/v2/messages');
    await laboratory.page.reload();
    await laboratory.side('Ayşe').locator('[data-state=open]').waitFor();

    assert.equal(await laboratory.press('Ayşe', laboratory.pastCalls.first().getByRole('button', { name: 'Again' })), '201 Created');
    assert.ok(await laboratory.isReplay('Ayşe'));
  });

  it('Link_WhenItIsNoAddress_ThenThePageSaysSo', { skip }, async () => {
    for (const data of ['%', '%E0%A4%A']) {
      await laboratory.page.goto('about:blank');
      await laboratory.page.goto(`${scene.service.url}/playground/index.html#/Laboratory/call/${data}`);
      await laboratory.page.getByText('The link holds no call that this page can make.').waitFor();
    }

    assert.deepEqual(laboratory.complaints, []);
  });

  it('Link_WhenOpenedBySomebodyElse_ThenIsFilledInAndGoesOutOnceAskedForWithTheirTokenAndANewKey', { skip }, async () => {
    await laboratory.write('Ayşe', 'For a colleague ğ😀');
    await laboratory.press('Ayşe', 'Text');
    const link = await laboratory.copied(laboratory.pastCalls.first().getByRole('button', { name: 'Copy as a link' }));
    const [{ headers: { 'idempotency-key': key, authorization } }] = laboratory.sent();
    const held = Buffer.from(link.split('/').at(-1), 'base64url').toString();
    assert.ok(!held.includes(key) && !held.includes('Bearer') && !held.includes(authorization.slice(7, 40)), held);

    const colleague = await Laboratory.open(scene.browser, scene.service);
    try {
      await colleague.page.goto('about:blank');
      colleague.requests = [];
      await colleague.page.goto(link);
      const region = colleague.page.getByRole('region', { name: 'A call from a link' });
      await region.getByText('Nothing has been sent').waitFor();
      await colleague.ready();
      assert.equal(await region.getByLabel('Path').inputValue(), '/api/v2/messages');
      assert.equal(JSON.parse(await region.getByLabel('Body').inputValue()).content, 'For a colleague ğ😀');
      assert.deepEqual(colleague.sent(), []);
      await screenshot(colleague.page, 'laboratory-link');
      assert.equal(await colleague.press('Ayşe', region.getByRole('button', { name: 'Send as Ayşe' })), '201 Created');

      const [{ headers }] = colleague.sent();
      assert.notEqual(headers['idempotency-key'], key);
      assert.match(headers['idempotency-key'], /^[0-9a-f-]{36}$/);
      assert.equal(headers.authorization, `Bearer ${await colleague.side('Ayşe').getByLabel('Token', { exact: true }).inputValue()}`);
      assert.equal((await colleague.kept()).contents.length, 2);
    } finally {
      await colleague.close();
    }
  });

  it('Link_WhenItsPathIsChangedToOneOfElsewhere_ThenIsNotSent', { skip }, async () => {
    const region = await openLink(linked({ method: 'GET', path: '/api/v2/chats' }));
    const before = laboratory.requests.length;
    for (const path of ['//elsewhere.invalid/api/', 'https://elsewhere.invalid/api/', '/api/../metrics', '/media/x', '']) {
      await region.getByLabel('Path').fill(path);
      await region.getByRole('button', { name: 'Send as Ayşe' }).click();
      await region.getByRole('alert').getByText(/^Not sent/).waitFor();
    }

    // The browser may fetch the page's picture late.
    assert.deepEqual(laboratory.requests.slice(before).map(({ url }) => url).filter(url => !url.endsWith('/favicon.svg')), []);
    await region.getByLabel('Path').fill('/api/v2/chats?limit=1');
    assert.equal(await laboratory.press('Ayşe', region.getByRole('button', { name: 'Send as Ayşe' })), '200 OK');
  });

  it('Link_WhenItHoldsNoCallOfThisService_ThenNothingIsFilledInAndNothingIsSent', { skip }, async () => {
    const good = { method: 'POST', path: '/api/v2/messages', body: '{}' };
    const seen = await laboratory.page.evaluate(async links => {
      const { callFrom } = await import('/playground/laboratory/link.js');
      return links.map(data => callFrom(data) !== null);
    }, [
      linked(good), linked({ ...good, fault: 'slow:60000' }), linked({ ...good, path: '/api/v2/messages/1/reactions/%F0%9F%91%8D?x=y' }),
      ...[
        '//elsewhere.invalid/api/', 'https://elsewhere.invalid/api/v2', '/api/../metrics', '/api/%2e%2e/metrics', '/api/%2e%2e%2fmetrics', '/api\\..\\x', '/metrics', '/apis/x', '/api/x#y', '/api/x y',
        '/api/\u0000', '\t/api/x', `/api/${'x'.repeat(2_001)}`, 5, null, ['/api/v2/messages'],
      ].map(path => linked({ ...good, path })),
      ...['CONNECT', 'post', '', null, {}].map(method => linked({ ...good, method })),
      ...[5, {}, null].map(body => linked({ ...good, body })),
      ...['slow:60001', 'slow:-1', 'other', 5, null, 'conflict\nX: y'].map(fault => linked({ ...good, fault })),
      linked({ ...good, isNew: 'yes' }), linked('null'), linked('[]'), linked('{'), '', '%%%', 'a', linked({ ...good, body: 'x'.repeat(24_001) }),
    ]);
    assert.deepEqual(seen, [true, true, true, ...Array(seen.length - 3).fill(false)]);

    const region = await openLink(linked({ ...good, path: '//elsewhere.invalid/api/' }));
    await region.getByText('The link holds no call that this page can make.').waitFor();
    assert.equal(await region.getByRole('button', { name: /^Send/ }).count(), 0);
    await region.getByRole('button', { name: 'Close' }).click();
    await region.waitFor({ state: 'detached' });
    assert.deepEqual(laboratory.requests.filter(({ url }) => !url.startsWith(scene.service.url)), []);
    assert.deepEqual(laboratory.sent(), []);
  });

  it('Words_WhenTheyLookLikeMarkup_ThenAreShownAsTheyWereWritten', { skip }, async () => {
    const words = '<img src=x onerror="window.slippedIn=1"> **b** \u202e';
    await laboratory.write('Ayşe', words);
    await laboratory.press('Ayşe', 'Text');
    await laboratory.message('Mehmet', '<img src=x').waitFor();

    assert.deepEqual(await laboratory.words('Mehmet'), [words.trim()]);
    assert.equal(await laboratory.page.evaluate(() => window.slippedIn), undefined);
    assert.equal(await laboratory.page.locator('.message img').count(), 0);
  });

  for (const how of ['Chosen', 'OfTheBrowser']) {
    it(`Language_WhenTurkishIs${how}_ThenButtonsAndAnswersAreTurkish`, { skip }, async () => {
      const turkish = how === 'Chosen' ? laboratory : await Laboratory.open(scene.browser, scene.service, { locale: 'tr-TR' });
      if (how === 'Chosen')
        await laboratory.page.getByLabel('X-Language', { exact: true }).selectOption('tr');
      const side = turkish.page.getByRole('region', { name: 'Ayşe' });
      for (const name of [
        'Metin', 'Fotoğraf', '25 kredi', 'Okundu', 'Engelle', 'Aynı anahtarla yeniden', '5.001 karakter', 'Yanlış token', 'Yetersiz kredi', 'Yanıtı kaybet', 'Depo erişilemez', 'Çakışma', 'Yavaş', 'Sıfırla',
      ])
        await side.getByRole('button', { name, exact: true }).waitFor();
      assert.equal(await turkish.page.locator('.laboratory').getAttribute('lang'), 'tr');
      await side.getByRole('button', { name: '5.001 karakter', exact: true }).click();
      await side.getByText('400 Bad Request').waitFor();
      assert.match(JSON.parse(await side.getByLabel('Yanıt', { exact: true }).textContent()).errors.join(' '), /en fazla 5000 karakter/);
      await turkish.page.getByRole('region', { name: 'Geçmiş' }).getByText('/api/v2/messages').waitFor();
      if (how === 'OfTheBrowser')
        await turkish.close();
    });
  }

  it('Stream_WhenTheConnectionIsCut_ThenIsOpenedAgainBehindTheLastIdAndNothingIsMissedOrTwice', { skip }, async () => {
    const proxy = await cuttingProxy(scene.service.url);
    const behind = await Laboratory.open(scene.browser, { url: proxy.url });
    try {
      await behind.write('Ayşe', 'Before the cut');
      await behind.press('Ayşe', 'Text');
      await behind.message('Mehmet', 'Before the cut').waitFor();
      let open = () => {};
      const gate = new Promise(resolve => { open = resolve; });
      await behind.page.route('**/api/v2/events', async route => {
        await gate;
        await route.continue();
      });
      proxy.cut();
      await behind.side('Mehmet').locator('[data-state=waiting]').waitFor();
      assert.equal((await send(sender, { type: 'text', chatId: chat, content: 'While nobody listened' })).status, 201);
      open();

      await behind.message('Mehmet', 'While nobody listened').waitFor();
      await behind.message('Ayşe', 'While nobody listened').waitFor();
      assert.deepEqual(await behind.words('Mehmet'), ['Before the cut', 'While nobody listened']);
      assert.equal(await behind.side('Mehmet').locator('[data-event="message.created"]').count(), 2);
      const streams = behind.sent('/api/v2/events').map(({ headers }) => headers['last-event-id'] ?? '');
      assert.deepEqual(streams.map(id => id !== ''), [false, false, true, true]);
      assert.equal(await behind.side('Mehmet').locator('[data-event="reset"]').count(), 0);
    } finally {
      await behind.close();
      await proxy.stop();
    }
  });

  const phone = { viewport: { width: 375, height: 700 } };

  /** Everything that is seen: messages of each kind, a lost answer, the comparison, a call from a link. */
  async function everything(page) {
    await page.press('Ayşe', 'Text');
    await page.press('Ayşe', 'Photo');
    await page.press('Mehmet', '25 credits');
    await page.press('Mehmet', page.message('Mehmet', '#1').getByRole('button', { name: 'React' }));
    await page.press('Mehmet', page.message('Mehmet', '#1').getByRole('button', { name: 'Reply' }));
    await page.press('Ayşe', page.message('Ayşe', '#2').getByRole('button', { name: 'Delete' }));
    await page.press('Ayşe', 'Lose the answer');
    for (const index of [0, 2])
      await page.pastCalls.nth(index).getByLabel('Compare').check();
    await page.side('Mehmet').locator('[data-event] summary').first().click();
    await page.page.evaluate(address => { location.hash = address; }, `#/Laboratory/call/${linked({ method: 'POST', path: '/api/v2/messages', body: '{}' })}`);
    await page.page.getByRole('region', { name: 'A call from a link' }).waitFor();
  }

  for (const [where, view] of [['OnADesktop', {}], ['OnAPhoneInTheDark', { ...phone, colorScheme: 'dark' }]]) {
    it(`Page_WhenSeen${where}_ThenAxeFindsNothingNothingScrollsSidewaysIsBlockedOrGoesToAnotherHost`, { skip }, async () => {
      const seen = await Laboratory.open(scene.browser, scene.service, view);
      try {
        await everything(seen);
        assert.deepEqual(await seen.faults(), []);
        const [width, inner] = await seen.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.equal(width, inner);
        await seen.page.evaluate(() => window.scrollTo(0, 0));
        await screenshot(seen.page, `laboratory-${where}`);
        assert.deepEqual(seen.complaints, []);
        assert.deepEqual([...new Set(seen.requests.map(({ url }) => new URL(url).origin))], [scene.service.url]);
        await seen.selectServer('Production');
        assert.deepEqual(await seen.faults(), []);
        assert.equal(scene.production.connections, 0);
        const policy = (await seen.page.reload()).headers()['content-security-policy'];
        assert.match(policy, /img-src 'self'; media-src 'self'/);
        assert.doesNotMatch(policy, /unsafe/);
      } finally {
        await seen.close();
      }
    });
  }

  it('Keyboard_WhenNothingElseIsThere_ThenReachesEveryControlShowsItAndSends', { skip }, async () => {
    const { page } = laboratory;
    await laboratory.press('Mehmet', 'Text');
    for (const name of ['Ayşe', 'Mehmet'])
      await laboratory.message(name, '#1').waitFor();
    const reached = new Set();
    for (let presses = 0; presses < 90; presses++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate(() => {
        const { activeElement: at } = document;
        const style = getComputedStyle(at);
        const isSeen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        const region = at.closest('section')?.querySelector('h3')?.textContent.split(' ')[0] ?? '';
        return `${region} ${at.labels?.[0]?.firstChild.textContent.trim() || at.textContent.trim() || at.tagName}${isSeen ? '' : ' (unseen)'}`;
      }));
    }

    assert.deepEqual([...reached].filter(name => name.endsWith('(unseen)') && !name.startsWith(' ')), []);
    for (const name of ['Ayşe', 'Mehmet']) {
      for (const label of [
        'Token', 'Message', 'Text', 'Photo', '25 credits', 'Read', 'Block', '5,001 characters', 'Wrong token', 'No credits', 'Lose the answer', 'Store unavailable', 'Conflict', 'Slow', 'Faults with', 'Reset',
        'Reply', 'React',
      ])
        assert.ok(reached.has(`${name} ${label}`), `${name} ${label}: ${[...reached].join(' | ')}`);
    }

    for (const label of ['Again', 'New key', 'Copy as a bug report', 'Copy as a link'])
      assert.ok(reached.has(`History ${label}`), label);
    await laboratory.side('Ayşe').getByLabel('Message', { exact: true }).focus();
    await page.keyboard.type('By the keyboard');
    await page.keyboard.press('Enter');
    await laboratory.message('Mehmet', 'By the keyboard').waitFor();
  });

  const faultsAndReset = /^(Lose the answer|Store unavailable|Conflict|Slow|Reset)$/;
  const claims = Buffer.from(JSON.stringify({ sub: '64d15f9e2e6c8f4d5a777010', name: 'Zoë', role: 'user', exp: 4102444800 })).toString('base64url');
  const token = `e30.${claims}.x`;
  const dialog = () => laboratory.page.getByRole('dialog');

  it('Production_WhenSelected_ThenNoTokenOfDevelopmentGoesThereAndNoFaultIsOffered', { skip }, async () => {
    assert.equal(await laboratory.page.getByRole('button', { name: faultsAndReset }).count(), 10);
    await laboratory.selectServer('Production');
    await laboratory.side('First person').getByText('no token').waitFor();
    await laboratory.page.waitForTimeout(300);

    assert.equal(scene.production.connections, 0);
    assert.equal(await laboratory.page.getByRole('button', { name: faultsAndReset }).count(), 0);
    await laboratory.page.evaluate(address => { location.hash = address; }, `#/Laboratory/call/${linked({ method: 'POST', path: '/api/v2/messages', body: '{}', fault: 'lose-answer' })}`);
    const region = laboratory.page.getByRole('region', { name: 'A call from a link' });
    await region.waitFor();
    assert.equal(await region.getByLabel('Fault').count(), 0);
    await region.getByRole('button', { name: 'Send as First person' }).click();
    await dialog().waitFor();
    await laboratory.page.getByRole('button', { name: /Send \/ Gönder/ }).click();
    await laboratory.pastCalls.first().getByText('200 OK').waitFor();
    // A fault from a link goes nowhere that knows none.
    assert.deepEqual(scene.production.requests.filter(({ method }) => method === 'POST').map(({ headers }) => headers['x-allmine-fault']), [undefined]);
  });

  it('Call_WhenItChangesDataOnProduction_ThenIsConfirmedForItsPersonOnceAndNotSentOtherwise', { skip }, async () => {
    await laboratory.selectServer('Production');
    await laboratory.side('Second person').getByLabel('Token', { exact: true }).fill(token);
    const side = laboratory.side('Zoë');
    await side.waitFor();
    await side.getByRole('button', { name: 'Text', exact: true }).click();
    await dialog().waitFor();
    const text = await dialog().innerText();
    for (const part of ['Zoë, user, until', 'POST /api/v2/messages', '"type":"text"', scene.production.url])
      assert.ok(text.includes(part), `${part} is missing: ${text}`);
    await laboratory.page.keyboard.press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    const posts = () => scene.production.requests.filter(({ method }) => method === 'POST');
    await laboratory.page.waitForTimeout(200);
    assert.deepEqual(posts(), []);
    assert.equal(await laboratory.pastCalls.count(), 0);

    await side.getByRole('button', { name: 'Text', exact: true }).click();
    await laboratory.page.getByRole('button', { name: /Send \/ Gönder/ }).click();
    await laboratory.pastCalls.first().getByText('200 OK').waitFor();
    assert.deepEqual(posts().map(({ path, headers }) => [path, headers.authorization]), [['/api/v2/messages', `Bearer ${token}`]]);
    // A repetition changes data, too.
    await laboratory.pastCalls.first().getByRole('button', { name: 'Again' }).click();
    await dialog().waitFor();
    await laboratory.page.keyboard.press('Escape');
    assert.equal(posts().length, 1);
  });

  it('Laboratory_WhenServedByProduction_ThenOffersNoFaultsNoResetAndNoTokens', { skip }, async () => {
    const service = await startService({
      ASPNETCORE_ENVIRONMENT: 'Production', Store: 'embedded', Hosts__Allowed__0: '127.0.0.1', Jwt__SigningKey: randomBytes(48).toString('base64'), Jwt__Issuer: 'tests', Jwt__Audience: 'tests', Playground__Enabled: 'true', Shutdown__DrainDelay: '00:00:00',
      Playground__Servers__0__Name: 'Development', Playground__Servers__0__Url: '/',
    });
    const page = await scene.browser.newPage();
    try {
      page.setDefaultTimeout(30_000);
      await page.goto(`${service.url}/playground/index.html#/Laboratory`);
      const side = page.getByRole('region', { name: 'First person' });
      await side.getByText('no token').waitFor();

      assert.equal(await page.getByRole('button', { name: faultsAndReset }).count(), 0);
      assert.equal(await side.getByLabel('Token', { exact: true }).inputValue(), '');
      assert.ok(await page.locator('#production-banner').isVisible());
      await side.getByRole('button', { name: 'Text', exact: true }).click();
      await page.getByRole('dialog').waitFor();
      assert.equal((await fetch(`${service.url}/api/dev/reset`, { method: 'POST' })).status, 404);
    } finally {
      await page.close();
      await service.stop();
    }
  });
});
