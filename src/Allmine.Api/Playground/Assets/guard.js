// Stands between "Execute" and the network while a server of Production is selected: a call that changes data goes out
// once for each time that somebody has confirmed it, and not otherwise.

const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Whether the address is one of the path, as the document writes it: /chats/{chatId}. */
function isOf(path, url) {
  const parts = path.split('/');
  const given = new URL(url, location.href).pathname.split('/').slice(-parts.length);
  return parts.every((part, index) => /^\{.+\}$/.test(part) || part === given[index]);
}

export const changesData = method => !reading.has(method.toUpperCase());

export class Guard {
  constructor(session, dialog) {
    this.session = session;
    this.dialog = dialog;
    this.permit = null;
    this.answer = () => {};
    dialog.querySelector('#cancel-call').addEventListener('click', () => dialog.close('cancel'));
    dialog.querySelector('#confirm-call').addEventListener('click', () => dialog.close('send'));
    // Escape closes it with no value, which is a cancellation.
    dialog.addEventListener('close', () => this.answer(dialog.returnValue === 'send'));
    session.watch(() => { this.permit = null; });
  }

  /** Whether this call has to be confirmed. */
  holds(method) {
    return this.session.selected.isProduction && changesData(method);
  }

  /** Asks, and remembers a yes for one call. */
  async confirm(method, path) {
    const { dialog, session } = this;
    this.permit = null;
    for (const [name, text] of [['server-name', session.selected.name], ['server-url', session.selected.url], ['call', `${method.toUpperCase()} ${path}`]])
      dialog.querySelectorAll(`[data-${name}]`).forEach(element => { element.textContent = text; });
    dialog.returnValue = 'cancel';
    dialog.showModal();
    const confirmed = await new Promise(resolve => { this.answer = resolve; });
    if (confirmed)
      this.permit = { method: method.toUpperCase(), path, server: session.selected };
    return confirmed;
  }

  /** The last gate: throws unless the call may go out, and uses its permit up. */
  pass(method, url) {
    const permit = this.permit;
    this.permit = null;
    if (this.holds(method) && !(permit?.method === method.toUpperCase() && permit.server === this.session.selected && isOf(permit.path, url)))
      throw new Error('Not sent: the call changes data on Production and was not confirmed.');
  }
}
