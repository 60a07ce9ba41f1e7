// What the page knows while its tab is open: the selected server, a token for each server, the language, the keys.
// Tokens are in the session storage alone. Each belongs to one server and is never sent to another.

import { personOf } from './person.js';
import { Watched } from './watched.js';

const storage = window.sessionStorage;

/** The server that serves the page is known by the address that the page was opened at, behind whatever proxy. */
const reachable = server => ({ ...server, url: server.isOwnOrigin ? location.origin : server.url });

/** A token is kept at a place of its server: that of the reference has no name, the sides of the laboratory have one each. */
const tokenName = (server, place) => `allmine.token ${place && `${place} `}${server.url}`;

/** People paste what they have; what goes into the header is the token alone. */
export const bareToken = text => text.trim().replace(/^(bearer\s+)+/i, '');

export class Session extends Watched {
  /** Places for which somebody has said that no token is to be sent. */
  #withoutToken = new Set();
  #places = new Set(['']);

  constructor({ servers, users = [], tokenUrl = null, faults = false, resetUrl = null }) {
    super();
    this.servers = servers.map(reachable);
    this.selected = this.servers[0];
    this.seeded = users;
    this.tokenUrl = tokenUrl;
    this.offered = { faults, resetUrl };
    this.keepKey = false;
    this.lastKey = null;
  }

  select(server) {
    this.selected = server;
    this.changed();
  }

  get token() {
    return this.tokenAt('');
  }

  set token(text) {
    this.keepToken('', text);
  }

  /** The token at a place of the selected server; empty for none. */
  tokenAt(place) {
    this.#places.add(place);
    return storage.getItem(tokenName(this.selected, place)) ?? '';
  }

  keepToken(place, text) {
    const token = bareToken(text);
    const name = tokenName(this.selected, place);
    if (token) {
      storage.setItem(name, token);
      this.#withoutToken.delete(name);
    } else {
      storage.removeItem(name);
      this.#withoutToken.add(name);
    }

    this.changed();
  }

  /** Whether somebody wants calls from a place to go out without a token. */
  isEmptied(place) {
    return this.#withoutToken.has(tokenName(this.selected, place));
  }

  /** All tokens of the selected server. */
  get tokens() {
    return [...this.#places].map(place => this.tokenAt(place)).filter(Boolean);
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
    return this.token || this.isEmptied('') ? null : this.users[0] ?? null;
  }

  /** Fetches a token for a person of the development data. Throws an Error if the service gives none. */
  async become(user, place = '') {
    const server = this.selected;
    const answer = await fetch(this.tokenUrl, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ userId: user.id }),
    });
    if (!answer.ok)
      throw new Error(`The service answered ${answer.status}: no token for ${user.name}.`);
    const { accessToken } = await answer.json();
    // Whoever has chosen another server meanwhile does not get this one's token there.
    if (this.selected === server)
      this.keepToken(place, accessToken);
  }

  /** Whether the selected server makes faults for the asking: the one that serves the page, where it says so. */
  get hasFaults() {
    const { isOwnOrigin, isProduction } = this.selected;
    return this.offered.faults && isOwnOrigin && !isProduction;
  }

  /** Where the data of the selected server are begun anew; null where they can't be. */
  get resetPath() {
    const { isOwnOrigin, isProduction } = this.selected;
    return isOwnOrigin && !isProduction ? this.offered.resetUrl : null;
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
