// One mongod, a replica set of its own, on a free port of the loopback interface, with its data in a temporary folder.
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './free-port.mjs';

function executable() {
  const candidates = process.env.MONGOD ? [process.env.MONGOD] : (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, 'mongod'));
  return candidates.find(candidate => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const path = executable();

/** Why there is no MongoDB; false if there is. To be given to each test as its "skip". */
export const noMongo = !path && 'No MongoDB: set MONGOD to a mongod, or have one on the PATH';

/** BSON of texts, whole numbers, objects and arrays: all that the two commands here need. */
function bson(value) {
  const parts = Object.entries(value).map(([name, part]) => {
    const key = Buffer.from(`${name}\0`);
    if (typeof part === 'string') {
      const text = Buffer.from(`${part}\0`);
      const length = Buffer.alloc(4);
      length.writeInt32LE(text.length);
      return Buffer.concat([Buffer.of(2), key, length, text]);
    }

    if (typeof part === 'number') {
      const number = Buffer.alloc(4);
      number.writeInt32LE(part);
      return Buffer.concat([Buffer.of(16), key, number]);
    }

    return Buffer.concat([Buffer.of(Array.isArray(part) ? 4 : 3), key, bson({ ...part })]);
  });
  const length = Buffer.alloc(4);
  length.writeInt32LE(parts.reduce((sum, part) => sum + part.length, 5));
  return Buffer.concat([length, ...parts, Buffer.of(0)]);
}

/** Runs a command of its administration; gives the answer's bytes. */
function run(port, command) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const body = bson({ ...command, $db: 'admin' });
    const head = Buffer.alloc(21);
    head.writeInt32LE(head.length + body.length);
    head.writeInt32LE(1, 4);
    head.writeInt32LE(2013, 12);
    let answer = Buffer.alloc(0);
    socket.on('connect', () => socket.write(Buffer.concat([head, body])));
    socket.on('data', chunk => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 4 && answer.length >= answer.readInt32LE()) {
        socket.destroy();
        resolve(answer);
      }
    });
    socket.on('error', reject);
  });
}

/** Whether a field of an answer is true. */
const isTrue = (answer, name) => answer.includes(Buffer.concat([Buffer.of(8), Buffer.from(`${name}\0`), Buffer.of(1)]));

async function until(condition) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await condition().catch(() => false))
      return;
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }

  throw new Error('The mongod did not get ready.');
}

/** @returns {{ connectionString: string, stop: () => Promise<void> }} */
export async function startMongod() {
  const folder = mkdtempSync(join(tmpdir(), 'allmine-playground-mongodb-'));
  const port = await freePort();
  const child = spawn(path, [
    '--port', port, '--bind_ip', '127.0.0.1', '--dbpath', folder, '--logpath', join(folder, 'mongod.log'), '--replSet', 'allmine-playground',
    '--wiredTigerCacheSizeGB', '0.25', '--setParameter', 'diagnosticDataCollectionEnabled=false',
  ], { stdio: 'ignore' });
  // However the tests end, it does not outlive them.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const hello = () => run(port, { hello: 1 });
  await until(async () => isTrue(await hello(), 'isreplicaset'));
  await run(port, { replSetInitiate: { _id: 'allmine-playground', members: [{ _id: 0, host: `127.0.0.1:${port}` }] } });
  await until(async () => isTrue(await hello(), 'isWritablePrimary'));
  return {
    connectionString: `mongodb://127.0.0.1:${port}/?replicaSet=allmine-playground`,
    async stop() {
      process.removeListener('exit', kill);
      const ended = new Promise(resolve => { child.on('exit', resolve); });
      kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
