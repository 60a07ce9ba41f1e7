// Every example of the README, as it stands there.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, noBrowser } from '../../../tests/playground/support/browser.mjs';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, folder, skip, tokenOf } from './support/client.mjs';
import { forOrigin } from './support/other-origin.mjs';
import { pack, project } from './support/project.mjs';
import { examples, program } from './support/readme.mjs';
import { smallServer } from './support/small-server.mjs';

// One white pixel.
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=';

describe('Readme', { skip }, () => {
  let service;
  let place;
  const strict = {
    target: 'ES2022', module: 'NodeNext', strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noImplicitOverride: true,
    noPropertyAccessFromIndexSignature: true, noUnusedLocals: true, types: ['node'], typeRoots: [join(folder, 'node_modules/@types')], lib: ['ES2022', 'DOM', 'DOM.AsyncIterable'],
  };
  before(async () => {
    service = await startService();
    const packed = pack();
    const main = `import { run } from './readme.js';
      import { main } from './strict.js';
      const [, , url = '', photo = '', token = ''] = process.argv;
      void run(url, photo).then(async printed => process.stdout.write(JSON.stringify([...printed, [await main(url, token)]])));`;
    place = project(packed.tarball, Object.fromEntries([
      ['package.json', '{ "private": true }'],
      ...[['esm', 'module'], ['cjs', 'commonjs']].flatMap(([name, type]) => [
        [`${name}/package.json`, JSON.stringify({ type })],
        [`${name}/tsconfig.json`, JSON.stringify({ compilerOptions: { ...strict, outDir: 'out', rootDir: '.' }, files: ['main.ts'] })],
        [`${name}/readme.ts`, program(true)],
        [`${name}/strict.ts`, readFileSync(join(folder, 'test/projects/strict.ts'), 'utf8')],
        [`${name}/main.ts`, main],
      ]),
    ]));
    packed.remove();
    writeFileSync(join(place.place, 'beach.png'), Buffer.from(photo, 'base64'));
  });
  after(async () => {
    place?.remove();
    await service?.stop();
  });

  /** What some of the examples have to print; of the rest it is enough that they come to their end. */
  function assertPrinted(printed, count) {
    assert.equal(printed.length, count);
    const all = printed.map(lines => lines.join('\n'));
    assert.match(all[0], /^[0-9a-f]{24} \d+$/);
    assert.match(all[1], /^$|null/);
    for (const words of [/^Too few credits$/, /^committed [0-9a-f]{24}$/, /^1 201 \S+$/, /^image http\S+\.png$/, /^text \d+\n/, /^5$/])
      assert.ok(all.some(text => words.test(text)), `${words} is not among ${all.join('\n--\n')}`);
  }

  const tsc = skip ? '' : createRequire(import.meta.url).resolve('typescript/bin/tsc');
  for (const name of ['esm', 'cjs'])
    it(`Examples_WhenCompiledStrictlyAs${name === 'esm' ? 'EsModules' : 'CommonJs'}_ThenRun`, async () => {
      assert.ok(examples.length > 8);
      assert.equal(place.run(tsc, '-p', name), '');
      assert.match(readFileSync(join(place.place, name, 'out/readme.js'), 'utf8'), name === 'esm' ? /^import \{ Allmine/m : /require\("@allmine\/client"\)/);
      const printed = JSON.parse(place.run(`${name}/out/main.js`, service.url, photo, await tokenOf(service.url, ayse)));
      assert.deepEqual(printed.pop(), ['sent, refused: credits.insufficient']);
      assertPrinted(printed, examples.length);
    });

  it('Examples_WhenInABrowserOnAnotherOrigin_ThenRun', { skip: noBrowser }, async t => {
    const { build } = await import('esbuild');
    const { outputFiles: [{ text }] } = await build({
      stdin: { contents: program(false), resolveDir: place.place, loader: 'ts' }, bundle: true, format: 'esm', platform: 'browser', target: 'es2022', write: false,
    });
    const pages = await smallServer((request, response) => {
      response.writeHead(200, { 'Content-Type': request.url.endsWith('.js') ? 'text/javascript' : 'text/html' });
      response.end(request.url.endsWith('.js') ? text : '<!doctype html><title>Another origin</title>');
    });
    const seen = await forOrigin(service.url, pages.url);
    t.diagnostic(seen.isProxy ? 'The service allows no other origin: a proxy adds the headers' : 'The service allows the origin itself');
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(pages.url);
      const printed = await page.evaluate(async ([baseUrl, bytes]) => (await import('/readme.js')).run(baseUrl, bytes), [seen.url, photo]);
      assertPrinted(printed, examples.filter(code => !code.includes("'node:")).length);
    } finally {
      await browser.close();
      await seen.stop();
      await pages.stop();
    }
  });
});
