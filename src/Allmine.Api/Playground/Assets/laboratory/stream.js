// The live events of one person: a stream that is read with fetch, which can carry a token, and opened again where it was when it ends.

import { NotSent } from '../request/requests.js';

/** A sign of life comes every 15 seconds: three times that without one, and the connection is taken for dead. */
const SILENCE_MS = 45_000;

const LONGEST_WAIT_MS = 10_000;

/** One that has lasted so long was a good one: what ends it is the first failure. */
const GOOD_MS = 5_000;

/** Reads text/event-stream from pieces, wherever they were cut: { id, name, data }. */
export class EventReader {
  /** The last id that came complete. */
  id = null;

  #rest = '';
  #block = { data: [] };

  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.flatMap(line => this.#read(line));
  }

  #read(line) {
    if (line === '')
      return this.#complete();
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
    if (field === 'data')
      this.#block.data.push(value);
    else if (field === 'event' || field === 'id')
      this.#block[field] = value;
    return [];
  }

  #complete() {
    const { id, event, data } = this.#block;
    this.#block = { data: [] };
    this.id = id ?? this.id;
    return data.length > 0 || event ? [{ id: this.id, name: event ?? 'message', data: data.join('\n') }] : [];
  }
}

export class Stream {
  #leave = new AbortController();
  #lastId = null;

  /**
   * @param {(headers: object, signal: AbortSignal) => Promise<Response>} open Asks for the stream.
   * @param {{ opened, heard, waiting, refused, notSent }} listener `opened(isFirst)`, `heard(event)`, `waiting()`, and `refused(status)`, which
   * says whether to try again; or, for a stream that the page itself has refused to ask for, `notSent(why)`.
   */
  constructor(open, listener) {
    this.open = open;
    this.listener = listener;
    this.#listen();
  }

  stop() {
    this.#leave.abort();
  }

  async #listen() {
    const { signal } = this.#leave;
    for (let failures = 0, isFirst = true; !signal.aborted;) {
      let opened = Infinity;
      try {
        const answer = await this.open(this.#lastId ? { 'Last-Event-ID': this.#lastId } : {}, signal);
        if (!answer.ok) {
          if (answer.status < 500 && answer.status !== 429 && !await this.listener.refused(answer.status))
            return;
          throw new Error(`The service answered ${answer.status}.`);
        }

        opened = performance.now();
        this.listener.opened(isFirst);
        isFirst = false;
        await this.#read(answer.body.getReader());
      } catch (error) {
        if (error instanceof NotSent)
          return this.listener.notSent(error.message);
        // Cut off, or not there: it is opened again.
      }

      if (signal.aborted)
        return;
      if (performance.now() - opened > GOOD_MS)
        failures = 0;
      this.listener.waiting();
      await pause(Math.min(250 * 2 ** failures++, LONGEST_WAIT_MS), signal);
    }
  }

  async #read(reader) {
    const decoder = new TextDecoder();
    const events = new EventReader();
    for (;;) {
      const timer = setTimeout(() => reader.cancel(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done)
        return;
      const heard = events.push(decoder.decode(value, { stream: true }));
      this.#lastId = events.id ?? this.#lastId;
      heard.forEach(event => this.listener.heard(event));
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
