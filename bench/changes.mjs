// What the life of messages costs, and whether followers end in the state that the store has: bench/changes.sh depth|page|followers. See bench/README.md.
import { eventProxy } from '../clients/typescript/test/support/event-proxy.mjs';
import { caller, each, endAll, expect, median, people, startMongo, startService, tokenOf, wait } from './support.mjs';

const [part = 'depth', ...rest] = process.argv.slice(2);
const option = (name, otherwise) => (rest.includes(`--${name}`) ? rest[rest.indexOf(`--${name}`) + 1] : otherwise);

/** Sends so many texts to a chat, in batches. @returns Their ids, in the order of their numbers. */
async function fill(user, target, count) {
  const ids = [];
  for (let at = 0; at < count; at += 500) {
    const items = Array.from({ length: Math.min(500, count - at) }, (_, i) => ({ type: 'text', targetUserId: target.id, content: `Message ${at + i}` }));
    const answer = expect(await user.call('POST', '/api/v2/messages/batch', { items }, { 'Idempotency-Key': `fill-${target.id}-${at}` }), 200).json;
    ids.push(...answer.items.map(({ message }) => message._id));
    fill.chatId = answer.items[0].message.chatId;
  }

  return { chatId: fill.chatId, ids };
}

const react = user => async id => expect(await user.call('PUT', `/api/v2/messages/${id}/reactions/%F0%9F%91%8D`), 200);

/** Medians of calls that take turns, one connection, in milliseconds. */
async function inTurn(call, paths, turns) {
  const times = paths.map(() => []);
  for (let turn = -50; turn < turns; turn++) {
    for (const [i, path] of paths.entries()) {
      const start = performance.now();
      expect(await call('GET', path), 200);
      if (turn >= 0)
        times[i].push(performance.now() - start);
    }
  }

  return times.map(median);
}

/** Pages of changes, in a chat of many messages with many alterations and in one of few: at the start, in the middle, near the end. */
async function depth(url) {
  const [user, few, many, fewAll, manyAll] = await people([url], 5);
  const one = caller(url, await tokenOf(url, user.id), 1);
  const count = Number(option('messages', 1_000_000));
  const rows = [['chat of', 'page', 'ms', 'of many', 'ratio']];
  for (const [small, large, name, total, part] of [[few, many, 'one in ten altered', count, 10], [fewAll, manyAll, 'all altered', count / 10, 1]]) {
    const chats = [];
    for (const [target, size] of [[small, 1000], [large, total]]) {
      const { chatId, ids } = await fill(user, target, size);
      await each(ids.filter((_, i) => i % part === 0), 32, react(user));
      chats.push({ chatId, lastChange: size + size / part });
    }

    for (const [place, after] of [['start', () => 0], ['middle', last => Math.floor(last / 2)], ['near the end', last => last - 50]]) {
      const [shallow, deep] = await inTurn(one, chats.map(({ chatId, lastChange }) => `/api/v2/chats/${chatId}/changes?limit=100&after=${after(lastChange)}`), 300);
      rows.push([`${name}: 1000 and ${total}`, place, shallow.toFixed(3), deep.toFixed(3), (deep / shallow).toFixed(2)]);
    }
  }

  return rows;
}

/** A page of history with reactions and replies beside one without. */
async function page(url) {
  const [user, plain, rich] = await people([url], 3);
  const one = caller(url, await tokenOf(url, user.id), 1);
  const bare = await fill(user, plain, 1000);
  const first = await fill(user, rich, 1);
  const lively = await fillReplies(user, rich, first.ids[0]);
  await each(lively.ids.slice(-100), 16, react(user));
  await each(lively.ids.slice(-100), 16, react(rich));
  await each(lively.ids.slice(-100), 16, async id => expect(await rich.call('PUT', `/api/v2/messages/${id}/reactions/%F0%9F%99%8F`), 200));
  const rows = [['page of 20', 'without', 'with reactions and replies', 'ratio']];
  const paths = [bare, lively].map(({ chatId }) => `/api/v2/messages/chat/${chatId}?limit=20`);
  for (let round = 0; round < 3; round++) {
    const [without, with_] = await inTurn(one, paths, 1000);
    rows.push([`round ${round + 1}`, without.toFixed(3), with_.toFixed(3), (with_ / without).toFixed(3)]);
  }

  rows.push(['bytes', ...(await Promise.all(paths.map(async path => (await one('GET', path)).size))), '']);
  return rows;

  async function fillReplies(sender, target, replyTo) {
    const items = Array.from({ length: 500 }, (_, i) => ({ type: 'text', targetUserId: target.id, content: `Message ${i}`, replyTo }));
    const answer = expect(await sender.call('POST', '/api/v2/messages/batch', { items }, { 'Idempotency-Key': 'replies' }), 200).json;
    return { chatId: answer.items[0].message.chatId, ids: answer.items.map(({ message }) => message._id) };
  }
}

