// The bot of the README in a time of trouble: everything that is sent is sent once and answered once.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { freePort } from '../../../tests/playground/support/free-port.mjs';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, clientOf, collect, folder, mehmet, seededChat, skip, tokenOf } from './support/client.mjs';
import { faults } from './support/faulty-proxy.mjs';
import { troubledProxy } from './support/troubled-proxy.mjs';

/** Milliseconds without a store: its long form is that of an election that goes wrong. */
const outage = process.env.ALLMINE_LONG ? 30_000 : 3_000;

describe('Bot', { skip }, () => {
  it('Bot_WhenEverythingGoesWrong_ThenEachMessageIsSentOnceAndAnsweredOnce', async t => {
    const { build } = await import('esbuild');
    const place = mkdtempSync(join(tmpdir(), 'allmine-bot-'));
    const { outputFiles: [{ text }] } = await build({
      entryPoints: [join(folder, 'test/projects/bot.ts')], bundle: true, format: 'esm', platform: 'node', target: 'es2022', write: false,
    });
    writeFileSync(join(place, 'bot.mjs'), text);
    const { bot } = await import(join(place, 'bot.mjs'));

    const port = await freePort();
    const settings = { ASPNETCORE_URLS: `http://127.0.0.1:${port}`, Embedded__Path: join(place, 'data') };
    let service = await startService(settings);
    const proxy = await troubledProxy(() => `http://127.0.0.1:${port}`);
    const stop = new AbortController();
    try {
      const direct = await clientOf(service.url, mehmet);
      const tokens = [];
      const token = async () => {
        // At another time, so that it is another one.
        await pause(tokens.length > 0 ? 1_000 : 0);
        tokens.push(await tokenOf(`http://127.0.0.1:${port}`, ayse));
        return tokens.at(-1);
      };
      let connected;
      const listens = new Promise(resolve => { connected = resolve; });
      const running = bot(proxy.url, token, stop.signal, connected);
      await Promise.race([listens, running]);

      const sender = await clientOf(proxy.url, mehmet, { token: await tokenOf(service.url, mehmet) });
      const contents = [];
      const sends = [];
      const say = count => {
        for (let index = 0; index < count; index++) {
          const content = `Number ${contents.length}`;
          contents.push(content);
          sends.push(sender.messages.sendText({ chatId: seededChat, content }));
        }
      };

      say(Object.keys(faults).length);
      await pause(1_000);
      proxy.cutStreams();
      say(2);
      proxy.expire(tokens[0]);
      proxy.cutStreams();
      say(2);
      await pause(500);
      proxy.hasStore = false;
      say(2);
      await pause(outage);
      proxy.hasStore = true;
      say(2);
      await service.stop();
      say(2);
      service = await startService(settings);
      say(2);
      await Promise.all(sends);

      const answered = async () => (await collect(direct.messages.history({ chatId: seededChat, after: 0, limit: 100 }))).map(message => message.content);
      const wanted = [...contents, ...contents.map(content => `You said: ${content}`)].sort();
      for (let tries = 0; tries < 200 && (await answered()).length < wanted.length; tries++)
        await Promise.race([pause(200), running]);
      // What is too much would come a moment later.
      await pause(500);

      assert.deepEqual((await answered()).sort(), wanted);
      assert.ok(tokens.length > 1);
      assert.deepEqual(Object.keys(faults).filter(fault => !proxy.met.has(fault)), []);
      t.diagnostic(`${contents.length} messages, ${[...proxy.met.values()].reduce((sum, count) => sum + count)} faults`);
      stop.abort(new Error('Enough'));
      await running;
    } finally {
      stop.abort(new Error('Over'));
      await proxy.stop();
      await service.stop();
      rmSync(place, { recursive: true, force: true });
    }
  });
});
