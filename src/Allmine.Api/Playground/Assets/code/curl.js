// The call that was made, as a command for a shell.

const quoted = text => `'${String(text).replaceAll("'", "'\\''")}'`;

/** curl has a syntax of its own for names in -F. */
const inForm = text => `"${String(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function bodyOf(body) {
  if (body instanceof FormData) {
    return [...body].map(([name, value]) => value instanceof File
      ? `-F ${quoted(`${name}=@${inForm(value.name)}${value.type ? `;type=${value.type}` : ''}`)}`
      : `--form-string ${quoted(`${name}=${value}`)}`);
  }

  return body === undefined || body === null || body === '' ? [] : [`--data-raw ${quoted(typeof body === 'string' ? body : JSON.stringify(body))}`];
}

export function curlOf({ method, url, headers, body }) {
  const isForm = body instanceof FormData;
  const lines = Object.entries(headers)
    // curl itself writes the type of a form, with the boundary.
    .filter(([name]) => !(isForm && name.toLowerCase() === 'content-type'))
    .map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  return [`curl -X ${method} ${quoted(url)}`, ...lines, ...bodyOf(body)].join(' \\\n  ');
}
