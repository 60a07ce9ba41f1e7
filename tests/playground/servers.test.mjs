import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noBrowser, screenshot } from './support/browser.mjs';
import { onStage } from './support/playground.mjs';

describe('Servers', () => {
  const skip = noBrowser;
  let scene;
  let playground;
  onStage(opened => { ({ scene, playground } = opened); });

  const dialog = () => playground.page.getByRole('dialog');

  it('Servers_WhenThePageOpens_ThenAreOfferedByNameAndDevelopmentIsSelected', { skip }, async () => {
    const radios = playground.page.getByRole('group', { name: 'Server' }).getByRole('radio');

    assert.deepEqual(await radios.evaluateAll(all => all.map(radio => radio.value)), ['Development', 'Production']);
    assert.deepEqual(await radios.evaluateAll(all => all.map(radio => radio.checked)), [true, false]);
    assert.equal(await playground.page.locator('#production-banner').isVisible(), false);
    await playground.selectServer('Production');
    await playground.page.reload();
    await playground.page.locator('.send').waitFor();
    assert.equal(await radios.first().isChecked(), true);
  });

  it('Warning_WhenThePageOpens_ThenStandsThereInTurkishAndEnglish', { skip }, async () => {
    const warning = playground.page.getByRole('complementary', { name: 'Production uyarısı' });

    assert.match(await warning.locator('[lang=tr]').innerText(), /^Production uyarısı: .*Production sunucusu seçiliyken gerçek üretim verileri etkilenir; denemeler için Development/);
    assert.match(await warning.locator('p').last().innerText(), /^Production warning: this call changes data\. .* real production data is affected; use the Development server for tests\.$/);
    await screenshot(playground.page, 'page');
  });

  it('Banner_WhenProductionIsSelected_ThenStaysInSightAndNamesTheServer', { skip }, async () => {
    await playground.selectServer('Production');
    await playground.operation();
    await playground.page.mouse.wheel(0, 2500);
    await playground.page.waitForFunction(() => window.scrollY > 500);
    const banner = playground.page.getByRole('alert');

    const { top, height } = await banner.evaluate(element => element.getBoundingClientRect());
    const { bottom } = await playground.page.locator('.settings').evaluate(element => element.getBoundingClientRect());
    assert.ok(Math.abs(top - bottom) < 2 && height > 25, `at ${top} below ${bottom}, ${height} high`);
    const text = await banner.innerText();
    assert.match(text, /Production uyarısı/);
    assert.ok(text.includes(scene.production.url), text);
    await screenshot(playground.page, 'production-banner');

    await playground.selectServer('Development');
    assert.equal(await banner.isVisible(), false);
  });

  it('Call_WhenItChangesDataOnProduction_ThenIsConfirmedByServerMethodAndPath', { skip }, async () => {
    await playground.selectServer('Production');
    const send = await playground.operation();
    await playground.send(send).click();

    const text = await dialog().innerText();
    for (const part of ['Production', scene.production.url, 'POST', '/api/v2/messages', 'gerçek üretim'])
      assert.ok(text.includes(part), `${part} is missing: ${text}`);
    await screenshot(playground.page, 'confirmation');
  });

  for (const [how, cancel] of [
    ['ByItsButton', page => page.getByRole('button', { name: /Cancel \/ Vazgeç/ }).click()],
    ['ByEscape', page => page.keyboard.press('Escape')],
  ]) {
    it(`Call_WhenCancelled${how}_ThenNeverLeavesTheBrowserAndTheButtonLives`, { skip }, async () => {
      await playground.selectServer('Production');
      const send = await playground.operation();
      const before = playground.requests.length;
      for (let attempt = 0; attempt < 3; attempt++) {
        await playground.send(send).click();
        await dialog().waitFor();
        await cancel(playground.page);
        await dialog().waitFor({ state: 'hidden' });
      }

      // Whatever was on its way would be there by now.
      await playground.page.waitForTimeout(500);
      assert.equal(scene.production.connections, 0);
      assert.deepEqual(scene.production.requests, []);
      // The browser may fetch the page's picture late.
      assert.deepEqual(playground.requests.slice(before).filter(({ url }) => !url.endsWith('/favicon.svg')), []);
      assert.equal(await playground.send(send).isEnabled(), true);

      await playground.selectServer('Development');
      await playground.tokenOf('ayse');
      assert.equal((await playground.execute(send)).status, 201);
      assert.equal(scene.production.connections, 0);
    });
  }

  it('Call_WhenConfirmed_ThenGoesOutOnceAndTheNextIsAskedAgain', { skip }, async () => {
    await playground.selectServer('Production');
    const send = await playground.operation();
    await playground.send(send).click();
    await dialog().waitFor();
    assert.equal(scene.production.connections, 0);
    await playground.page.getByRole('button', { name: /Send \/ Gönder/ }).click();
    await playground.status(send);

    const posts = () => scene.production.requests.filter(({ method }) => method === 'POST');
    assert.deepEqual(posts().map(({ path }) => path), ['/api/v2/messages']);
    await playground.send(send).click();
    await dialog().waitFor();
    await playground.page.keyboard.press('Escape');
    assert.equal(posts().length, 1);
  });

  it('Call_WhenTheButtonIsPressedByAScriptOrTheKeyboard_ThenIsConfirmedAllTheSame', { skip }, async () => {
    await playground.selectServer('Production');
    const send = await playground.operation();
    for (const press of [button => button.evaluate(element => element.click()), button => button.press('Enter'), button => button.press('Space')]) {
      await press(playground.send(send));
      await dialog().waitFor();
      await playground.page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
    }

    await playground.page.waitForTimeout(300);
    assert.equal(scene.production.connections, 0);
  });

  it('Call_WhenRefusedByThePage_ThenTheNextIsAsked', { skip }, async () => {
    await playground.selectServer('Production');
    const users = await playground.operation('Users_Put');
    // Without its userId there is no address: the call is not made, and nobody is asked.
    await users.getByLabel('userId').fill('');
    await playground.send(users).click();
    await users.getByRole('alert').getByText('userId is missing').waitFor();
    assert.equal(await dialog().isVisible(), false);
    assert.equal(scene.production.connections, 0);

    await users.getByLabel('userId').fill('64d15f9e2e6c8f4d5a111111');
    await playground.send(users).click();
    await dialog().waitFor();
    await playground.page.keyboard.press('Escape');
    await playground.page.waitForTimeout(300);
    assert.equal(scene.production.connections, 0);
  });

  it('Gate_WhenACallWasNotConfirmed_ThenRefusesItHoweverItCameThere', { skip }, async () => {
    const outcomes = await playground.page.evaluate(async productionUrl => {
      const [{ Session }, { Guard }, { Requests }] = await Promise.all(['state/session', 'request/guard', 'request/requests'].map(name => import(`/playground/${name}.js`)));
      const dialog = document.getElementById('confirmation').cloneNode(true);
      document.body.append(dialog);
      const session = new Session({ servers: [{ name: 'Production', url: productionUrl, isProduction: true }] });
      const guard = new Guard(session, dialog);
      const requests = new Requests(session, guard);
      const call = (method, path, headers = {}) => ({ method, url: productionUrl + path, headers, body: undefined });
      const attempt = one => {
        try {
          requests.admit(one);
          return 'passed';
        } catch (error) {
          return error.message;
        }
      };
      const confirm = async one => {
        const asked = guard.confirm(one);
        dialog.querySelector('#confirm-call').click();
        await asked;
        return one;
      };
      const outcomes = [attempt(call('POST', '/a')), attempt(call('GET', '/a'))];
      const confirmed = await confirm(call('POST', '/a/1'));
      outcomes.push(attempt(confirmed), attempt(confirmed));
      await confirm(call('POST', '/a/1'));
      // The same once more is another call.
      outcomes.push(attempt(call('POST', '/a/1')));
      const stale = await confirm(call('POST', '/a/1'));
      session.select(session.selected);
      outcomes.push(attempt(stale), attempt(call('PUT', '/a/1')), attempt(call('delete', '/a/1')));
      outcomes.push(attempt({ ...call('GET', '/a'), url: location.origin }), attempt(call('GET', '/a', { authorization: 'Bearer of another' })));
      return outcomes;
    }, scene.production.url);

    const refused = 'Not sent: the call changes data on Production and was not confirmed.';
    assert.deepEqual(outcomes.slice(0, -2), [refused, 'passed', 'passed', refused, refused, refused, refused, refused]);
    assert.match(outcomes.at(-2), /is not on the selected server/);
    assert.match(outcomes.at(-1), /token is not that of the selected server/);
    assert.equal(scene.production.connections, 0);
  });

  it('Dialog_WhenACallIsAsked_ThenSaysWhoWhatBodyAndWhichServer', { skip }, async () => {
    await playground.selectServer('Production');
    const claims = Buffer.from(JSON.stringify({ sub: 'x', name: 'Zoë', role: 'user', exp: 4102444800 })).toString('base64url');
    await playground.page.getByLabel(/^JWT-auth token/).fill(`e30.${claims}.x`);
    await playground.page.getByRole('button', { name: 'Use token' }).click();
    const send = await playground.operation();
    await playground.fill(send, { type: 'text', content: 'for real' });
    await playground.send(send).click();

    const text = await dialog().innerText();
    for (const part of ['Zoë, user, until', '"content":"for real"', 'POST /api/v2/messages', scene.production.url])
      assert.ok(text.includes(part), `${part} is missing: ${text}`);
    assert.ok(!text.includes(claims));
  });

  it('Answer_WhenAnotherServerIsSelected_ThenIsGone', { skip }, async () => {
    const send = await playground.operation();
    await playground.execute(send);
    await playground.selectServer('Production');

    assert.equal(await send.locator('[data-status]').count(), 0);
    assert.equal(await send.getByRole('tab', { name: 'Answer', exact: true }).count(), 0);
    await playground.selectServer('Development');
    assert.equal(await send.locator('[data-status]').count(), 0);
  });

  it('Answer_WhenItComesAfterAnotherServerWasSelected_ThenIsNotShown', { skip }, async () => {
    const get = await playground.operation('Messages_Get');
    let open = () => {};
    const gate = new Promise(resolve => { open = resolve; });
    await playground.page.route('**/api/v2/messages/*', async route => {
      await gate;
      await route.continue();
    });
    const answered = playground.page.waitForResponse(/\/api\/v2\/messages\/./);
    await playground.send(get).click();
    await get.getByText('Under way').waitFor();
    await playground.selectServer('Production');
    open();
    await answered;
    await playground.page.waitForTimeout(200);

    assert.equal(await get.locator('[data-status]').count(), 0);
  });

  it('Call_WhenItOnlyReadsOnProduction_ThenIsNotAsked', { skip }, async () => {
    await playground.selectServer('Production');
    const get = await playground.operation('Messages_Get');
    await get.getByLabel('messageId').fill('64d15f9e2e6c8f4d5a123456');
    await playground.execute(get);

    assert.equal(await dialog().isVisible(), false);
    assert.deepEqual(scene.production.requests.filter(({ method }) => method !== 'OPTIONS').map(({ method, path }) => `${method} ${path}`),
      ['GET /api/v2/messages/64d15f9e2e6c8f4d5a123456']);
  });
});
