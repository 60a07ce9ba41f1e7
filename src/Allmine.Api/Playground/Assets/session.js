// What the page knows while its tab is open: the selected server, a token for each server, the language, the keys.
// Tokens are in the session storage alone. Each belongs to one server and is never sent to another.

const storage = window.sessionStorage;
/** The server that serves the page is known by the address that the page was opened at, behind whatever proxy. */
const reachable = server => ({ ...server, documentUrl: server.url, url: server.isOwnOrigin ? location.origin : server.url });

const tokenName = server => `allmine.token ${server.url}`;

/** People paste what they have; what goes into the header is the token alone. */
export const bareToken = text => text.trim().replace(/^(bearer\s+)+/i, '');

export class Session {
  constructor(configuration) {
    this.servers = configuration.servers.map(reachable);
    this.selected = this.servers[0];
    this.keepKey = false;
    this.lastKey = null;
    this.listeners = [];
  }

  /** Calls back now and after each change. */
  watch(listener) {
    this.listeners.push(listener);
    listener();
  }

  changed() {
    this.listeners.forEach(listener => listener());
  }

  select(server) {
    this.selected = server;
    this.changed();
  }

  get token() {
    return storage.getItem(tokenName(this.selected)) ?? '';
  }

  set token(text) {
    const token = bareToken(text);
    if (token)
      storage.setItem(tokenName(this.selected), token);
    else
      storage.removeItem(tokenName(this.selected));
    this.changed();
  }

  get language() {
    return storage.getItem('allmine.language') ?? '';
  }

  set language(language) {
    storage.setItem('allmine.language', language);
  }

  /** Whether the address is one of the selected server. */
  reaches(address) {
    const [url, base] = [new URL(address, location.href), new URL(this.selected.url, location.href)];
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return url.origin === base.origin && url.pathname.startsWith(folder);
  }
}
