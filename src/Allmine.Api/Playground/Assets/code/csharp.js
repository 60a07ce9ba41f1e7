// The call in C#, with the HttpClient of .NET.

const quoted = text => JSON.stringify(String(text)).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

const methodName = method => method.charAt(0) + method.slice(1).toLowerCase();

/** A text over several lines, in as many quotation marks as it needs. */
function raw(text) {
  const longest = Math.max(2, ...[...text.matchAll(/"+/g)].map(([marks]) => marks.length));
  const marks = '"'.repeat(longest + 1);
  return `${marks}\n${text}\n${marks}`;
}

function contentLines(body) {
  if (!(body instanceof FormData))
    return [`request.Content = new StringContent(${/^[\t\n -\uffff]*$/.test(body) ? raw(body) : quoted(body)}, Encoding.UTF8, "application/json");`];
  return ['var form = new MultipartFormDataContent();', ...[...body].map(([name, value]) => value instanceof File
    ? `form.Add(new StreamContent(File.OpenRead(${quoted(value.name)})), ${quoted(name)}, ${quoted(value.name)});`
    : `form.Add(new StringContent(${quoted(value)}), ${quoted(name)});`), 'request.Content = form;'];
}

export function csharpOf({ method, url, headers, body }) {
  const hasText = typeof body === 'string';
  return [
    ...(hasText ? ['using System.Text;', ''] : []),
    'using var client = new HttpClient();',
    `using var request = new HttpRequestMessage(HttpMethod.${methodName(method)}, ${quoted(url)});`,
    // The type of the body belongs to the body.
    ...Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-type')
      .map(([name, value]) => `request.Headers.Add(${quoted(name)}, ${quoted(value)});`),
    ...(body === undefined ? [] : contentLines(body)),
    'using var answer = await client.SendAsync(request);',
    'Console.WriteLine((int)answer.StatusCode);',
    'Console.WriteLine(await answer.Content.ReadAsStringAsync());',
  ].join('\n');
}
