// Other people's generators make clients of the document that do what it says, on the running service.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startService } from './support/service.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const hey = await import('@hey-api/openapi-ts').catch(() => null);
const skip = !hey && 'The generators are missing: npm ci in tests/playground has not been run';
const [ayse, mehmet, chat] = ['64d15f9e2e6c8f4d5a111111', '64d15f9e2e6c8f4d5a654321', '64d15f9e2e6c8f4d5a123456'];
// One white pixel.
const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=';

describe('Generators', { skip }, () => {
  let service;
  let place;
  let token;
  let document;
  before(async () => {
    service = await startService();
    document = await (await fetch(`${service.url}/openapi/v2.json`)).json();
    const answer = await fetch(`${service.url}/api/dev/token`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userId: ayse }),
    });
    token = (await answer.json()).accessToken;
    place = mkdtempSync(join(tmpdir(), 'allmine-generators-'));
    symlinkSync(join(here, 'node_modules'), join(place, 'node_modules'));
    cpSync(join(here, 'generators'), place, { recursive: true });
    writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
    await Promise.all([heyApi(), openapiTypeScript()]);
    // What hey-api brings along for its clients is not written as strictly as the two programs are.
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({
      compilerOptions: {
        target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'], types: [], strict: true,
        noUncheckedIndexedAccess: true, noUnusedLocals: true, skipLibCheck: true, outDir: 'out', rootDir: '.',
      },
      files: ['hey.ts', 'openapi-typescript.ts', 'globals.d.ts'],
    }));
    writeFileSync(join(place, 'globals.d.ts'), 'declare const process: { argv: string[]; stdout: { write(text: string): void }; exit(code: number): never };\n');
  });
  after(async () => {
    await service?.stop();
    if (place)
      rmSync(place, { recursive: true });
  });

  const heyApi = () => hey.createClient({
    input: document, logs: { level: 'silent' }, output: { path: join(place, 'hey'), module: { extension: '.js' } }, plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
  });

  async function openapiTypeScript() {
    const { default: openapiTS, astToString } = await import('openapi-typescript');
    const { factory } = (await import('typescript')).default;
    const blob = factory.createTypeReferenceNode('Blob');
    // As its documentation has it: what is "binary" is text to it unless it is told otherwise.
    const ast = await openapiTS(structuredClone(document), { transform: ({ format }) => format === 'binary' ? blob : undefined });
    writeFileSync(join(place, 'paths.ts'), astToString(ast));
  }

  const run = (...parameters) => {
    const { stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: place, encoding: 'utf8', timeout: 300_000 });
    return stdout + stderr;
  };

  it('Clients_WhenMadeOfTheDocument_ThenCompileAndDoWhatItSays', () => {
    assert.equal(run(createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', '.'), '');
    for (const name of ['hey', 'openapi-typescript']) {
      const printed = run(`out/${name}.js`, service.url, token, chat, mehmet, photo);
      assert.ok(printed.startsWith('{'), `${name}: ${printed}`);
      const { me, told, ...done } = JSON.parse(printed);
      assert.match(me, /\S/);
      assert.deepEqual(told ?? ['A text'], ['A text']);
      assert.deepEqual(done, {
        text: ['text', 'A text', null], photo: ['image', 'ğ beach.png'], upload: 'ğ beach.png', transfer: [2, true, 'true'], byForm: 1,
        error: ['validation.content.blank'], history: 2,
      });
    }
  });
});
