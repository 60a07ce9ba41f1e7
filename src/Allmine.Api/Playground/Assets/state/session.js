// What the page knows while its tab is open: the selected server, a token for each server, the language, the keys.
// Tokens are in the session storage alone. Each belongs to one server and is never sent to another.

import { personOf } from './person.js';
import { Watched } from './watched.js';

const storage = window.sessionStorage;

/** The server that serves the page is known by the address that the page was opened at, behind whatever proxy. */
const reachable = server => ({ ...server, url: server.isOwnOrigin ? location.origin : server.url });

const tokenName = server => `allmine.token ${server.url}`;

/** People paste what they have; what goes into the header is the token alone. */
export const bareToken = text => text.trim().replace(/^(bearer\s+)+/i, '');

export class Session extends Watched {
  /** Servers for which somebody has said that no token is to be sent. */
  #withoutToken = new Set();

  constructor({ servers, users = [], tokenUrl = null }) {
    super();
    this.servers = servers.map(reachable);
    this.selected = this.servers[0];
    this.seeded = users;
    this.tokenUrl = tokenUrl;
    this.keepKey = false;
    this.lastKey = null;
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
    if (token) {
      storage.setItem(tokenName(this.selected), token);
      this.#withoutToken.delete(this.selected);
    } else {
      storage.removeItem(tokenName(this.selected));
      this.#withoutToken.add(this.selected);
    }

    this.changed();
  }

  get person() {
    return personOf(this.token, this.seeded);
  }

  /** Those for whom the selected server gives a token for the asking: itself in Development alone. */
  get users() {
    return this.selected.isOwnOrigin ? this.seeded : [];
  }

  /** Who a call is made for while there is no token: the first of them, unless somebody wants to call without. */
  get firstUser() {
    return this.token || this.#withoutToken.has(this.selected) ? null : this.users[0] ?? null;
  }

  /** Fetches a token for a person of the development data. Throws an Error if the service gives none. */
  async become(user) {
    const server = this.selected;
    const answer = await fetch(this.tokenUrl, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userId: user.id }),
    });
    if (!answer.ok)
      throw new Error(`The service answered ${answer.status}: no token for ${user.name}.`);
    const { accessToken } = await answer.json();
    // Whoever has chosen another server meanwhile does not get this one's token there.
    if (this.selected === server)
      this.token = accessToken;
  }

  get language() {
    return storage.getItem('allmine.language') ?? '';
  }

  set language(language) {
    storage.setItem('allmine.language', language);
    this.changed();
  }

  /** Whether the address is one of the selected server. */
  reaches(address) {
    const [url, base] = [new URL(address, location.href), new URL(this.selected.url, location.href)];
    const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return url.origin === base.origin && url.pathname.startsWith(folder);
  }
}
