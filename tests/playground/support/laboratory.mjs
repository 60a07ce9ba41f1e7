// The laboratory in a browser, and what tests do there.
import assert from 'node:assert/strict';
import { noBrowser } from './browser.mjs';
import { noMongo, startMongod } from './mongod.mjs';
import { Playground, sender, stage } from './playground.mjs';

export const other = '64d15f9e2e6c8f4d5a654321';
export const chat = '64d15f9e2e6c8f4d5a123456';

/** Half a second of a tone, as a WAV file. */
export function sound() {
  const rate = 8_000;
  const samples = Buffer.alloc(rate, 0);
  for (let at = 0; at < rate / 2; at++)
    samples.writeInt16LE(Math.round(8_000 * Math.sin(at / 3)), at * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The stores that the laboratory is tried on: their names, why one is not there, and how to have it: { settings, stop }. */
export const stores = [
  { name: 'the embedded store', skip: noBrowser, start: async () => ({ settings: {}, stop: async () => {} }) },
  {
    name: 'MongoDB',
    skip: noBrowser || noMongo,
    async start() {
      const { connectionString, stop } = await startMongod();
      return { settings: { ConnectionStrings__MongoDB: connectionString }, stop };
    },
  },
];

/** For all tests of a suite one service on a store, and one page, which each test finds as a new session would; given to the callback. */
export function inLaboratory({ before, after, beforeEach }, store, each) {
  let database;
  let scene;
  let laboratory;
  before(async () => {
    if (store.skip)
      return;
    database = await store.start();
    scene = await stage(database.settings);
  });
  after(async () => {
    await scene?.close();
    await database?.stop();
  });
  beforeEach(async () => {
    if (store.skip)
      return;
    await (await fetch(`${scene.service.url}/api/dev/reset`, { method: 'POST' })).arrayBuffer();
    if (laboratory)
      await laboratory.begin();
    else
      laboratory = await Laboratory.open(scene.browser, scene.service);
    scene.production.forget();
    each({ scene, laboratory });
  });
}

export class Laboratory extends Playground {
  async visit() {
    await this.page.goto(`${this.service.url}/playground/index.html#/Laboratory`);
    await this.ready();
  }

  /** Both persons listen, and see their chat. */
  async ready() {
    await this.page.waitForFunction(() => ['[data-state=open]', '.messages[aria-busy=false]'].every(part => document.querySelectorAll(part).length === 2));
  }

  side(name) {
    return this.page.getByRole('region', { name, exact: true });
  }

  button(name, label) {
    return this.side(name).getByRole('button', { name: label, exact: true });
  }

  get history() {
    return this.page.getByRole('region', { name: 'History' });
  }

  /** The past calls, the latest first. */
  get pastCalls() {
    return this.history.locator('[data-past-call]');
  }

  /** What a person sees of the messages, as texts. */
  words(name) {
    return this.side(name).locator('.message .words').allTextContents();
  }

  /** A message with these words. */
  message(name, words) {
    return this.side(name).locator('.message').filter({ hasText: words });
  }

  async balance(name) {
    return Number((await this.side(name).locator('[data-balance]').textContent()).replace(/\D/g, ''));
  }

  /** Waits for a balance; says what is there instead. */
  async waitForBalance(name, balance) {
    await this.side(name).locator('[data-balance]').getByText(`${balance} credits`, { exact: true }).waitFor()
      .catch(async () => assert.fail(`${name} has ${await this.balance(name)}, not ${balance}`));
  }

  /** Presses a button of a person, or another one that makes a call, and waits for what comes of it: as it is shown, such as "201 Created". */
  async press(name, button) {
    const target = typeof button === 'string' ? this.button(name, button) : button;
    const shown = this.side(name).locator('[data-call]');
    const before = await shown.count() > 0 ? await shown.getAttribute('data-call') : '';
    await target.click();
    const done = this.side(name).locator(`[data-call]:not([data-call="${before}"])`).locator('[data-status]').filter({ hasNotText: /…/ });
    return (await done.textContent()).trim();
  }

  async write(name, words) {
    await this.side(name).getByLabel('Message', { exact: true }).fill(words);
  }

  /** The answer that is shown, as it was read. */
  async answer(name) {
    return JSON.parse(await this.side(name).getByLabel('The answer').textContent());
  }

  /** Waits for an event of a person; gives its name. */
  async event(name, event) {
    await this.side(name).locator(`[data-event="${event}"]`).first().waitFor();
    return event;
  }

  /** Whether the answer that is shown is a replay. */
  async isReplay(name) {
    return await this.side(name).locator('.last-call').getByText('a replay').count() === 1;
  }

  /** What the service has, asked beside the page: both balances, and the contents of the messages in their order. */
  async kept() {
    const [ayse, mehmet] = await Promise.all([sender, other].map(userId => this.tokenFor(userId)));
    const get = async (path, token) => (await fetch(this.service.url + path, { headers: { Authorization: `Bearer ${token}` } })).json();
    const balances = await Promise.all([ayse, mehmet].map(async token => (await get('/api/v2/users/me/credits', token)).balance));
    const { items } = await get(`/api/v2/messages/chat/${chat}?limit=100`, ayse);
    return { balances, contents: items.sort((one, two) => one.sequence - two.sequence).map(({ content }) => content) };
  }

  async tokenFor(userId) {
    const answer = await fetch(`${this.service.url}/api/dev/token`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userId }) });
    return (await answer.json()).accessToken;
  }
}
