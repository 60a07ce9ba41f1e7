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
    await playground.page.waitForSelector('.opblock');
    assert.equal(await radios.first().isChecked(), true);
  });

  it('Warning_WhenThePageOpens_ThenStandsThereInTurkishAndEnglish', { skip }, async () => {
    const warning = playground.page.getByRole('complementary', { name: 'Production uyarısı' });

    assert.match(await warning.locator('[lang=tr]').innerText(), /^Production uyarısı: Production sunucusu seçiliyken .* gerçek üretim\s+verilerini etkiler/);
    assert.match(await warning.locator('p').last().innerText(), /^Production warning: .* affect real\s+production data; use the Development server for tests\.$/);
    await screenshot(playground.page, 'page');
  });

  it('Banner_WhenProductionIsSelected_ThenStaysInSightAndNamesTheServer', { skip }, async () => {
    await playground.selectServer('Production');
    await playground.operation();
    await playground.page.mouse.wheel(0, 2500);
    await playground.page.waitForFunction(() => window.scrollY > 500);
    const banner = playground.page.getByRole('alert');

    const { top, height } = await banner.evaluate(element => element.getBoundingClientRect());
    assert.ok(Math.abs(top) < 1 && height > 40, `at ${top}, ${height} high`);
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
    await send.locator('.execute').click();

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
        await send.locator('.execute').click();
        await dialog().waitFor();
        await cancel(playground.page);
        await dialog().waitFor({ state: 'hidden' });
      }

      // Whatever was on its way would be there by now.
      await playground.page.waitForTimeout(500);
      assert.equal(scene.production.connections, 0);
      assert.deepEqual(scene.production.requests, []);
      assert.deepEqual(playground.requests.slice(before), []);
      assert.equal(await send.locator('.execute').isEnabled(), true);

      await playground.selectServer('Development');
      await playground.tokenOf('ayse');
      assert.equal((await playground.execute(send)).status, 201);
      assert.equal(scene.production.connections, 0);
    });
  }

  it('Call_WhenConfirmed_ThenGoesOutOnceAndTheNextIsAskedAgain', { skip }, async () => {
    await playground.selectServer('Production');
    const send = await playground.operation();
    await send.locator('.execute').click();
    await dialog().waitFor();
    assert.equal(scene.production.connections, 0);
    await playground.page.getByRole('button', { name: /Send \/ Gönder/ }).click();
    await send.locator('.live-responses-table').waitFor();

    const posts = () => scene.production.requests.filter(({ method }) => method === 'POST');
    assert.deepEqual(posts().map(({ path }) => path), ['/api/v2/messages']);
    await send.locator('.execute').click();
    await dialog().waitFor();
    await playground.page.keyboard.press('Escape');
    assert.equal(posts().length, 1);
  });

  it('Call_WhenTheButtonIsPressedByAScriptOrTheKeyboard_ThenIsConfirmedAllTheSame', { skip }, async () => {
    await playground.selectServer('Production');
    const send = await playground.operation();
    for (const press of [button => button.evaluate(element => element.click()), button => button.press('Enter'), button => button.press('Space')]) {
      await press(send.locator('.execute'));
      await dialog().waitFor();
      await playground.page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'hidden' });
    }

    await playground.page.waitForTimeout(300);
    assert.equal(scene.production.connections, 0);
  });

  it('Call_WhenConfirmedButRefusedByThePage_ThenTheNextIsAskedAgain', { skip }, async () => {
    await playground.selectServer('Production');
    const users = await playground.operation('Users_Put');
    // Without its userId the call is not made, although it was confirmed.
    await users.getByPlaceholder('userId').fill('');
    await users.locator('.execute').click();
    await playground.page.getByRole('button', { name: /Send \/ Gönder/ }).click();
    await users.locator('input.invalid').first().waitFor();
    assert.equal(scene.production.connections, 0);

    await users.getByPlaceholder('userId').fill('64d15f9e2e6c8f4d5a111111');
    await users.locator('.execute').click();
    await dialog().waitFor();
    await playground.page.keyboard.press('Escape');
    await playground.page.waitForTimeout(300);
    assert.equal(scene.production.connections, 0);
  });

  it('Gate_WhenACallWasNotConfirmed_ThenRefusesItHoweverItCameThere', { skip }, async () => {
    const outcomes = await playground.page.evaluate(async productionUrl => {
      const [{ Session }, { Guard }, { Requests }] = await Promise.all(['session', 'guard', 'requests'].map(name => import(`/playground/${name}.js`)));
      const dialog = document.getElementById('confirmation').cloneNode(true);
      document.body.append(dialog);
      const session = new Session({ servers: [{ name: 'Production', url: productionUrl, isProduction: true }] });
      const guard = new Guard(session, dialog);
      const requests = new Requests(session, guard);
      const attempt = (method, path) => {
        try {
          requests.intercept({ method, url: productionUrl + path, headers: {} });
          return 'passed';
        } catch (error) {
          return error.message;
        }
      };
      const confirm = async (method, path) => {
        const asked = guard.confirm(method, path);
        dialog.querySelector('#confirm-call').click();
        await asked;
      };
      const outcomes = [attempt('POST', '/a'), attempt('GET', '/a')];
      await confirm('post', '/a/{id}');
      outcomes.push(attempt('POST', '/a/1'), attempt('POST', '/a/1'));
      await confirm('post', '/a/{id}');
      outcomes.push(attempt('DELETE', '/a/1'));
      await confirm('post', '/a/{id}');
      outcomes.push(attempt('POST', '/b/1'));
      await confirm('post', '/a/{id}');
      session.select(session.selected);
      outcomes.push(attempt('POST', '/a/1'), attempt('PUT', '/a/1'), attempt('delete', '/a/1'));
      return outcomes;
    }, scene.production.url);

    const refused = 'Not sent: the call changes data on Production and was not confirmed.';
    assert.deepEqual(outcomes, [refused, 'passed', 'passed', refused, refused, refused, refused, refused, refused]);
    assert.equal(scene.production.connections, 0);
  });

  it('Call_WhenItOnlyReadsOnProduction_ThenIsNotAsked', { skip }, async () => {
    await playground.selectServer('Production');
    const get = await playground.operation('Messages_Get');
    await get.getByPlaceholder('messageId').fill('64d15f9e2e6c8f4d5a123456');
    await playground.execute(get);

    assert.equal(await dialog().isVisible(), false);
    assert.deepEqual(scene.production.requests.filter(({ method }) => method !== 'OPTIONS').map(({ method, path }) => `${method} ${path}`),
      ['GET /api/v2/messages/64d15f9e2e6c8f4d5a123456']);
  });
});
