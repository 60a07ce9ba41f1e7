// The calls that were made in this tab, each with its answer, the latest first. What is kept of a call has no token: it is made anew
// from its parts with the token that its person has then.

import { MASK } from '../request/call.js';
import { WRONG_TOKEN } from '../request/requests.js';
import { Watched } from '../state/watched.js';
import { FAULT, isOutcomeUnsure } from './faults.js';
import { masked } from './masks.js';

const NAME = 'allmine.laboratory';

/** So many calls are kept, and so much of each answer. */
const MOST = 50;
const MOST_TEXT = 20_000;

/** Of the calls together, as they lie in the tab's storage. */
const MOST_STORED = 1_000_000;

export class PastCalls extends Watched {
  items = [];

  constructor({ session, guard, requests }) {
    super();
    Object.assign(this, { session, guard, requests });
    this.#restore();
  }

  /**
   * The call that is sent, or shown: { method, url, headers, body }.
   * @param {string} token The token as it is to be written; empty for none.
   */
  #callOf({ method, path, body, key, fault, isWrong }, token, requestId) {
    const { selected, language } = this.session;
    const authorization = isWrong ? WRONG_TOKEN : token && `Bearer ${token}`;
    return {
      method, url: selected.url.replace(/\/$/, '') + path, body,
      headers: {
        ...(typeof body === 'string' && { 'Content-Type': 'application/json' }),
        ...(authorization && { Authorization: authorization }),
        ...(language && { 'X-Language': language }),
        ...(key && { 'Idempotency-Key': key }),
        'X-Request-Id': requestId,
        ...(fault && { [FAULT]: fault }),
      },
    };
  }

  /** Makes a call for a side, and keeps it. Returns it as it is kept then. */
  async make(side, plan) {
    const { session } = this;
    const { selected } = session;
    const requestId = `lab-${crypto.randomUUID()}`;
    const asked = { ...plan, fault: session.hasFaults ? plan.fault : undefined };
    const call = this.#callOf(asked, asked.isOpen ? '' : side.seat.token, requestId);
    if (this.guard.holds(call.method) && !await this.guard.confirm(call, side.seat.person))
      return null;
    const item = {
      id: requestId, requestId, plan: asked, side: side.seat.index, name: side.name ?? '', server: selected.name, at: new Date().toISOString(), isUnderWay: true,
      shown: { ...call, headers: { ...call.headers, ...(call.headers.Authorization && !asked.isWrong && { Authorization: `Bearer ${MASK}` }) } },
    };
    this.items = [item, ...this.items].slice(0, MOST);
    this.changed();
    const begun = performance.now();
    try {
      const { status, statusText, headers, text } = await this.requests.send(call);
      item.answer = { status, statusText, headers, ...this.#readable(text) };
      item.body = parsed(text);
    } catch (error) {
      item.failure = error.message;
      // What the page itself has refused never left it.
      item.isLost = error instanceof TypeError;
    }

    item.milliseconds = Math.round(performance.now() - begun);
    item.isUnderWay = false;
    this.#store();
    this.changed();
    return item;
  }

  #readable(text) {
    const json = parsed(text);
    const shown = masked(json === undefined ? text : JSON.stringify(json, null, 2), this.session);
    return { text: shown.slice(0, MOST_TEXT), isCut: shown.length > MOST_TEXT };
  }

  /** The same once more, without its fault. */
  repeat(side, { plan }) {
    return this.make(side, { ...plan, fault: undefined });
  }

  /** The same as a new one, without its fault. */
  renew(side, { plan }) {
    return this.make(side, { ...plan, fault: undefined, key: plan.key && crypto.randomUUID() });
  }

  /** The latest call of a side. */
  latest(index) {
    return this.items.find(({ side }) => side === index);
  }

  /** The latest call of a side that has a key. */
  latestWithKey(index) {
    return this.items.find(({ side, plan, isGone }) => side === index && plan.key && !isGone);
  }

  clear() {
    this.items = this.items.filter(({ isUnderWay }) => isUnderWay);
    this.#store();
    this.changed();
  }

  /** What has a file can't be kept beyond the page: its other parts are. */
  #store() {
    const kept = this.items.filter(({ isUnderWay }) => !isUnderWay).map(({ body, plan, shown, ...rest }) => ({
      ...rest, isGone: rest.isGone ?? plan.body instanceof FormData, plan: withoutForm(plan), shown: withoutForm(shown),
    }));
    let text = masked(JSON.stringify(kept), this.session);
    while (text.length > MOST_STORED) {
      kept.splice(Math.floor(kept.length / 2));
      text = masked(JSON.stringify(kept), this.session);
    }

    try {
      sessionStorage.setItem(NAME, text);
    } catch {
      // A full storage: this page goes on without.
    }
  }

  #restore() {
    try {
      this.items = JSON.parse(sessionStorage.getItem(NAME)) ?? [];
    } catch {
      this.items = [];
    }
  }
}

const withoutForm = call => (call.body instanceof FormData
  ? { ...call, body: [...call.body].map(([name, value]) => `${name}: ${value instanceof File ? value.name : value}`).join('\n') }
  : call);

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether only the same key can tell what has become of it. */
export const isUnsure = ({ isLost, answer, plan }) => Boolean(plan.key) && (isLost || isOutcomeUnsure(answer?.status));
