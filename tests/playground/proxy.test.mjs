import assert from 'node:assert/strict';
import { request } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { launch, noBrowser } from './support/browser.mjs';
import { noNginx, startNginx } from './support/nginx.mjs';
import { Playground, sender } from './support/playground.mjs';
import { startService } from './support/service.mjs';

const skip = noNginx || noBrowser;
const chat = '64d15f9e2e6c8f4d5a123456';

describe('Behind nginx with TLS', () => {
  let service;
  let nginx;
  let browser;
  before(async () => {
    if (skip)
      return;
    service = await startService({ Hosts__Allowed__0: '127.0.0.1', RateLimits__AnonymousPerMinute: '600' });
    nginx = await startNginx(service.url);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await nginx?.stop();
    await service?.stop();
  });

  /** A call through nginx: { status, headers, text() }, or the answer itself for what goes on. */
  function call(method, path, headers = {}, write = sent => sent.end()) {
    return new Promise((resolve, reject) => {
      const sent = request(nginx.url + path, { method, headers, rejectUnauthorized: false }, answer => resolve(answer));
      sent.on('error', reject);
      write(sent);
    });
  }

  async function read(answer) {
    let text = '';
    for await (const chunk of answer)
      text += chunk;
    return { status: answer.statusCode, headers: answer.headers, body: text && JSON.parse(text) };
  }

  const json = body => sent => sent.end(JSON.stringify(body));

  async function token() {
    const { body } = await read(await call('POST', '/api/dev/token', { 'Content-Type': 'application/json' }, json({ userId: sender })));
    return body.accessToken;
  }

  it('Playground_WhenServedOverTls_ThenCallsItsOwnOriginAndNothingIsBlocked', { skip }, async () => {
    const playground = await Playground.open(browser, nginx, { ignoreHTTPSErrors: true });
    await playground.tokenOf('ayse');
    const { status, headers } = await playground.execute(await playground.operation());

    assert.equal(status, 201);
    assert.match(headers['x-request-id'], /./);
    assert.ok(playground.requests.every(({ url }) => url.startsWith(nginx.url) || url.startsWith('data:') || url.startsWith('blob:')), 'everything by TLS');
    assert.deepEqual(playground.complaints, []);
    await playground.close();
  });

  it('Upload_WhenOf100MiB_ThenIsStoredAndServedFromTheOriginThatWasCalled', { skip }, async () => {
    const size = 100 * 1024 * 1024;
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="large.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';
    const tail = '\r\n--x--\r\n';
    const answer = await call('POST', '/api/v2/files', {
      Authorization: `Bearer ${await token()}`, 'Content-Type': 'multipart/form-data; boundary=x', 'Content-Length': head.length + size + tail.length,
    }, async sent => {
      sent.write(head);
      const piece = Buffer.alloc(1 << 20, 7);
      for (let i = 0; i < 100; i++) {
        if (!sent.write(piece))
          await new Promise(resolve => { sent.once('drain', resolve); });
      }
      sent.end(tail);
    });
    const { status, body } = await read(answer);

    assert.equal(status, 201, JSON.stringify(body));
    assert.equal(body.size, size);
    assert.ok(body.url.startsWith(`${nginx.url}/media/`), body.url);
    const served = await call('GET', new URL(body.url).pathname, { Range: 'bytes=0-9' });
    assert.equal(served.statusCode, 206);
    served.destroy();
  });

  it('Events_WhenThroughTheProxy_ThenComeAtOnce', { skip }, async () => {
    const headers = { Authorization: `Bearer ${await token()}` };
    const stream = await call('GET', '/api/v2/events', headers);
    assert.equal(stream.statusCode, 200);
    let heard = '';
    const arrived = new Promise(resolve => {
      stream.on('data', chunk => {
        heard += chunk;
        if (heard.includes('through the proxy'))
          resolve(performance.now());
      });
    });
    const begun = performance.now();
    await read(await call('POST', '/api/v2/messages', { ...headers, 'Content-Type': 'application/json' }, json({ type: 'text', chatId: chat, content: 'through the proxy' })));

    assert.ok(await arrived - begun < 5000);
    stream.destroy();
  });

  it('Proxy_WhenAStrangerCalls_ThenHidesMetricsSpoofedAddressesAndPlainHttp', { skip }, async () => {
    assert.equal((await call('GET', '/metrics')).statusCode, 404);
    const plain = await fetch(`${nginx.plain}/api/v2/chats`, { redirect: 'manual' });
    assert.equal(plain.status, 301);
    assert.match(plain.headers.get('location'), /^https:/);
    const stranger = await read(await call('GET', '/api/v2/chats', { Host: 'stranger.example.com' }));
    assert.deepEqual([stranger.status, stranger.body.codes], [400, ['request.host']]);
    await read(await call('GET', '/api/v2/nothing', { Authorization: `Bearer ${await token()}`, 'X-Forwarded-For': '203.0.113.7' }));
    // The log is written beside the calls.
    for (let i = 0; i < 600 && !service.output().includes('/api/v2/nothing refused'); i++)
      await new Promise(resolve => { setTimeout(resolve, 50); });
    assert.match(service.output(), /\/api\/v2\/nothing refused: 404.* from 127\.0\.0\.1/);
    assert.ok(!service.output().includes('203.0.113.7'));
  });
});
