// What is done to every request of Swagger UI before it goes out, and what was sent in the end.

/** The name of a header as it was written, whatever its case. */
const headerNamed = (headers, name) => Object.keys(headers).find(header => header.toLowerCase() === name.toLowerCase());

/** How long a stream of events is listened to. It never ends by itself, and Swagger UI shows no answer before its end. */
const LISTEN_MS = 5_000;

async function fetchForAWhile(url, request) {
  const leave = new AbortController();
  const answer = await fetch(url, { ...request, signal: leave.signal });
  if (!answer.headers.get('Content-Type')?.startsWith('text/event-stream'))
    return answer;
  setTimeout(() => leave.abort(), LISTEN_MS);
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (const reader = answer.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done)
        break;
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    if (error.name !== 'AbortError')
      throw error;
  }

  return new Response(text, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
}

export class Requests {
  constructor(session, guard) {
    this.session = session;
    this.guard = guard;
    this.sent = new Map();
  }

  /** Swagger UI's requestInterceptor. */
  intercept(request) {
    // The document itself: from the own server, without a token.
    if (request.loadSpec)
      return request;
    const method = (request.method ?? 'GET').toUpperCase();
    if (!this.session.reaches(request.url))
      throw new Error(`Not sent: ${request.url} is not on the selected server.`);
    this.guard.pass(method, request.url);

    const headers = { ...request.headers };
    delete headers[headerNamed(headers, 'Authorization') ?? ''];
    if (this.session.token)
      headers.Authorization = `Bearer ${this.session.token}`;
    if (this.session.language && !headerNamed(headers, 'X-Language'))
      headers['X-Language'] = this.session.language;
    request.headers = headers;
    request.userFetch = fetchForAWhile;
    this.sent.set(`${method} ${request.url}`, { method, url: request.url, headers, body: request.body });
    return request;
  }

  /** The latest call of this method to this address. */
  find(method, url) {
    return this.sent.get(`${method.toUpperCase()} ${url}`);
  }
}
