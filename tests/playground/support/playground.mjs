// The playground in a fresh browser session, and what tests do on it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, beforeEach } from 'node:test';
import { noBrowser, launch } from './browser.mjs';
import { countingServer } from './counting-server.mjs';
import { startService } from './service.mjs';

export const sender = '64d15f9e2e6c8f4d5a111111';

/**
 * The service that serves the playground, a server that stands in for Production, and a browser; for all tests of a file.
 * @param {Record<string, string>} settings More of the service's.
 */
export async function stage(settings = {}) {
  if (noBrowser)
    return { close: async () => {} };
  const production = await countingServer();
  const [service, browser] = await Promise.all([
    startService({
      Playground__Servers__0__Name: 'Development', Playground__Servers__0__Url: '/',
      Playground__Servers__1__Name: 'Production', Playground__Servers__1__Url: production.url, ...settings,
    }),
    launch(),
  ]);
  return {
    service,
    production,
    browser,
    open: options => Playground.open(browser, service, options),
    async close() {
      await browser.close();
      await Promise.all([service.stop(), production.stop()]);
    },
  };
}

/**
 * For all tests of a suite one stage and one page, which each test finds as a new session would; given to the callback as { scene, playground }.
 * A session of its own for each would take half as much again of the processor: a process, a window, and every script compiled anew.
 */
export function onStage(each) {
  let scene;
  let playground;
  before(async () => { scene = await stage(); });
  after(() => scene.close());
  beforeEach(async () => {
    if (noBrowser)
      return;
    if (playground && !playground.page.isClosed())
      await playground.begin();
    else
      playground = await scene.open();
    scene.production.forget();
    each({ scene, playground });
  });
}

export class Playground {
  /** Everything that the browser asked for: { method, url, headers, body }. */
  requests = [];

  /** What the browser complained of. */
  complaints = [];

  static async open(browser, service, options = {}) {
    const playground = new this();
    await playground.start(browser, service, options);
    return playground;
  }

  async start(browser, service, options) {
    this.service = service;
    this.context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    this.page = await this.context.newPage();
    // Past what a page takes on a machine that is busy with other work: only what hangs is to fail.
    this.page.setDefaultTimeout(30_000);
    this.watch();
    await this.visit();
  }

  watch() {
    this.page.on('request', request => this.requests.push({
      method: request.method(), url: request.url(), headers: request.headers(), body: request.postDataBuffer()?.toString('utf8') ?? null,
    }));
    this.page.on('pageerror', error => this.complaints.push(error.message));
    // An answer that is an error is not the page's fault.
    this.page.on('console', message => {
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        this.complaints.push(message.text());
    });
  }

  /** Leaves nothing of what a test has done: no other page, no storage, no permission, no detour, nothing noted. */
  async begin() {
    await Promise.all(this.context.pages().filter(page => page !== this.page).map(page => page.close()));
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
    await this.page.evaluate(() => [sessionStorage, localStorage].forEach(storage => storage.clear()));
    await Promise.all([this.context.clearCookies(), this.context.clearPermissions()]);
    // What differs in its fragment alone would be the same document.
    await this.page.goto('about:blank');
    this.requests = [];
    this.complaints = [];
    await this.visit();
  }

  async visit() {
    await this.page.goto(`${this.service.url}/playground`);
    await this.page.locator('.send').waitFor();
    await this.settled();
  }

  /** What the page does once a change has been drawn is done: what it listens to is heard, fields that follow a change have followed. */
  async settled() {
    await this.page.evaluate(() => new Promise(resolve => { requestAnimationFrame(() => setTimeout(resolve)); }));
  }

  /** The requests that were sent to a path, in order. */
  sent(path = '/api/v2/messages') {
    return this.requests.filter(({ url }) => new URL(url).pathname === path);
  }

  async selectServer(name) {
    await this.page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
    await this.settled();
  }

  async tokenOf(name) {
    await this.page.getByRole('button', { name, exact: true }).click();
    await this.page.getByRole('status').getByText(new RegExp(`^${name}, user, until`)).waitFor();
    await this.settled();
  }

  /** An operation, as its address shows it. */
  async operation(id = 'Messages_Send') {
    await this.page.evaluate(operation => { location.hash = `#/${operation.split('_')[0]}/${operation}`; }, id);
    const block = this.page.locator(`[data-operation="${id}"]`);
    await block.waitFor();
    await this.settled();
    return block;
  }

  send(block = this.page) {
    return block.getByRole('button', { name: 'Send', exact: true });
  }

  /** What the page shows of the answer. */
  async status(block) {
    const shown = block.locator('[data-status]');
    await shown.waitFor();
    return Number((await shown.textContent()).split(' ')[0]);
  }

  /** Presses Send and waits for the answer: { status, headers, body }. */
  async execute(block) {
    const answered = this.page.waitForResponse(response => new URL(response.url()).pathname.startsWith('/api/v2') && response.request().method() !== 'OPTIONS');
    await this.send(block).click();
    const response = await answered;
    await block.locator('.send:enabled').waitFor();
    assert.equal(await this.status(block), response.status());
    return { status: response.status(), headers: await response.allHeaders(), body: await response.json().catch(() => null) };
  }

  async fill(block, body) {
    await block.getByLabel('Request body').fill(typeof body === 'string' ? body : JSON.stringify(body));
  }

  async asForm(block) {
    await block.getByLabel('Request content type').selectOption('multipart/form-data');
  }

  /** Presses a button that copies; gives what it has copied. */
  async copied(button) {
    await this.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate(() => navigator.clipboard.writeText(' '));
    await button.click();
    await this.page.waitForFunction(async () => (await navigator.clipboard.readText()).trim() !== '');
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** The code in a language, as somebody copies it who asks for the token. */
  async snippet(block, kind) {
    await block.getByRole('tab', { name: { curl: 'curl', typescript: 'TypeScript client', fetch: 'fetch', csharp: 'C#' }[kind], exact: true }).click();
    const snippet = block.locator(`[data-snippet="${kind}"]`);
    const copied = await this.copied(snippet.getByRole('button').last());
    await block.getByRole('tab', { name: /^(Body|Fields)$/ }).click();
    return copied;
  }

  /** What axe-core finds wrong, rules of WCAG 2.2 A and AA and its best practices, as "rule: element". */
  async faults() {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await this.page.evaluate(axe);
    // It takes the measure of the page once: what still moves would lie outside of it.
    await this.page.waitForTimeout(200);
    await this.page.waitForFunction(() => document.getAnimations().length === 0);
    return this.page.evaluate(async () => {
      const { violations, passes } = await window.axe.run(document, { resultTypes: ['violations'] });
      if (!passes.some(({ id }) => id === 'color-contrast'))
        throw new Error('axe has not looked at the contrast.');
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
    });
  }

  async close() {
    await this.context.close();
  }
}
