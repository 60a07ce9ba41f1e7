import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startService } from './support/service.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const redocly = await import('@redocly/openapi-core').catch(() => null);

describe('OpenApi', () => {
  const skip = !redocly && 'The linter is missing: npm ci in tests/playground has not been run';
  let service;
  let text;
  before(async () => {
    if (skip)
      return;
    service = await startService();
    text = await (await fetch(`${service.url}/openapi/v2.json`)).text();
  });
  after(() => service?.stop());

  async function lint(source) {
    const config = await redocly.loadConfig({ configPath: join(here, 'redocly.yaml') });
    const problems = await redocly.lintFromString({ source, absoluteRef: 'v2.json', config });
    return problems.map(({ ruleId, message, location: [{ pointer }] }) => `${ruleId} at ${pointer}: ${message}`);
  }

  it('Document_WhenLinted_ThenHasNoFaults', { skip }, async () => {
    assert.deepEqual(await lint(text), []);
  });

  it('Linter_WhenTheDocumentHasFaults_ThenFindsThem', { skip }, async () => {
    const document = JSON.parse(text);
    const [path] = Object.keys(document.paths);
    const [operation] = Object.values(document.paths[path]);
    delete operation.summary;
    delete operation.responses;
    delete operation.security;
    operation.operationId = Object.values(Object.values(document.paths)[1])[0].operationId;

    const found = (await lint(JSON.stringify(document))).map(problem => problem.split(' ')[0]);

    for (const rule of ['operation-summary', 'operation-operationId-unique', 'security-defined', 'struct'])
      assert.ok(found.includes(rule), `${rule} is not among ${found}`);
  });

  it('Errors_WhenListedInTheDocument_ThenAreThoseOfTheErrorsPage', { skip }, async () => {
    const page = readFileSync(join(here, '../../docs/errors.md'), 'utf8');
    const table = page.slice(page.indexOf('<!-- codes: begin -->'), page.indexOf('<!-- codes: end -->'));
    const rows = new Map([...table.matchAll(/^\| (\d+) \| `([^`]+)` \| (.+?) \| [^|]+ \|$/gm)].map(([, status, code, cause]) => [code, { status, cause }]));
    assert.ok(rows.size > 20);
    const { paths, components } = JSON.parse(text);
    const answers = [
      ...Object.values(paths).flatMap(path => Object.values(path)).flatMap(({ responses }) => Object.entries(responses)),
      ['405', components.responses.MethodNotAllowed],
    ];

    let codes = 0;
    for (const [status, { description }] of answers.filter(([number]) => number >= '400')) {
      for (const [, code, cause] of description.matchAll(/^- `([^`]+)`: (.+)$/gm)) {
        codes++;
        assert.deepEqual({ code, status, cause }, { code, ...rows.get(code) });
      }
    }

    assert.ok(codes > 50);
  });
});
