// Stands between "Send" and the network while a server of Production is selected: a call that changes data goes out
// once for each time that somebody has confirmed it, exactly as it was shown to them, and not otherwise.

import { described } from '../state/person.js';

const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

export const changesData = method => !reading.has(method.toUpperCase());

/** The body of a call for people to read. */
export function bodyText(body) {
  if (body instanceof FormData)
    return [...body].map(([name, value]) => `${name}: ${value instanceof File ? `${value.name} (${value.size.toLocaleString('en')} bytes)` : value}`).join('\n');
  return body || 'no body';
}

export class Guard {
  #permit = null;
  #answer = () => {};

  constructor(session, dialog) {
    this.session = session;
    this.dialog = dialog;
    dialog.querySelector('#cancel-call').addEventListener('click', () => dialog.close('cancel'));
    dialog.querySelector('#confirm-call').addEventListener('click', () => dialog.close('send'));
    // Escape closes it with no value, which is a cancellation.
    dialog.addEventListener('close', () => this.#answer(dialog.returnValue === 'send'));
    // Another server, another person: what was confirmed is not what would go out.
    session.watch(() => {
      this.#permit = null;
      if (dialog.open)
        dialog.close('cancel');
    });
  }

  /** Whether this call has to be confirmed. */
  holds(method) {
    return this.session.selected.isProduction && changesData(method);
  }

  /** Shows who does what where, asks, and remembers a yes for this very call. */
  async confirm(call, person = this.session.person) {
    const { dialog, session } = this;
    this.#permit = null;
    const texts = {
      'server-name': session.selected.name, 'server-url': session.selected.url, person: described(person),
      call: `${call.method.toUpperCase()} ${call.url.slice(session.selected.url.replace(/\/$/, '').length)}`, body: bodyText(call.body),
    };
    for (const [name, text] of Object.entries(texts))
      dialog.querySelectorAll(`[data-${name}]`).forEach(element => { element.textContent = text; });
    dialog.returnValue = 'cancel';
    dialog.showModal();
    const confirmed = await new Promise(resolve => { this.#answer = resolve; });
    if (confirmed)
      this.#permit = call;
    return confirmed;
  }

  /** The last gate: throws unless the call may go out, and uses its permit up. */
  pass(call) {
    const permit = this.#permit;
    this.#permit = null;
    if (this.holds(call.method) && permit !== call)
      throw new Error('Not sent: the call changes data on Production and was not confirmed.');
  }
}