/** Senders on two nodes, a fifth of what they do alters messages; three followers behind proxies that drop, double, delay and cut. */
async function followers() {
  const mongo = await startMongo();
  const urls = [await startService(mongo), await startService(mongo)];
  const { Allmine } = await import('../clients/typescript/dist/esm/index.js');
  const senders = Number(option('senders', 64));
  const seconds = Number(option('seconds', 60));
  const all = await people(urls, senders + 3);
  const created = expect(await all[0].call('POST', '/api/v2/chats', { title: 'All', memberIds: all.slice(1).map(({ id }) => id) }), 201).json;
  const chatId = created._id;
  const abort = new AbortController();
  const proxies = [];
  const followed = await Promise.all(all.slice(senders).map(async (user, i) => {
    let seed = i + 7;
    const proxy = await eventProxy(urls[i % 2], () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31);
    proxies.push(proxy);
    const state = { user, at: 0, resets: 0, told: 0, messages: new Map() };
    const client = new Allmine({ baseUrl: proxy.url, token: await tokenOf(urls[0], user.id) });
    state.loop = (async () => {
      for await (const change of client.chats.follow({ chatId, lastChange: 0, signal: abort.signal })) {
        if (change.reset) {
          state.messages.clear();
          state.resets++;
        } else if (change.change <= state.at) {
          throw new Error(`Change ${change.change} after ${state.at}`);
        }

        state.at = change.change;
        state.told++;
        if (change.message)
          state.messages.set(change.message._id, change.message);
        if (change.reacted)
          state.messages.set(change.reacted.messageId, { ...state.messages.get(change.reacted.messageId), reactions: change.reacted.reactions, change: change.change });
      }
    })().catch(error => { if (!abort.signal.aborted) state.failure = error; });
    return state;
  }));

  const done = { send: 0, edit: 0, react: 0, unreact: 0, pin: 0, unpin: 0, delete: 0, refused: 0, unavailable: 0 };
  const everybodys = [];
  const until = performance.now() + seconds * 1000;
  await Promise.all(all.slice(0, senders).map(async user => {
    const own = [];
    while (performance.now() < until) {
      const act = Math.random() < 0.8 || own.length === 0 ? 'send' : ['edit', 'edit', 'react', 'react', 'unreact', 'delete', ...(user === all[0] ? ['pin', 'unpin'] : ['react', 'edit'])][Math.floor(Math.random() * 8)];
      const id = act === 'edit' || act === 'delete' ? own[Math.floor(Math.random() * own.length)] : everybodys[Math.floor(Math.random() * everybodys.length)];
      const path = `/api/v2/messages/${id}`;
      const answer = act === 'send' ? await user.call('POST', '/api/v2/messages', { type: 'text', chatId, content: `From ${user.id} ${own.length}` })
        : act === 'edit' ? await user.call('PATCH', path, { content: `Edited ${Math.random()}` })
          : act === 'delete' ? await user.call('DELETE', path)
            : await user.call(act.startsWith('un') ? 'DELETE' : 'PUT', act.endsWith('pin') ? `${path}/pin` : `${path}/reactions/%F0%9F%91%8D`);
      if (answer.status >= 500)
        done.unavailable++;
      else if (answer.status >= 400)
        done.refused++;
      else
        done[act]++;
      if (answer.status === 201) {
        own.push(answer.json._id);
        everybodys.push(answer.json._id);
      }
    }
  }));

  const last = expect(await all[0].call('GET', `/api/v2/chats/${chatId}/changes?after=0&limit=1`), 200).json.lastChange;
  const behind = followed.map(({ at }) => last - at);
  const stopped = performance.now();
  // Cut once more, they look at the chat.
  const reminder = setInterval(() => proxies.forEach(proxy => proxy.cut()), 3000);
  while (followed.some(({ at, failure }) => at < last && !failure) && performance.now() - stopped < 240_000)
    await wait(100);
  clearInterval(reminder);
  const caughtUp = (performance.now() - stopped) / 1000;
  abort.abort();
  await Promise.all(followed.map(({ loop }) => loop));

  const rows = [['follower', 'behind at the end', 'told', 'resets', 'faults of its proxy', 'differences']];
  let faults = 0;
  for (const [i, { user, told, resets, messages, failure }] of followed.entries()) {
    let differences = failure ? 1 : 0;
    let seen = 0;
    for (let after = 0, hasMore = true; hasMore;) {
      const read = expect(await user.call('GET', `/api/v2/messages/chat/${chatId}?after=${after}&limit=100`), 200).json;
      for (const message of read.items) {
        const bare = each => JSON.stringify({ ...each, readBy: [], deliveredTo: [] });
        seen++;
        differences += bare(message) === bare(messages.get(message._id)) ? 0 : 1;
      }

      ({ hasMore } = read);
      after = read.items.at(-1)?.sequence ?? after;
    }

    differences += Math.abs(messages.size - seen);
    faults += differences;
    rows.push([i + 1, behind[i], told, resets, JSON.stringify(proxies[i].met), failure ? String(failure) : differences]);
  }

  await Promise.all(proxies.map(proxy => proxy.stop()));
  console.log(`${JSON.stringify(done)}; last change ${last}; all caught up ${caughtUp.toFixed(1)} s after the last send`);
  process.exitCode = faults > 0 ? 1 : 0;
  return rows;
}

try {
  const stores = part === 'followers' ? ['mongodb'] : option('store', 'embedded,mongodb').split(',');
  for (const store of stores) {
    const rows = part === 'followers' ? await followers() : await { depth, page }[part](await startService(store === 'mongodb' ? await startMongo() : undefined));
    console.log(`${part}, ${store}`);
    rows.forEach(row => console.log(`| ${row.join(' | ')} |`));
    await endAll();
  }
} finally {
  await endAll();
}

process.exit();
