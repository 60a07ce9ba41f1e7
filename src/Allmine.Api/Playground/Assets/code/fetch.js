// The call in JavaScript, without a library.

const quoted = text => JSON.stringify(String(text));

function bodyLines(body) {
  if (body instanceof FormData) {
    return ['const body = new FormData();', ...[...body].map(([name, value]) => value instanceof File
      ? `body.append(${quoted(name)}, await openAsBlob(${quoted(value.name)}), ${quoted(value.name)});`
      : `body.append(${quoted(name)}, ${quoted(value)});`)];
  }

  try {
    // As an object it can be changed more easily than as a text.
    return [`const body = JSON.stringify(${JSON.stringify(JSON.parse(body), null, 2)});`];
  } catch {
    return [`const body = ${quoted(body)};`];
  }
}

export function fetchOf({ method, url, headers, body }) {
  const isForm = body instanceof FormData;
  const hasBody = body !== undefined;
  const hasFile = isForm && [...body.values()].some(value => value instanceof File);
  return [
    ...(hasFile ? ["import { openAsBlob } from 'node:fs';", ''] : []),
    ...(hasBody ? bodyLines(body) : []),
    `const answer = await fetch(${quoted(url)}, {`,
    `  method: ${quoted(method)},`,
    '  headers: {',
    ...Object.entries(headers).map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},`),
    '  },',
    ...(hasBody ? ['  body,'] : []),
    '});',
    'console.log(answer.status, await answer.text());',
  ].join('\n');
}
