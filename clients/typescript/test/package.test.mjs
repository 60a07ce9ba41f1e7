import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { folder, skip } from './support/client.mjs';
import { pack, project } from './support/project.mjs';

const read = path => readFileSync(join(folder, path), 'utf8');

describe('Package', { skip }, () => {
  let packed;
  const projects = [];
  before(() => { packed = pack(); });
  after(() => {
    projects.forEach(place => place.remove());
    packed?.remove();
  });

  function install(files) {
    const made = project(packed.tarball, files);
    projects.push(made);
    return made;
  }

  it('Tarball_WhenPacked_ThenHasWhatIsNeededAndNoMore', () => {
    const { name, dependencies, peerDependencies, optionalDependencies, main, types, exports } = JSON.parse(read('package.json'));

    assert.deepEqual([name, dependencies, peerDependencies, optionalDependencies], ['@allmine/client', undefined, undefined, undefined]);
    const wanted = [main, types, ...['import', 'require'].flatMap(way => Object.values(exports['.'][way]))].map(path => path.replace('./', ''));
    assert.deepEqual(wanted.filter(path => !packed.files.includes(path)), []);
    assert.deepEqual(packed.files.filter(path => !/^(dist\/(esm|cjs)\/[\w-]+\.(js|d\.ts)|dist\/cjs\/package\.json|package\.json|README\.md)$/.test(path)), []);
    assert.ok(packed.files.includes('README.md'));
  });

  // That it is imported and required by strict projects for Node is tested with the examples of the README.
  it('Tarball_WhenAStrictTypeScriptProjectBundlesItForBrowsers_ThenCompilesAndMistakesDoNot', () => {
    const mistakes = read('test/projects/mistakes.ts');
    const { run } = install({
      'package.json': '{ "type": "module", "private": true }',
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'ES2022', module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM'], types: [], noEmit: true, strict: true, exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true, noPropertyAccessFromIndexSignature: true, noImplicitOverride: true, noUnusedLocals: true, skipLibCheck: false,
        },
        files: ['strict.ts', 'mistakes.ts', 'bot.ts'],
      }),
      'strict.ts': read('test/projects/strict.ts'),
      'mistakes.ts': mistakes,
      'bot.ts': read('test/projects/bot.ts'),
    });

    // Each mistake stands behind a @ts-expect-error: one that compiles is an error.
    assert.ok(mistakes.match(/@ts-expect-error/g).length > 20);
    assert.equal(run(createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', '.'), '');
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
