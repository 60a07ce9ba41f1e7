import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

  /** What axe-core finds wrong, rules of WCAG 2.2 A and AA and its best practices, as "rule: element". */
  async function faults() {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await playground.page.evaluate(axe);
    return playground.page.evaluate(async () => {
      const { violations, passes } = await window.axe.run(document, { resultTypes: ['violations'] });
      if (!passes.some(({ id }) => id === 'color-contrast'))
        throw new Error('axe has not looked at the contrast.');
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
    });
  }

  /** Everything unfolded that a caller sees: a call with its answer, the definitions, the settings. */
  async function everything() {
    await playground.tokenOf('ayse');
    const send = await playground.operation();
    await playground.execute(send);
    for (const summary of await send.locator('[data-definitions] > summary').all())
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

      await send.getByLabel('Request content type').selectOption('multipart/form-data');
      assert.deepEqual(await faults(), []);
      await send.locator('input[type=file]').scrollIntoViewIfNeeded();
      await screenshot(playground.page, `form-${where}`);

      await playground.selectServer('Production');
      assert.deepEqual(await faults(), []);
      await send.locator('.execute').click();
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
    await send.getByLabel('Request content type').selectOption('multipart/form-data');
    await playground.selectServer('Production');
    assert.deepEqual(await widths(), [375, 375]);
    await send.locator('.execute').click();
    const dialog = await playground.page.getByRole('dialog').boundingBox();
    assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= 375, JSON.stringify(dialog));
    for (const button of await playground.page.getByRole('dialog').getByRole('button').all())
      assert.ok((await button.boundingBox()).height >= 40);
  });

  it('Dark_WhenTheBrowserAsksForIt_ThenThePageIsDark', { skip }, async () => {
    const brightness = () => playground.page.evaluate(() => ['body', '.setting', '.opblock-section-header', '.body-param__text']
      .map(selector => getComputedStyle(document.querySelector(selector)).backgroundColor)
      .map(color => color.match(/[\d.]+/g).slice(0, 3).map(Number))
      .map(([red, green, blue]) => Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue)));
    playground = await scene.open({ colorScheme: 'dark' });
    await playground.operation();
    assert.ok((await brightness()).every(value => value < 110), String(await brightness()));
    await playground.close();

    playground = await scene.open({ colorScheme: 'light' });
    await playground.operation();
    assert.ok((await brightness()).every(value => value > 140), String(await brightness()));
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
    const send = page.locator('#operations-Messages-Messages_Send');
    await tabTo(page.getByRole('link', { name: 'Skip to the calls' }));
    await tabTo(page.getByRole('radio', { name: /^Development/ }));
    await tabTo(page.getByLabel(/^JWT-auth token/));
    await tabTo(page.getByRole('button', { name: 'Token for ayse' }));
    await press('Enter');
    await page.getByText(/carry a token/).waitFor();
    await tabTo(page.getByLabel('X-Language').first());
    await tabTo(page.getByLabel('Keep the Idempotency-Key'));
    await press('Space');
    await tabTo(send.locator('.opblock-summary-control'));
    await press('Enter');
    await tabTo(send.getByRole('button', { name: 'Try it out' }));
    await press('Enter');
    await tabTo(send.getByLabel('Request body'));
    await tabTo(send.locator('[data-definitions=body] > summary'));
    await press('Enter');
    await tabTo(send.locator('[data-definitions=body]').getByRole('button', { name: /^Copy/ }));
    await tabTo(send.locator('.execute'));
    const answered = page.waitForResponse(`${scene.service.url}/api/v2/messages`);
    await press('Enter');

    assert.equal((await answered).status(), 201);
    await tabTo(send.locator('[data-snippet=curl]').getByRole('button', { name: 'Copy curl' }));
    await tabTo(send.locator('[data-snippet=typescript]').getByRole('button', { name: 'Copy TypeScript' }));
  });

  it('Keyboard_WhenACallIsToBeConfirmed_ThenStaysInTheQuestionAndCancelsFirst', { skip }, async () => {
    playground = await scene.open();
    const { page } = playground;
    const send = await playground.operation();
    await page.getByRole('radio', { name: /^Development/ }).focus();
    await press('ArrowDown');
    assert.equal(await page.locator('#production-banner').isVisible(), true);
    await send.locator('.execute').focus();
    await press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();

    const focused = () => page.evaluate(() => document.activeElement.closest('dialog') ? document.activeElement.id || 'dialog' : document.activeElement.className);
    assert.equal(await focused(), 'cancel-call');
    await press('Tab');
    assert.equal(await focused(), 'confirm-call');
    for (let presses = 0; presses < 4; presses++) {
      await press('Tab');
      assert.doesNotMatch(await focused(), /execute|opblock|try-out/);
    }

    await page.getByRole('button', { name: /Cancel/ }).last().focus();
    await press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    assert.match(await focused(), /execute/);
    assert.equal(scene.production.connections, 0);
  });

  it('Policy_WhenThePageIsUsed_ThenNothingIsBlockedAndNothingComesFromElsewhere', { skip }, async () => {
    playground = await scene.open();
    await everything();
    const policy = (await playground.page.reload()).headers()['content-security-policy'];

    assert.match(policy, /script-src 'self';/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.deepEqual(playground.complaints, []);
    assert.deepEqual([...new Set(playground.requests.map(({ url }) => new URL(url)).filter(({ protocol }) => protocol !== 'data:').map(({ origin }) => origin))], [scene.service.url]);
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
