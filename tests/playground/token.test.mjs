import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noBrowser, screenshot } from './support/browser.mjs';
import { onStage } from './support/playground.mjs';

describe('Token', () => {
  const skip = noBrowser;
  let scene;
  let playground;
  onStage(opened => { ({ scene, playground } = opened); });

  const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.signature';
  const field = () => playground.page.getByLabel(/^JWT-auth token, without Bearer/);
  const use = async text => {
    await field().fill(text);
    await playground.page.getByRole('button', { name: 'Use token' }).click();
  };
  const stored = () => playground.page.evaluate(async () => ({
    session: { ...sessionStorage }, local: { ...localStorage }, cookies: document.cookie, databases: await indexedDB.databases(),
  }));

  for (const [how, prefix] of [['WithoutItsPrefix', ''], ['WithItsPrefix', 'Bearer '], ['WithAnUntidyPrefix', '  bearer   Bearer ']]) {
    it(`Token_WhenPasted${how}_ThenGoesOutAsOneBearer`, { skip }, async () => {
      await use(`${prefix}${token}`);
      const { status } = await playground.execute(await playground.operation());

      assert.equal(status, 401);
      assert.equal(playground.sent()[0].headers.authorization, `Bearer ${token}`);
    });
  }

  it('Token_WhenGivenInSwaggersOwnDialog_ThenIsTheSameToken', { skip }, async () => {
    await playground.page.getByRole('button', { name: 'Authorize', exact: true }).click();
    const modal = playground.page.locator('.modal-ux');
    assert.match(await modal.innerText(), /JWT-auth/);
    await modal.locator('input').fill(`Bearer ${token}`);
    await modal.locator('button.authorize').click();
    await modal.locator('.btn-done').click();

    assert.equal(await field().inputValue(), token);
    await playground.execute(await playground.operation());
    assert.equal(playground.sent()[0].headers.authorization, `Bearer ${token}`);

    await playground.page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await modal.getByRole('button', { name: /Remove authorization|Logout/ }).click();
    assert.equal(await field().inputValue(), '');
  });

  it('Token_WhenUsed_ThenIsInTheSessionStorageAloneAndEndsWithTheSession', { skip }, async () => {
    await use(token);
    const kept = await stored();

    assert.deepEqual(Object.values(kept.session), [token]);
    assert.deepEqual(kept.local, {});
    assert.equal(kept.cookies, '');
    assert.deepEqual(kept.databases, []);

    await playground.visit();
    assert.equal(await field().inputValue(), token);
    const other = await playground.context.newPage();
    await other.goto(`${scene.service.url}/playground`);
    await other.waitForSelector('.opblock');
    assert.equal(await other.getByLabel(/^JWT-auth token, without Bearer/).inputValue(), '');
  });

  it('Token_WhenForgotten_ThenIsGone', { skip }, async () => {
    await use(token);
    await playground.page.getByRole('button', { name: 'Forget it' }).click();
    await playground.execute(await playground.operation());

    assert.deepEqual((await stored()).session, {});
    assert.equal(playground.sent()[0].headers.authorization, undefined);
  });

  it('Token_WhenAnotherServerIsSelected_ThenIsNotSentThere', { skip }, async () => {
    await playground.tokenOf('ayse');
    const developmentToken = await field().inputValue();
    await playground.selectServer('Production');
    assert.equal(await field().inputValue(), '');
    const get = await playground.operation('Messages_Get');
    await get.getByPlaceholder('messageId').fill('64d15f9e2e6c8f4d5a123456');
    await playground.execute(get);
    assert.equal(scene.production.requests.some(({ headers }) => headers.authorization), false);
    assert.doesNotMatch(JSON.stringify(scene.production.requests), new RegExp(developmentToken.split('.')[2]));

    await use(token);
    await playground.execute(get);
    assert.equal(scene.production.requests.at(-1).headers.authorization, `Bearer ${token}`);
    await playground.selectServer('Development');
    assert.equal(await field().inputValue(), developmentToken);
    await playground.execute(get);
    assert.equal(playground.requests.at(-1).headers.authorization, `Bearer ${developmentToken}`);
  });

  it('Token_WhenThePageLoadsItsOwnFiles_ThenIsNotSentAlong', { skip }, async () => {
    await use(token);
    playground.requests.length = 0;
    await playground.visit();

    assert.ok(playground.requests.some(({ url }) => url.endsWith('/openapi/v2.json')));
    assert.deepEqual(playground.requests.filter(({ headers }) => headers.authorization), []);
  });

  for (const name of ['ayse', 'mehmet']) {
    it(`Button_WhenPressedFor${name === 'ayse' ? 'TheSender' : 'TheOther'}_ThenFetchesAWorkingToken`, { skip }, async () => {
      await playground.tokenOf(name);
      const { status, body } = await playground.execute(await withTarget(await playground.operation(), name));

      assert.equal(status, 201);
      assert.equal(body.senderId, name === 'ayse' ? '64d15f9e2e6c8f4d5a111111' : '64d15f9e2e6c8f4d5a654321');
      await screenshot(playground.page, `sent-as-${name}`);
    });
  }

  it('Buttons_WhenTheServerIsNotTheOneThatServesThePage_ThenAreNotOffered', { skip }, async () => {
    assert.equal(await playground.page.getByRole('button', { name: /^Token for/ }).count(), 2);
    await playground.selectServer('Production');

    assert.equal(await playground.page.getByRole('button', { name: /^Token for/ }).count(), 0);
  });

  /** The documented call is one of the first user; the second one answers. */
  async function withTarget(block, name) {
    if (name === 'mehmet')
      await block.locator('textarea.body-param__text').fill('{ "type": "text", "targetUserId": "64d15f9e2e6c8f4d5a111111", "content": "Hello back!" }');
    return block;
  }
});
