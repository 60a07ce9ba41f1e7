import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, noBrowser } from '../../../tests/playground/support/browser.mjs';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, folder, mehmet, seededChat, skip, tokenOf } from './support/client.mjs';

describe('Browser', { skip: skip || noBrowser }, () => {
  let service;
  let browser;
  let page;
  before(async () => {
    const { build } = await import('esbuild');
    const [{ outputFiles: [{ text }] }, started, launched] = await Promise.all([
      build({ stdin: { contents: 'export * from "@allmine/client";', resolveDir: folder }, bundle: true, minify: true, format: 'esm', platform: 'browser', write: false }),
      startService(),
      launch(),
    ]);
    [service, browser] = [started, launched];
    page = await browser.newPage();
    // A page of the service's own origin, with the client as a bundler makes it.
    await page.route('**/client.js', route => route.fulfill({ contentType: 'text/javascript', body: text }));
    await page.goto(`${service.url}/playground`);
  });
  after(async () => {
    await browser?.close();
    await service?.stop();
  });

  it('Client_WhenInABrowser_ThenSendsTextsAndFilesAndReads', async () => {
    const token = await tokenOf(service.url, ayse);
    const seen = await page.evaluate(async ([accessToken, chatId, targetUserId]) => {
      const { Allmine, ValidationError } = await import('/client.js');
      const allmine = new Allmine({ baseUrl: location.origin, token: () => accessToken });
      const { sequence } = await allmine.messages.sendText({ chatId, content: 'From a browser' });
      const file = new File(['Some notes.'], 'notes.txt', { type: 'text/plain' });
      const { media } = await allmine.messages.sendMedia({ chatId, file });
      const streamed = await allmine.messages.sendMedia({ targetUserId, file: file.stream() }, { fileName: 'streamed.txt' });
      const contents = [];
      for await (const message of allmine.messages.history({ chatId, after: sequence - 1, limit: 1 }))
        contents.push(message.content ?? message.media.name);
      const error = await allmine.messages.sendText({ chatId, content: ' ' }).catch(failure => failure);
      return { name: media.name, streamed: streamed.media.size, contents: contents.slice(0, 2), isRefused: error instanceof ValidationError, code: error.code };
    }, [token, seededChat, mehmet]);

    assert.deepEqual(seen, { name: 'notes.txt', streamed: 11, contents: ['From a browser', 'notes.txt'], isRefused: true, code: 'validation.content.blank' });
  });

  it('Call_WhenTheConnectionIsLostInABrowser_ThenIsRepeatedWithItsKey', async () => {
    const token = await tokenOf(service.url, ayse);
    const keys = [];
    await page.route('**/api/v2/messages', async route => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1)
        return route.continue();
      // The service has it, and the browser never hears of it.
      await route.fetch();
      return route.abort('connectionreset');
    });
    const { first, second } = await page.evaluate(async ([accessToken, chatId]) => {
      const { Allmine } = await import('/client.js');
      const allmine = new Allmine({ baseUrl: location.origin, token: accessToken });
      return { first: await allmine.messages.sendText({ chatId, content: 'Once' }), second: await allmine.messages.sendText({ chatId, content: 'Next' }) };
    }, [token, seededChat]);

    assert.deepEqual([keys.length, new Set(keys).size, second.sequence - first.sequence], [3, 2, 1]);
  });
});
