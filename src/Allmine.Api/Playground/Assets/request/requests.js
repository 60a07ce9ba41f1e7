// The one way from the page to a server: every call passes the gate here, and is read here.

/** How long a stream of events is listened to. It never ends by itself. */
export const LISTEN_MS = 5_000;

/** No server's token: what is sent on purpose to be refused. */
export const WRONG_TOKEN = 'Bearer not-a-token';

const isStream = answer => answer.headers.get('Content-Type')?.startsWith('text/event-stream');

/** What the page itself has refused: nothing of it has left. */
export class NotSent extends Error {
  constructor(why) {
    super(`Not sent: ${why}`);
  }
}

function areWritable(headers) {
  try {
    return Boolean(new Headers(headers));
  } catch {
    return false;
  }
}

export class Requests {
  constructor(session, guard) {
    this.session = session;
    this.guard = guard;
  }

  /**
   * Throws unless the call may go out: to the selected server, with that server's token or none, and confirmed if it has to be; and unless it can:
   * what a header can't hold would look like an answer that was lost.
   */
  admit(call) {
    if (!this.session.reaches(call.url))
      throw new NotSent(`${call.url} is not on the selected server.`);
    const given = Object.entries(call.headers).filter(([name]) => name.toLowerCase() === 'authorization').map(([, value]) => value);
    if (given.some(value => value !== WRONG_TOKEN && !this.session.tokens.some(token => value === `Bearer ${token}`)))
      throw new NotSent('the token is not that of the selected server.');
    if (!areWritable(call.headers))
      throw new NotSent('the token or another header has a character that no header can have.');
    this.guard.pass(call);
  }

  /** Sends it; what is answered is the caller's to read. */
  open(call, signal) {
    this.admit(call);
    return fetch(call.url, { method: call.method, headers: call.headers, body: call.body, signal });
  }

  /**
   * Sends it and reads the answer: { status, statusText, headers, text, milliseconds }.
   * @param {(answer: object) => void} hear Gets what has come so far of a stream.
   */
  async send(call, hear = () => {}) {
    const begun = performance.now();
    const leave = new AbortController();
    const answer = await this.open(call, leave.signal);
    const head = {
      status: answer.status, statusText: answer.statusText, headers: [...answer.headers], milliseconds: Math.round(performance.now() - begun),
    };
    if (!isStream(answer))
      return { ...head, text: await answer.text() };
    setTimeout(() => leave.abort(), LISTEN_MS);
    return { ...head, text: await listen(answer, text => hear({ ...head, text, isOpen: true })) };
  }
}

async function listen(answer, hear) {
  const decoder = new TextDecoder();
  let text = '';
  hear(text);
  try {
    for (const reader = answer.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done)
        break;
      text += decoder.decode(value, { stream: true });
      hear(text);
    }
  } catch (error) {
    if (error.name !== 'AbortError')
      throw error;
  }

  return text;
}
