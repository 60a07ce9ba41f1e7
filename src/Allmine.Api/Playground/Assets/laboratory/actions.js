// What each button sends: { method, path, body, key, fault, isWrong }. The person's token is no part of it.

import { drawPhoto } from './photo.js';

export const CREDITS = 25;
export const SLOW_MS = 1_500;
const THUMB = '👍';

/** The most that one transfer may move. */
const MOST_CREDITS = 1_000_000;

/** The faults, by the buttons that ask for them. */
export const faults = { lose: 'lose-answer', unavailable: 'store-unavailable', conflict: 'conflict', slow: `slow:${SLOW_MS}` };

const send = (side, body) => ({
  method: 'POST', path: '/api/v2/messages', key: crypto.randomUUID(), body: JSON.stringify({ ...body, ...(side.partnerId && { targetUserId: side.partnerId }) }),
});

const text = (side, content) => send(side, { type: 'text', content });

const credits = (side, amount) => send(side, { type: 'credit_transfer', creditTransfer: { amount } });

/** A file goes as a form, with the words as its caption. */
export function sendFile(side, file, caption) {
  const form = new FormData();
  form.append('type', 'media');
  if (side.partnerId)
    form.append('targetUserId', side.partnerId);
  if (caption)
    form.append('content', caption);
  form.append('file', file);
  return { method: 'POST', path: '/api/v2/messages', key: crypto.randomUUID(), body: form };
}

const textOf = (side, words, texts) =>
  text(side, words || texts.firstText(side.partnerId ? side.nameOf(side.partnerId) : '', new Date().toLocaleTimeString('en-GB')));

/** What a send of each kind is, for the person and the words of the field. */
export const sends = {
  text: textOf,
  credits: side => credits(side, CREDITS),
  photo: async (side, words) => sendFile(side, await drawPhoto(), words),
};

/** What is done to the chat, or to the other person. */
export const acts = {
  read: side => ({ method: 'POST', path: `/api/v2/messages/chat/${side.chat._id}/read`, body: JSON.stringify({ sequence: side.messages.last?.sequence ?? 0 }) }),
  block: side => ({ method: side.blocks ? 'DELETE' : 'PUT', path: `/api/v2/blocks/${side.partnerId}` }),
  long: side => text(side, 'ğ'.repeat(5_001)),
  wrong: (side, words, texts) => ({ ...textOf(side, words, texts), isWrong: true }),
  poor: side => credits(side, Math.min((side.balance ?? 0) + 1, MOST_CREDITS)),
};

/** What is done with one message. */
export const onMessage = {
  reply: (side, message, words, texts) => send(side, { type: 'text', content: words || texts.firstReply, replyTo: message._id }),
  edit: (side, message, words, texts) => ({
    method: 'PATCH', path: `/api/v2/messages/${message._id}`, body: JSON.stringify({ content: words || texts.afterEdit(message.content ?? '').slice(0, 5_000) }),
  }),
  react: (side, message) => ({
    method: message.reactions.some(({ emoji, mine }) => emoji === THUMB && mine) ? 'DELETE' : 'PUT', path: `/api/v2/messages/${message._id}/reactions/${encodeURIComponent(THUMB)}`,
  }),
  remove: (side, message) => ({ method: 'DELETE', path: `/api/v2/messages/${message._id}` }),
};
