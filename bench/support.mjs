// What the measurements with several nodes share: a MongoDB, services, callers.
import { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(repository, 'artifacts/bench/Allmine.Api/Allmine.Api.dll');
/** What is to be ended at the end, the last first. */
export const ending = [];
export const wait = milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); });
export const median = values => values.toSorted((one, other) => one - other)[values.length >> 1];
export const idOf = number => `64d15f9e2e6c8f4d5b${number.toString(16).padStart(6, '0')}`;

export async function endAll() {
  for (const end of ending.splice(0).reverse())
    await end();
}

export async function freePort() {
  const server = createServer();
  await new Promise(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  await new Promise(resolve => { server.close(resolve); });
  return port;
}

/** Just enough of BSON for a command: texts, whole numbers, lists and documents. */
function bson(value) {
  const parts = Object.entries(value).map(([name, each]) => {
    const [type, bytes] = typeof each === 'string' ? [2, Buffer.from(`${each}\0`)] : typeof each === 'number' ? [16, undefined] : [Array.isArray(each) ? 4 : 3, bson(each)];
    const size = Buffer.alloc(4);
    size.writeInt32LE(type === 16 ? each : bytes?.length ?? 0);
    return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), ...(type === 16 || type === 2 ? [size] : []), ...(bytes ? [bytes] : [])]);
  });
  const size = Buffer.alloc(4);
  size.writeInt32LE(5 + parts.reduce((sum, each) => sum + each.length, 0));
  return Buffer.concat([size, ...parts, Buffer.from([0])]);
}

/** Sends a command to a mongod, and waits for its answer, whatever it is. */
function command(port, document) {
  const body = Buffer.concat([Buffer.alloc(5), bson({ ...document, $db: 'admin' })]);
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.concat([head, body])));
    socket.once('data', answer => { socket.destroy(); resolve(answer.toString('latin1')); }).once('error', reject);
  });
}

/** A replica set of one member, with an empty folder. */
export async function startMongo() {
  const folder = mkdtempSync(join(tmpdir(), 'allmine-bench-'));
  const port = await freePort();
  const child = spawn(process.env.MONGOD ?? 'mongod', ['--port', `${port}`, '--bind_ip', '127.0.0.1', '--dbpath', folder, '--logpath', join(folder, 'mongod.log'), '--replSet', 'rs0', '--wiredTigerCacheSizeGB', '2'], { stdio: 'ignore' });
  ending.push(() => stop(child, folder));
  for (let tries = 0; ; tries++) {
    try {
      await command(port, { replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host: `127.0.0.1:${port}` }] } });
      return `mongodb://127.0.0.1:${port}/allmine?replicaSet=rs0`;
    } catch (error) {
      if (tries === 100)
        throw error;
      await wait(200);
    }
  }
}

async function stop(child, folder) {
  const ended = new Promise(resolve => { child.on('exit', resolve); });
  child.kill('SIGTERM');
  await Promise.race([ended, wait(15_000).then(() => child.kill('SIGKILL'))]);
  rmSync(folder, { recursive: true, force: true });
}

/** A service on a MongoDB, or on the embedded store in a folder of its own. @returns Its address; `startNode` has what it runs in. */
export const startService = async mongo => (await startNode(mongo)).url;

/** The same, in which one can kill it: `kill()`, and `start()` again in the same folder and at the same address. */
export async function startNode(mongo, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'allmine-bench-'));
  const store = mongo ? { ConnectionStrings__MongoDB: mongo } : { Embedded__Path: join(folder, 'data') };
  const limits = Object.fromEntries(['Sends', 'Requests', 'Uploads', 'Anonymous', 'ServiceSends', 'ServiceRequests'].map(each => [`RateLimits__${each}PerMinute`, '0']));
  let address = 'http://127.0.0.1:0';
  const node = { start, kill };
  ending.push(() => node.child.exitCode === null && node.child.signalCode === null ? stop(node.child, folder) : rmSync(folder, { recursive: true, force: true }));
  await start();
  return node;

  function kill() {
    const ended = new Promise(resolve => { node.child.on('exit', resolve); });
    node.child.kill('SIGKILL');
    return ended;
  }

  async function start() {
    node.child = spawn('dotnet', [program], {
      cwd: folder, env: { ...process.env, ASPNETCORE_URLS: address, ASPNETCORE_ENVIRONMENT: 'Development', Webhooks__AllowPrivateAddresses: 'true', ...store, ...limits, ...settings }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    node.url = address = await new Promise((resolve, reject) => {
      node.child.stdout.on('data', chunk => {
        // Only the beginning is of interest.
        output = (output + chunk).slice(0, 100_000);
        const listening = /^Allmine listens on (\S+)/m.exec(output);
        if (listening)
          resolve(listening[1]);
      });
      node.child.stderr.on('data', chunk => { output += chunk; });
      node.child.on('exit', code => reject(new Error(`The service has ended (${code}): ${output}`)));
    });
    const anonymous = caller(node.url);
    while ((await anonymous('GET', '/health/ready')).status !== 200)
      await wait(100);
  }
}

/** Calls as somebody, over connections that are kept. */
export function caller(url, token, connections = 64) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  return (method, path, body, headers = {}) => new Promise((resolve, reject) => {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const call = request({
      agent, hostname, port, method, path,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(json ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) } : {}), ...headers },
    }, answer => {
      const parts = [];
      answer.on('data', each => parts.push(each)).on('end', () => {
        const bytes = Buffer.concat(parts);
        resolve({ status: answer.statusCode, size: bytes.length, get json() { return JSON.parse(bytes.toString()); } });
      }).on('error', reject);
    });
    call.on('error', reject);
    call.end(json);
  });
}

export const tokenOf = async (url, userId, role = 'user') => (await caller(url)('POST', '/api/dev/token', { userId, role })).json.accessToken;

export function expect(answer, ...statuses) {
  if (!statuses.includes(answer.status))
    throw new Error(`${answer.status} instead of ${statuses}: ${JSON.stringify(answer.json)}`);
  return answer;
}

/** So many users, and what calls as each of them. */
export async function people(urls, count) {
  const backend = caller(urls[0], await tokenOf(urls[0], idOf(0), 'service'));
  const all = [];
  for (let i = 1; i <= count; i++) {
    expect(await backend('PUT', `/api/v2/users/${idOf(i)}`, { username: `user ${i}` }), 200, 201);
    const url = urls[i % urls.length];
    all.push({ id: idOf(i), url, call: caller(url, await tokenOf(url, idOf(i))) });
  }

  return all;
}

/** Does something for each of the items, so many at once. */
export async function each(items, atOnce, act) {
  const iterator = items[Symbol.iterator]();
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const item of iterator)
      await act(item);
  }));
}
