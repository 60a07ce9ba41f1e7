import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startService } from '../../../tests/playground/support/service.mjs';
import { ayse, folder, seededChat, skip, tokenOf } from './support/client.mjs';
import { pack, project } from './support/project.mjs';

const read = path => readFileSync(join(folder, path), 'utf8');

describe('Package', { skip }, () => {
  let packed;
  let service;
  let token;
  const projects = [];
  before(async () => {
    packed = pack();
    service = await startService();
    token = await tokenOf(service.url, ayse);
  });
  after(async () => {
    projects.forEach(place => place.remove());
    packed?.remove();
    await service?.stop();
  });

  function install(files) {
    const made = project(packed.tarball, files);
    projects.push(made);
    return made;
  }

  const use = `const allmine = new Allmine({ baseUrl: process.argv[2], token: process.argv[3] });
    allmine.messages.sendText({ chatId: '${seededChat}', content: 'From a project' }).then(
      sent => console.log(sent.content, new ConflictError({ status: 409 }) instanceof AllmineError),
      failure => { console.error(failure); process.exitCode = 1; });`;

  it('Tarball_WhenPacked_ThenHasWhatIsNeededAndNoMore', () => {
    const { name, dependencies, peerDependencies, optionalDependencies, main, types, exports } = JSON.parse(read('package.json'));

    assert.deepEqual([name, dependencies, peerDependencies, optionalDependencies], ['@allmine/client', undefined, undefined, undefined]);
    const wanted = [main, types, ...['import', 'require'].flatMap(way => Object.values(exports['.'][way]))].map(path => path.replace('./', ''));
    assert.deepEqual(wanted.filter(path => !packed.files.includes(path)), []);
    assert.deepEqual(packed.files.filter(path => !/^(dist\/(esm|cjs)\/[\w-]+\.(js|d\.ts)|dist\/cjs\/package\.json|package\.json|README\.md)$/.test(path)), []);
    assert.ok(packed.files.includes('README.md'));
  });

  it('Tarball_WhenInstalledInAnEmptyEsmProject_ThenIsImportedAndSends', () => {
    const { run } = install({
      'package.json': '{ "type": "module", "private": true }',
      'main.js': `import { Allmine, AllmineError, ConflictError } from '@allmine/client';\n${use}`,
    });

    assert.equal(run('main.js', service.url, token), 'From a project true\n');
  });

  it('Tarball_WhenInstalledInAnEmptyCommonJsProject_ThenIsRequiredAndSends', () => {
    const { run } = install({
      'package.json': '{ "private": true }',
      'main.js': `const { Allmine, AllmineError, ConflictError } = require('@allmine/client');\n${use}`,
    });

    assert.equal(run('main.js', service.url, token), 'From a project true\n');
  });

  const tsc = skip ? '' : createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const strict = {
    target: 'ES2022', strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true, noUnusedLocals: true, skipLibCheck: false, outDir: 'out', rootDir: '.',
  };

  for (const [what, type, options] of [
    ['ImportsItForNode', 'module', { module: 'NodeNext', lib: ['ES2022'], types: ['node'], typeRoots: [join(folder, 'node_modules/@types')] }],
    ['RequiresItForNode', 'commonjs', { module: 'NodeNext', lib: ['ES2022'], types: ['node'], typeRoots: [join(folder, 'node_modules/@types')] }],
    ['BundlesItForBrowsers', 'module', { module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM'], types: [] }],
  ]) {
    it(`Tarball_WhenAStrictTypeScriptProject${what}_ThenCompilesAndRuns`, () => {
      const isNode = options.module === 'NodeNext';
      const { run } = install({
        'package.json': JSON.stringify({ type, private: true }),
        'tsconfig.json': JSON.stringify({ compilerOptions: { ...strict, ...options }, files: ['main.ts'] }),
        'main.ts': read('test/projects/strict.ts') + (isNode ? '\nvoid main(process.argv[2] ?? "", process.argv[3] ?? "").then(console.log);\n' : ''),
      });

      assert.equal(run(tsc, '-p', '.'), '');
      if (isNode)
        assert.equal(run('out/main.js', service.url, token), 'sent, refused: credits.insufficient\n');
    });
  }

  it('Tarball_WhenUsedWrongly_ThenDoesNotCompile', () => {
    const mistakes = read('test/projects/mistakes.ts');
    const { run } = install({
      'package.json': '{ "type": "module", "private": true }',
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...strict, module: 'NodeNext', lib: ['ES2022', 'DOM'], types: [], noEmit: true }, files: ['main.ts'] }),
      'main.ts': mistakes,
    });

    // Each mistake stands behind a @ts-expect-error: one that compiles is an error.
    assert.ok(mistakes.match(/@ts-expect-error/g).length > 8);
    assert.equal(run(tsc, '-p', '.'), '');
  });

  describe('Size', () => {
    /** What a bundler makes of a module's text, for browsers. */
    async function bundle(contents) {
      const { build } = await import('esbuild');
      const { outputFiles: [{ contents: bytes, text }] } = await build({
        stdin: { contents, resolveDir: join(folder, 'test') }, bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022', write: false,
      });
      return { size: gzipSync(bytes, { level: 9 }).length, text };
    }

    it('Client_WhenMinifiedAndGzipped_ThenIsBelow15kB', async t => {
      const { size } = await bundle('export * from "@allmine/client";');

      t.diagnostic(`${size} bytes`);
      assert.ok(size < 15_000, `${size} bytes`);
      assert.ok(size > 2_000, `${size} bytes can't be all of it`);
    });

    it('Client_WhenOnlyAnErrorIsUsed_ThenTheRestIsLeftOut', async () => {
      const { size, text } = await bundle('import { ConflictError } from "@allmine/client"; console.log(ConflictError);');

      assert.ok(size < 1_000, `${size} bytes`);
      assert.doesNotMatch(text, /api\/v2/);
    });
  });

  it('LockFile_WhenCommitted_ThenNamesNoRegistry', () => {
    const { packages } = JSON.parse(read('package-lock.json'));

    assert.deepEqual(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined), []);
    assert.ok(Object.entries(packages).every(([name, { integrity }]) => name === '' || integrity));
  });
});
