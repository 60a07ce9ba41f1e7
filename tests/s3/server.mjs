// A server that speaks S3, for tests: node server.mjs <bucket>
// Listens on a free port of the loopback interface, which it prints, with an empty bucket in a folder of its own. It ends,
// and removes the folder, when its input ends: the operating system sees to that even if the test process is killed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

const directory = mkdtempSync(join(tmpdir(), 'allmine-s3-'));
const server = new S3rver({
  address: '127.0.0.1', port: 0, directory, silent: true, vhostBuckets: false,
  configureBuckets: [{ name: process.argv[2], configs: [] }],
});
const { port } = await server.run();
console.log(port);

process.stdin.on('end', () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
}).resume();
