// The client's types, the page of errors and the OpenAPI document tell of the same codes. (That each is what the service's
// list gives is tested in Allmine.Api.Tests.)
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { folder, skip } from './support/client.mjs';

const read = path => readFileSync(join(folder, '../..', path), 'utf8');

describe('Codes', { skip }, () => {
  const document = JSON.parse(read('docs/openapi-v2.json'));
  const types = new Map([...read('clients/typescript/src/error-codes.ts').matchAll(/^ {4}(\d+):((?:\n {8}.*)+);$/gm)].map(([, status, list]) =>
    [status, [...list.matchAll(/\| ["`]([^"`]+)["`]/g)].map(([, code]) => code.replace('${string}', '{field}'))]));
  const table = read('docs/errors.md').matchAll(/^\| (\d+) \| `([^`]+)` \|/gm);

  const pairs = [...types].flatMap(([status, codes]) => codes.map(code => `${status} ${code}`)).sort();

  it('Types_WhenComparedWithThePageOfErrors_ThenHaveTheSameCodes', () => {
    assert.ok(pairs.length > 30);
    assert.deepEqual(pairs, [...table].map(([, status, code]) => `${status} ${code}`).sort());
  });

  it('Types_WhenComparedWithTheOpenApiDocument_ThenHaveAllOfItsCodes', () => {
    const answers = [
      ...Object.values(document.paths).flatMap(path => Object.values(path)).flatMap(({ responses }) => Object.entries(responses)),
      ['405', document.components.responses.MethodNotAllowed],
    ];
    const documented = new Set(answers.filter(([status]) => status >= '400')
      .flatMap(([status, { description }]) => [...description.matchAll(/^- `([^`]+)`: /gm)].map(([, code]) => `${status} ${code}`)));

    assert.ok(documented.size > 30);
    assert.deepEqual([...documented].filter(code => !pairs.includes(code)), []);
  });
});
