// The call that was made, in TypeScript with the client.

const camel = name => name.charAt(0).toLowerCase() + name.slice(1);

/** A value as somebody would write it: names without quotation marks where none are needed. */
function literal(value, indent = '') {
  if (value instanceof Code)
    return value.text;
  if (value === null || typeof value !== 'object')
    return JSON.stringify(value);
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map(item => literal(item, deeper))
    : Object.entries(value).map(([name, item]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${literal(item, deeper)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0)
    return open + close;
  const line = `${open} ${parts.join(', ')} ${close}`;
  return line.length + indent.length <= 100 && !line.includes('\n') ? line : `${open}\n${parts.map(part => deeper + part).join(',\n')}\n${indent}${close}`;
}

/** Something that is not a literal: it is written as it stands. */
class Code {
  constructor(text) {
    this.text = text;
  }
}

/** The parts of a form that are no texts: they come as JSON. */
const json = new Set(['creditTransfer', 'metadata', 'silent', 'mentions', 'expect']);

function partOf(name, text) {
  if (!json.has(name))
    return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function fieldsOf(body) {
  if (body instanceof FormData)
    return Object.fromEntries([...body].map(([name, value]) => [name, value instanceof File ? new Code(`await openAsBlob(${JSON.stringify(value.name)})`) : partOf(name, value)]));
  if (typeof body !== 'string' || body === '')
    return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return new Code(JSON.stringify(body));
  }
}

/** The short forms, for bodies that say nothing beyond what they take. */
const shortSends = {
  text: { method: 'sendText', fields: ({ content }) => ({ content }), given: ['content'] },
  media: { method: 'sendMedia', fields: ({ file, content }) => ({ file, ...(content === undefined ? {} : { content }) }), given: ['file'], also: ['content'] },
  credit_transfer: { method: 'sendCredits', fields: ({ creditTransfer }) => ({ amount: creditTransfer.amount }), given: ['creditTransfer'] },
};

function send(body) {
  const short = body instanceof Code ? undefined : shortSends[body?.type];
  if (short) {
    const { type, chatId, targetUserId, ...rest } = body;
    const names = Object.keys(rest);
    const toOne = (chatId === undefined) !== (targetUserId === undefined);
    if (toOne && short.given.every(name => names.includes(name)) && names.every(name => short.given.includes(name) || short.also?.includes(name)))
      return [short.method, { ...(chatId === undefined ? { targetUserId } : { chatId }), ...short.fields(rest) }];
  }

  return ['send', body];
}

/** Calls that the client offers as something to loop over. */
const loops = {
  'GET /api/v2/chats': { name: 'chats.list', item: 'chat' },
  'GET /api/v2/events': { name: 'events', item: 'event' },
  'GET /api/v2/feed/stream': { name: 'feed', item: 'event' },
};

/** Calls that the client has under another name. */
const names = { Feed_Read: 'feedPage' };

/**
 * @param {{ method, url, headers, body }} call What was sent.
 * @param {{ operationId, path, baseUrl }} operation Which operation of the document it is.
 */
export function clientCodeOf(call, { operationId, path, baseUrl }) {
  const header = name => Object.entries(call.headers).find(([written]) => written.toLowerCase() === name)?.[1];
  const [group, name = group] = operationId.split('_').map(camel);
  const url = new URL(call.url);
  const inPath = path.split('/').flatMap((part, index, parts) => {
    const value = url.pathname.split('/').slice(-parts.length)[index];
    return /^\{.+\}$/.test(part) ? [[part.slice(1, -1), decodeURIComponent(value)]] : [];
  });
  const inQuery = [...url.searchParams].map(([key, value]) => [key, /^(true|false|\d+)$/.test(value) ? JSON.parse(value) : value]);
  const body = fieldsOf(call.body);

  let method = name;
  let argument = Object.fromEntries(inPath);
  let options = Object.fromEntries(inQuery);
  if (operationId === 'Messages_Send') {
    [method, argument] = send(body);
  } else if (operationId === 'Files_Upload') {
    argument = body?.file ?? body;
    options = {};
  } else {
    argument = { ...argument, ...options, ...(body instanceof Code ? { body } : body) };
    options = {};
  }

  if (header('idempotency-key'))
    options.idempotencyKey = header('idempotency-key');
  if (header('x-language'))
    options.language = header('x-language');
  // The client gets the bytes of a form's file, which know no name.
  const file = call.body instanceof FormData ? [...call.body.values()].find(value => value instanceof File) : undefined;
  if (file)
    options.fileName = file.name;
  const settings = { baseUrl, ...(header('authorization') ? { token: header('authorization').replace(/^Bearer /, '') } : {}) };
  const isEmpty = value => value === undefined || (typeof value === 'object' && !(value instanceof Code) && Object.keys(value ?? {}).length === 0);
  const parameters = isEmpty(options)
    ? (isEmpty(argument) ? [] : [argument])
    : [argument ?? {}, options];
  const loop = loops[`${call.method} ${path}`];
  const invoked = `allmine.${loop?.name ?? names[operationId] ?? `${group}.${method}`}(${parameters.map(value => literal(value)).join(', ')})`;
  return [
    ...(invoked.includes('openAsBlob(') ? ["import { openAsBlob } from 'node:fs';"] : []),
    "import { Allmine } from '@allmine/client';",
    '',
    `const allmine = new Allmine(${literal(settings)});`,
    loop ? `for await (const ${loop.item} of ${invoked})\n  console.log(${loop.item});` : `const result = await ${invoked};`,
  ].join('\n');
}
