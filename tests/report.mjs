// Sums up what the test runners wrote: node tests/report.mjs <folder> [failed step …]. The folder has a .trx file of each .NET
// project, and a .xml file (JUnit's format) of each run of Node's test runner.
// Lists the skipped tests with their reasons and whatever failed, and ends with "N passed, N failed, N skipped".
// Exit code 1 if anything failed, if no test ran, or if CI=true and tests were skipped for want of something they need.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...failures] = process.argv.slice(2);
const needed = /mongo|\bS3\b|redis|nginx|promtool|sqlite3|chromium|linter|client's packages|last release/i;

const decode = text => text
  .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(parseInt(digits, 16)))
  .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');

/** The tests of one .xml file of Node's: a suite is no test of its own. */
function readJUnit(file) {
  const element = /<testcase\s([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;
  return [...readFileSync(file, 'utf8').matchAll(element)].map(([, attributes, body = '']) => {
    const attribute = (text, name) => decode(text.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '');
    const failure = body.match(/<failure\s([^>]*)>/)?.[1];
    const skipped = body.match(/<skipped\s([^>]*)>/)?.[1];
    return {
      name: attribute(attributes, 'name'),
      outcome: failure ? 'Failed' : skipped ? 'NotExecuted' : 'Passed',
      message: attribute(failure ?? skipped ?? '', 'message'),
    };
  });
}

/** The tests of one .trx file: [{ name, outcome, message }]. */
function readTrx(file) {
  const tests = [];
  const element = /<UnitTestResult\s([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g;
  for (const [, attributes, body = ''] of readFileSync(file, 'utf8').matchAll(element)) {
    const attribute = name => decode(attributes.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '');
    const message = body.match(/<Message>([\s\S]*?)<\/Message>/)?.[1] ?? body.match(/<StdOut>([\s\S]*?)<\/StdOut>/)?.[1] ?? '';
    tests.push({ name: attribute('testName'), outcome: attribute('outcome'), message: decode(message).trim() });
  }
  return tests;
}

const tests = [];
for (const name of readdirSync(folder).filter(entry => /\.(trx|xml)$/.test(entry)).sort()) {
  const found = name.endsWith('.trx') ? readTrx(join(folder, name)) : readJUnit(join(folder, name));
  const project = name.slice(0, -'.trx'.length);
  tests.push(...found);
  if (found.length === 0)
    failures.push(`${project}: no test ran`);
  else if (existsSync(join(folder, `${project}.failed`)) && found.every(test => test.outcome !== 'Failed'))
    failures.push(`${project}: the test run broke off`);
}

const passed = tests.filter(test => test.outcome === 'Passed');
const skipped = tests.filter(test => test.outcome === 'NotExecuted');
const failed = tests.filter(test => !passed.includes(test) && !skipped.includes(test));
const wanting = process.env.CI === 'true' ? skipped.filter(test => needed.test(test.message)) : [];
if (tests.length === skipped.length && failures.length === 0)
  failures.push('no test ran at all');

const firstLine = text => text.split('\n')[0];
console.log();
for (const test of skipped)
  console.log(`SKIPPED ${test.name}: ${firstLine(test.message) || 'no reason given'}`);
for (const test of failed)
  console.log(`FAILED  ${test.name}: ${firstLine(test.message)}`);
for (const failure of failures)
  console.log(`FAILED  ${failure}`);
if (wanting.length > 0)
  console.log(`FAILED  CI=true: ${wanting.length} tests were skipped for want of a MongoDB server, of an S3 server, of Chromium, of the linter, of the client's packages or of a build of the last release; they are among those listed above.`);

const failedCount = failed.length + failures.length;
console.log(`${passed.length} passed, ${failedCount} failed, ${skipped.length} skipped`);
process.exitCode = failedCount > 0 || wanting.length > 0 ? 1 : 0;
