// Whether webhooks bring everything, in order, and how long it takes: bench/webhooks.sh chaos|latency. See bench/README.md.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { caller, endAll, ending, expect, idOf, people, startMongo, startNode, tokenOf, wait } from './support.mjs';

const [part = 'chaos', ...rest] = process.argv.slice(2);
const option = (name, otherwise) => (rest.includes(`--${name}`) ? rest[rest.indexOf(`--${name}`) + 1] : otherwise);
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** Retries that come soon, so that a run does not take hours: many, since the receiver fails often. */
const soon = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`Webhooks__RetryDelays__${i}`, i < 3 ? '00:00:00.200' : '00:00:02']));

/** A receiver that verifies what comes, and notes what it has taken. */
async function receiver(behave = () => 204) {
  const state = { secrets: [], taken: [], offered: 0, refused: 0, unverified: 0, isDown: false };
  const server = createServer((call, answer) => {
    const parts = [];
    call.on('data', each => parts.push(each)).on('end', async () => {
      const body = Buffer.concat(parts);
      const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(name => call.headers[name]);
      const signed = state.secrets.map(secret => `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${id}.${timestamp}.`).update(body).digest('base64')}`);
      state.offered++;
      if (!signed.some(each => signatures.split(' ').includes(each)))
        state.unverified++;
      const status = state.isDown ? undefined : await behave(state);
      if (status === undefined) {
        call.socket.destroy();
        return;
      }

      if (status >= 300)
        state.refused++;
      else
        state.taken.push({ id, at: Date.now(), body: body.toString() });
      answer.writeHead(status, { 'content-length': status === 200 ? 1000 : 0, ...(status === 301 ? { location: 'http://127.0.0.1:1/' } : {}) });
      // Of some taken ones the body breaks off.
      if (status === 200) {
        answer.write('x');
        setTimeout(() => call.socket.destroy(), 5);
      } else {
        answer.end();
      }
    });
  });
  await new Promise(resolve => { server.listen(0, '127.0.0.1', 1024, resolve); });
  ending.push(() => { server.closeAllConnections(); server.close(); });
  state.url = `http://127.0.0.1:${server.address().port}/`;
  return state;
}

const chances = [[0.70, 204], [0.80, 500], [0.85, 301], [0.90, undefined], [0.95, 404], [1, 429]];
const bad = async () => {
  if (Math.random() < 0.02)
    await wait(1000);
  if (Math.random() < 0.1)
    return 200;
  const dice = Math.random();
  return chances.find(([upTo]) => dice < upTo)[1];
};

/** Every event of the feed, by position. */
async function readFeed(call) {
  const items = [];
  for (let after = ''; ;) {
    const page = expect(await call('GET', `/api/v2/feed?limit=100${after}`), 200).json;
    items.push(...page.items);
    after = `&after=${page.position}`;
    if (!page.hasMore)
      return items;
  }
}

/** What is wrong with what a receiver has taken, of what the feed has from a place on. */
function faults(items, state, types) {
  const wanted = new Map(items.filter(item => types.includes(item.type)).map(item => [item.position, item]));
  const found = { missing: 0, foreign: 0, doubled: 0, otherBytes: 0, outOfOrder: 0, brokenChain: 0, otherId: 0 };
  const [first, ids, last] = [new Map(), new Map(), new Map()];
  for (const { id, body } of state.taken) {
    const event = JSON.parse(body);
    if (event.type.startsWith('webhook.'))
      continue;
    if (!wanted.has(event.position)) {
      found.foreign++;
      continue;
    }

    if (first.has(event.position)) {
      found.doubled++;
      found.otherId += ids.get(event.position) === id ? 0 : 1;
      found.otherBytes += first.get(event.position) === body ? 0 : 1;
      continue;
    }

    first.set(event.position, body);
    ids.set(event.position, id);
    if (event.change === null)
      continue;
    const before = last.get(event.chatId) ?? null;
    if (before !== null && before >= event.change)
      found.outOfOrder++;
    if (before !== event.previousChange)
      found.brokenChain++;
    last.set(event.chatId, event.change);
  }

  found.missing = [...wanted.keys()].filter(position => !first.has(position)).length;
  return { wanted: wanted.size, ...found };
}

async function chaos() {
  const isEmbedded = option('store', 'mongodb') === 'embedded';
  const [events, kills] = [Number(option('events', 100_000)), Number(option('kills', 6))];
  const mongo = isEmbedded ? undefined : await startMongo();
  const nodes = [await startNode(mongo, soon)];
  if (!isEmbedded)
    nodes.push(await startNode(mongo, soon));
  const users = await people(nodes.map(node => node.url), 64);
  const backends = await Promise.all(nodes.map(async node => caller(node.url, await tokenOf(node.url, idOf(0), 'service'))));
  const steady = async act => {
    // Nodes are killed meanwhile: each call is made until it is answered.
    for (let tries = 0; ; tries++) {
      const answer = await act().catch(() => undefined);
      if (answer && answer.status < 500)
        return answer;
      if (tries > 300)
        throw new Error(`No answer but ${answer?.status}.`);
      await wait(100);
    }
  };
  const receivers = { good: await receiver(), bad: await receiver(bad), some: await receiver(bad), dead: await receiver(() => undefined), gone: await receiver(() => 410) };
  const all = ['message.created', 'message.updated', 'message.deleted', 'message.reacted', 'message.read', 'message.delivered', 'chat.created', 'chat.updated', 'user.updated', 'credits.changed', 'credits.granted', 'credits.transferred', 'block.changed'];
  const types = { good: all, bad: all, some: ['message.created', 'message.reacted', 'credits.changed'], dead: all, gone: all };
  const start = (await readFeed(backends[0])).at(-1)?.position;
  for (const [name, state] of Object.entries(receivers))
    state.secrets.push(expect(await backends[0]('PUT', `/api/v2/webhooks/${name}`, { url: state.url, types: types[name], ...(start ? { from: start } : {}) }), 201).json.secret);

  let isOver = false;
  const began = performance.now();
  const murders = (async () => {
    for (let i = 0; i < kills && !isOver; i++) {
      await wait(3000 + (Math.random() * 5000));
      const node = nodes[i % nodes.length];
      await node.kill();
      await wait(Math.random() * 3000);
      await node.start();
      if (i === 1) {
        receivers.bad.isDown = true;
        setTimeout(() => { receivers.bad.isDown = false; }, Math.min(60_000, 5000 + events / 4));
      }

      if (i === 2)
        receivers.bad.secrets.unshift(expect(await steady(() => backends[i % backends.length]('POST', '/api/v2/webhooks/bad/rotate')), 200).json.secret);
    }
  })();
  let made = 0;
  await Promise.all(users.map(async (user, at) => {
    const other = users[at ^ 1];
    const ids = [];
    for (let i = 0; made < events; i++) {
      const batch = Array.from({ length: 20 }, (_, n) => ({ type: 'text', targetUserId: other.id, content: `${at} ${i} ${n}` }));
      const answer = expect(await steady(() => user.call('POST', '/api/v2/messages/batch', { items: batch }, { 'Idempotency-Key': `${at}-${i}` })), 200).json;
      ids.push(...answer.items.flatMap(({ message }) => message ? [message._id] : []));
      made += batch.length + 3;
      const id = ids[Math.floor(Math.random() * ids.length)];
      await steady(() => user.call('PUT', `/api/v2/messages/${id}/reactions/%F0%9F%91%8D`));
      await steady(() => user.call('PATCH', `/api/v2/messages/${ids.at(-1)}`, { content: `edited ${i}` }));
      if (i % 5 === 0)
        await steady(() => user.call('DELETE', `/api/v2/messages/${ids.shift()}`));
    }
  }));
  const sentFor = performance.now() - began;
  await murders;
  isOver = true;
  const judged = ['good', 'bad', 'some'];
  const until = performance.now() + 600_000;
  for (let backlog = 1; backlog > 0 && performance.now() < until;) {
    await wait(1000);
    const webhooks = (await steady(() => backends[0]('GET', '/api/v2/webhooks'))).json.items;
    backlog = webhooks.filter(each => judged.includes(each.name)).reduce((sum, each) => sum + each.backlog.events, 0);
  }

  await wait(1000);
  const took = performance.now() - began;
  const feed = await readFeed(backends[0]);
  const items = start ? feed.slice(feed.findIndex(item => item.position === start) + 1) : feed;
  // The deleted ones are told as tombstones by now, and were told as they were before.
  const rows = judged.map(name => ({ receiver: name, ...faults(items, receivers[name], types[name]), refused: receivers[name].refused, unverified: receivers[name].unverified }));
  console.table(rows);
  console.log(`${items.length} events in ${(sentFor / 1000).toFixed(0)} s, ${kills} kills; all delivered after ${(took / 1000).toFixed(0)} s. The webhook that was answered 410 is ${(await backends[0]('GET', '/api/v2/webhooks/gone')).json.active ? 'STILL ACTIVE' : 'off'}.`);
  const before = new Map(receivers.good.taken.map(({ id, body }) => [id, body]));
  const count = receivers.good.taken.length;
  expect(await backends[0]('POST', '/api/v2/webhooks/good/replay', { from: items[Math.floor(items.length / 2)].position }), 202);
  for (let last = -1; last !== receivers.good.taken.length;) {
    last = receivers.good.taken.length;
    await wait(3000);
  }

  const replayed = receivers.good.taken.slice(count).filter(({ body }) => !body.includes('webhook.'));
  const other = replayed.filter(({ id, body }) => before.get(id) !== body && JSON.parse(body).data.deletedAt === null).length;
  console.log(`${replayed.length} replayed, of ${items.length - Math.floor(items.length / 2) - 1}; ${other} with another body or id.`);
  return rows.every(row => row.missing + row.foreign + row.otherId + row.outOfOrder + row.brokenChain + row.unverified === 0) && other === 0 && replayed.length >= items.length - Math.floor(items.length / 2) - 1;
}

async function latency() {
  const isEmbedded = option('store', 'embedded') === 'embedded';
  const [rate, seconds] = [Number(option('rate', 200)), Number(option('seconds', 30))];
  const mongo = isEmbedded ? undefined : await startMongo();
  const nodes = [await startNode(mongo)];
  if (!isEmbedded)
    nodes.push(await startNode(mongo));
  const users = await people(nodes.map(node => node.url), 64);
  const backend = caller(nodes[0].url, await tokenOf(nodes[0].url, idOf(0), 'service'));
  const state = await receiver();
  state.secrets.push(expect(await backend('PUT', '/api/v2/webhooks/latency', { url: state.url, types: ['message.created'] }), 201).json.secret);
  // The nodes share the partitions first.
  await wait(5000);
  const answered = new Map();
  const began = performance.now();
  const calls = [];
  for (let i = 0; i < rate * seconds; i++) {
    const pause = began + (i * 1000 / rate) - performance.now();
    if (pause > 0)
      await wait(pause);
    const user = users[i % users.length];
    calls.push(user.call('POST', '/api/v2/messages', { type: 'text', targetUserId: users[(i % users.length) ^ 1].id, content: `${i}` }, { 'Idempotency-Key': `latency-${i}` })
      .then(answer => answered.set(expect(answer, 201).json._id, Date.now())));
  }

  await Promise.all(calls);
  await wait(3000);
  // Not the first second, in which connections are made.
  const times = state.taken.slice(rate).map(({ at, body }) => at - answered.get(JSON.parse(body).data._id)).toSorted((one, other) => one - other);
  console.log(`${option('store', 'embedded')}, ${rate} texts/s: ${state.taken.length} of ${rate * seconds} taken, from the 201 to the receiver p50 ${percentile(times, 0.5)} ms, p99 ${percentile(times, 0.99)} ms, longest ${times.at(-1)} ms`);
  return state.taken.length === rate * seconds;
}

try {
  process.exitCode = await { chaos, latency }[part]() ? 0 : 1;
} finally {
  await endAll();
}
