import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { launch, noBrowser } from '../../../tests/playground/support/browser.mjs';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, clientOf, folder, seededChat, skip, tokenOf } from './support/client.mjs';

const listen = server => new Promise(resolve => { server.listen(0, '127.0.0.1', () => resolve(server.address().port)); });

describe('A page of another origin', { skip: skip || noBrowser }, () => {
  let pages;
  let service;
  let way;
  let browser;
  let listed;
  let stranger;
  const connections = new Set();
  before(async () => {
    const { build } = await import('esbuild');
    const { outputFiles: [{ text }] } = await build({
      stdin: { contents: 'export * from "@allmine/client";', resolveDir: folder }, bundle: true, minify: true, format: 'esm', platform: 'browser', write: false,
    });
    pages = createServer((request, response) => {
      const isScript = request.url === '/client.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? text : '<!doctype html><title>A page</title>');
    });
    const port = await listen(pages);
    [listed, stranger] = [`http://chat.test:${port}`, `http://stranger.test:${port}`];
    service = await startService({ Cors__Origins__0: listed, RateLimits__SendsPerMinute: '600' });
    // Connections through here can be cut.
    way = createTcpServer(socket => {
      const on = connect(Number(new URL(service.url).port), '127.0.0.1');
      for (const [one, other] of [[socket, on], [on, socket]])
        one.on('error', () => other.destroy()).on('close', () => other.destroy()).pipe(other);
      connections.add(socket);
    });
    way.url = `http://127.0.0.1:${await listen(way)}`;
    browser = await launch(['--host-resolver-rules=MAP *.test 127.0.0.1']);
  });
  after(async () => {
    await browser?.close();
    connections.forEach(socket => socket.destroy());
    way?.close();
    await service?.stop();
    pages?.close();
  });

  async function open(origin) {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    return page;
  }

  it('Client_WhenItsOriginIsListed_ThenSendsUploadsAndReadsHeaders', async () => {
    const page = await open(listed);
    const seen = await page.evaluate(async ([baseUrl, accessToken, chatId]) => {
      const { Allmine } = await import('/client.js');
      const allmine = new Allmine({ baseUrl, token: () => accessToken });
      const { content } = await allmine.messages.sendText({ chatId, content: 'From another origin' });
      const { media } = await allmine.messages.sendMedia({ chatId, file: new File(['Some notes.'], 'notes.txt', { type: 'text/plain' }) });
      const file = await (await fetch(media.url.replace(/^http:\/\/[^/]+/, baseUrl))).text();
      const answer = await fetch(`${baseUrl}/api/v2/messages`, {
        method: 'POST',
        headers: { 'Authorization': `Bearer ${accessToken}`, 'Content-Type': 'application/json', 'Idempotency-Key': 'cors', 'X-Language': 'tr', 'X-Request-Id': 'cors-1' },
        body: JSON.stringify({ type: 'text', chatId, content: 'With all headers' }),
      });
      return { content, file, status: answer.status, headers: Object.fromEntries(['location', 'x-request-id', 'ratelimit', 'ratelimit-policy'].map(name => [name, answer.headers.get(name)])) };
    }, [service.url, await tokenOf(service.url, ayse), seededChat]);

    assert.deepEqual([seen.content, seen.file, seen.status], ['From another origin', 'Some notes.', 201]);
    assert.match(seen.headers.location, /^\/api\/v2\/messages\//);
    assert.equal(seen.headers['x-request-id'], 'cors-1');
    assert.match(seen.headers.ratelimit, /^"sends";r=\d+;t=\d+$/);
    assert.equal(seen.headers['ratelimit-policy'], '"sends";q=600;w=60');
    await page.close();
  });

  it('Events_WhenTheConnectionIsCut_ThenGoOnFromTheLastOne', async () => {
    const page = await open(listed);
    await page.evaluate(async ([baseUrl, accessToken]) => {
      const { Allmine } = await import('/client.js');
      const allmine = new Allmine({ baseUrl, token: () => accessToken });
      globalThis.heard = [];
      globalThis.connected = 0;
      const given = fetch;
      globalThis.fetch = async (...call) => {
        const answer = await given(...call);
        globalThis.connected += String(call[0]?.url ?? call[0]).includes('/events') && answer.ok ? 1 : 0;
        return answer;
      };
      (async () => {
        for await (const event of allmine.events({}))
          globalThis.heard.push(event.data?.content);
      })();
    }, [way.url, await tokenOf(service.url, ayse)]);
    const sender = await clientOf(service.url);
    const hears = content => page.waitForFunction(wanted => globalThis.heard.includes(wanted), content, { timeout: 20_000 });
    const ready = page.waitForFunction(() => globalThis.connected > 0, null, { timeout: 20_000 }).catch(() => {});
    await ready;
    await sender.messages.sendText({ chatId: seededChat, content: 'before the cut' });
    await hears('before the cut');

    connections.forEach(socket => socket.destroy());
    await sender.messages.sendText({ chatId: seededChat, content: 'during the cut' });
    await hears('during the cut');

    assert.equal(await page.evaluate(() => globalThis.heard.filter(content => content === 'before the cut').length), 1);
    await page.close();
  });

  it('Page_WhenItsOriginIsNotListed_ThenGetsNothing', async () => {
    const page = await open(stranger);
    const seen = await page.evaluate(async ([baseUrl, accessToken, chatId]) => {
      const { Allmine } = await import('/client.js');
      const allmine = new Allmine({ baseUrl, token: () => accessToken });
      const ends = async call => {
        try {
          await call();
          return 'an answer';
        } catch {
          return 'nothing';
        }
      };
      return [
        await ends(() => fetch(`${baseUrl}/health/live`)),
        await ends(() => fetch(`${baseUrl}/api/v2/chats`, { headers: { Authorization: `Bearer ${accessToken}` } })),
        await ends(() => allmine.messages.sendText({ chatId, content: 'From a stranger' }, { signal: AbortSignal.timeout(2000) })),
      ];
    }, [service.url, await tokenOf(service.url, ayse), seededChat]);

    assert.deepEqual(seen, ['nothing', 'nothing', 'nothing']);
    const reader = await clientOf(service.url);
    for await (const message of reader.messages.history({ chatId: seededChat, limit: 100 }))
      assert.notEqual(message.content, 'From a stranger');
    await page.close();
  });
});
