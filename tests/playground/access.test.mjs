import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { noBrowser, screenshot } from './support/browser.mjs';
import { stage } from './support/playground.mjs';

describe('Access', () => {
  const skip = noBrowser;
  let scene;
  let playground;
  before(async () => { scene = await stage(); });
  after(() => scene.close());
  beforeEach(() => scene.production?.forget());
  afterEach(() => playground?.close());

  const phone = { viewport: { width: 375, height: 700 } };
  const views = [['OnADesktop', {}], ['InTheDark', { colorScheme: 'dark' }], ['OnAPhone', phone], ['OnAPhoneInTheDark', { ...phone, colorScheme: 'dark' }]];

  const faults = () => playground.faults();

  /** Everything unfolded that a caller sees: a call with its answer, its types, the errors. */
  async function everything() {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.execute(send);
    await send.locator('[data-definitions=responses]').getByRole('tab', { name: 'TypeScript Definitions' }).click();
    for (const summary of await send.locator('details:visible > summary').all())
      await summary.click();
    return send;
  }

  for (const [where, view] of views) {
    it(`Page_WhenSeen${where}_ThenAxeFindsNothing`, { skip }, async () => {
      playground = await scene.open(view);
      const send = await everything();
      assert.deepEqual(await faults(), []);
      await playground.page.evaluate(() => window.scrollTo(0, 0));
      await screenshot(playground.page, `page-${where}`);

      await send.getByRole('tab', { name: 'curl', exact: true }).click();
      await send.getByRole('tab', { name: '400' }).click();
      assert.deepEqual(await faults(), []);
      await send.getByRole('tab', { name: 'Body' }).click();
      await playground.fill(send, '{ "type": "texte", "colour": 1 }');
      await playground.execute(send);
      assert.deepEqual(await faults(), []);
      await screenshot(playground.page, `faults-${where}`);
      await playground.asForm(send);
      assert.deepEqual(await faults(), []);
      await screenshot(playground.page, `form-${where}`);

      await playground.page.keyboard.press('Control+k');
      await playground.page.locator('#found-0').waitFor();
      assert.deepEqual(await faults(), []);
      await screenshot(playground.page, `search-${where}`);
      await playground.page.keyboard.press('Escape');

      await playground.selectServer('Production');
      assert.deepEqual(await faults(), []);
      await playground.send(send).click();
      await playground.page.getByRole('dialog').waitFor();
      assert.deepEqual(await faults(), []);
      await screenshot(playground.page, `confirmation-${where}`);
    });
  }

  it('Axe_WhenThePageHasAFault_ThenFindsIt', { skip }, async () => {
    playground = await scene.open();
    await playground.page.evaluate(() => {
      document.querySelector('h1').style.color = '#ddd';
      document.querySelector('label[for=language]').remove();
    });

    const found = (await faults()).map(fault => fault.split(':')[0]);

    assert.deepEqual([...new Set(found)].sort(), ['color-contrast', 'select-name']);
  });

  it('Phone_WhenAllIsUnfolded_ThenNothingScrollsSideways', { skip }, async () => {
    playground = await scene.open(phone);
    const widths = () => playground.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.deepEqual(await widths(), [375, 375]);
    const send = await everything();
    assert.deepEqual(await widths(), [375, 375]);
    await playground.asForm(send);
    await playground.selectServer('Production');
    assert.deepEqual(await widths(), [375, 375]);
    await playground.send(send).click();
    const dialog = await playground.page.getByRole('dialog').boundingBox();
    assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= 375, JSON.stringify(dialog));
    for (const button of await playground.page.getByRole('dialog').getByRole('button').all())
      assert.ok((await button.boundingBox()).height >= 40);
  });

  const brightness = () => playground.page.evaluate(() => ['body', '.settings', '.card', '.editor']
    .map(selector => getComputedStyle(document.querySelector(selector)).backgroundColor)
    .map(color => color.match(/[\d.]+/g).slice(0, 3).map(Number))
    .map(([red, green, blue]) => Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue)));
  const isDark = async () => (await brightness()).every(value => value < 110);
  const isLight = async () => (await brightness()).every(value => value > 140);

  it('Dark_WhenTheBrowserAsksForItOrSomebodySwitches_ThenThePageIsDarkAndStaysSo', { skip }, async () => {
    playground = await scene.open({ colorScheme: 'dark' });
    assert.ok(await isDark(), String(await brightness()));
    await playground.page.getByRole('switch', { name: 'Dark' }).click();
    assert.ok(await isLight(), String(await brightness()));
    await playground.close();

    playground = await scene.open({ colorScheme: 'light' });
    assert.ok(await isLight(), String(await brightness()));
    await playground.page.getByRole('switch', { name: 'Dark' }).click();
    assert.ok(await isDark(), String(await brightness()));
    await playground.visit();
    assert.ok(await isDark(), 'after the page was opened anew');
  });

  /** Presses Tab until the element has the focus, which has to be seen. */
  async function tabTo(locator) {
    for (let presses = 0; presses < 150; presses++) {
      await playground.page.keyboard.press('Tab');
      if (await locator.evaluate(element => element === document.activeElement)) {
        const outline = await locator.evaluate(element => {
          const style = getComputedStyle(element);
          return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        });
        assert.ok(outline, `${locator} does not show that it has the focus`);
        return;
      }
    }

    assert.fail(`Tab does not reach ${locator}`);
  }

  const press = key => playground.page.keyboard.press(key);

  it('Keyboard_WhenNothingElseIsThere_ThenSendsTheDocumentedCall', { skip }, async () => {
    playground = await scene.open();
    const { page } = playground;
    const send = page.locator('[data-operation=Messages_Send]');
    await tabTo(page.getByRole('link', { name: 'Skip to the call' }));
    await tabTo(page.getByRole('button', { name: /^Search the calls/ }));
    await tabTo(page.getByRole('switch', { name: 'Dark' }));
    await tabTo(page.getByRole('radio', { name: /^Development/ }));
    await tabTo(page.getByLabel('X-Language', { exact: true }));
    await tabTo(page.getByRole('button', { name: 'ayse', exact: true }));
    await press('Enter');
    await page.getByText(/^ayse, user, until/).waitFor();
    await tabTo(page.getByLabel(/^JWT-auth token/));
    await tabTo(page.getByRole('link', { name: /^Send a new message/ }));
    await tabTo(playground.send(send));
    await tabTo(send.getByRole('tab', { name: 'Body' }));
    await press('ArrowRight');
    assert.equal(await send.getByRole('tab', { name: 'curl' }).getAttribute('aria-selected'), 'true');
    await tabTo(send.getByRole('button', { name: 'Copy curl', exact: true }));
    await page.keyboard.press('Shift+Tab');
    await press('ArrowLeft');
    await tabTo(send.getByLabel('Request body'));
    await tabTo(send.getByLabel('Keep the Idempotency-Key'));
    await press('Space');
    assert.equal(await send.getByLabel('Keep the Idempotency-Key').isChecked(), true);
    await tabTo(send.getByRole('tab', { name: '201' }));
    await playground.send(send).focus();
    const answered = page.waitForResponse(`${scene.service.url}/api/v2/messages`);
    await press('Enter');

    assert.equal((await answered).status(), 201);
    await tabTo(send.getByRole('button', { name: 'Copy the answer' }));
    await tabTo(send.locator('[data-definitions=body]').getByRole('tab', { name: 'Schema' }));
  });

  for (const [how, key] of [['EnterAtOnce', 'Enter'], ['Escape', 'Escape']]) {
    it(`Keyboard_WhenACallIsToBeConfirmedAnd${how}IsPressed_ThenNothingIsSent`, { skip }, async () => {
      playground = await scene.open();
      const { page } = playground;
      const send = await playground.operation();
      await playground.selectServer('Production');
      await playground.send(send).focus();
      await press('Enter');
      await page.getByRole('dialog').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Cancel / Vazgeç');
      await press(key);
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.waitForTimeout(300);

      assert.equal(scene.production.connections, 0);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Send');
    });
  }

  it('Keyboard_WhenACallIsToBeConfirmed_ThenStaysInTheQuestion', { skip }, async () => {
    playground = await scene.open();
    const { page } = playground;
    const send = await playground.operation();
    await page.getByRole('radio', { name: /^Development/ }).focus();
    await press('ArrowRight');
    assert.equal(await page.locator('#production-banner').isVisible(), true);
    await playground.send(send).focus();
    await press('Enter');
    await page.getByRole('dialog').waitFor();

    const within = () => page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog')));
    for (let presses = 0; presses < 6; presses++) {
      await press('Tab');
      assert.ok(await within());
    }

    await press('/');
    await press('Control+k');
    assert.equal(await page.locator('dialog.search').isVisible(), false);
    assert.equal(scene.production.connections, 0);
  });

  it('Policy_WhenThePageIsUsed_ThenNothingIsBlockedAndNothingComesFromElsewhere', { skip }, async () => {
    playground = await scene.open();
    await everything();
    const policy = (await playground.page.reload()).headers()['content-security-policy'];

    assert.match(policy, /script-src 'self';/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.deepEqual(playground.complaints, []);
    assert.deepEqual([...new Set(playground.requests.map(({ url }) => new URL(url)).map(({ origin }) => origin))], [scene.service.url]);
  });

  it('Policy_WhenAScriptIsSlippedIn_ThenIsNotRun', { skip }, async () => {
    playground = await scene.open();
    const ran = await playground.page.evaluate(async () => {
      const blocked = new Promise(resolve => { document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective)); });
      const script = document.createElement('script');
      script.textContent = 'window.slippedIn = true;';
      document.body.append(script);
      return [await blocked, window.slippedIn];
    });

    assert.deepEqual(ran, ['script-src-elem', undefined]);
    const elsewhere = await playground.page.evaluate(() => fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'blocked'));
    assert.equal(elsewhere, 'blocked');
    assert.ok(playground.complaints.some(text => text.includes('Content Security Policy')), playground.complaints.join('\n'));
  });
});
