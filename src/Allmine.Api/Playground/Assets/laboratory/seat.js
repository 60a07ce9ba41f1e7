// One of the two places of the laboratory: whose token is there. It is kept as the reference's is, for one server and in this tab alone.

import { personOf, subjectOf } from '../state/person.js';

/** A token that is refused so soon after it was fetched is refused for good. */
const FRESH_MS = 10_000;

export class Seat {
  #fetchedAt = -Infinity;

  /** @param {number} index 0 or 1: the seeded user who sits there unless somebody else is put there. */
  constructor(session, index) {
    this.session = session;
    this.index = index;
    this.place = `laboratory ${index + 1}`;
  }

  get token() {
    return this.session.tokenAt(this.place);
  }

  set token(text) {
    this.session.keepToken(this.place, text);
  }

  get person() {
    return personOf(this.token, this.session.seeded);
  }

  /** Whose token it is, as it says itself; null if it doesn't. */
  get userId() {
    return subjectOf(this.token);
  }

  get #seeded() {
    return this.session.users[this.index] ?? null;
  }

  /** Whether a token can be had for the asking: of the seeded user, as long as nobody has put another one there, or taken it away. */
  get isSeeded() {
    return this.#seeded !== null && (this.token ? this.userId === this.#seeded.id : !this.session.isEmptied(this.place));
  }

  /** Whether another token is to be had for one that was refused. */
  get canRenew() {
    return this.isSeeded && performance.now() - this.#fetchedAt > FRESH_MS;
  }

  fetchToken() {
    this.#fetchedAt = performance.now();
    return this.session.become(this.#seeded, this.place);
  }

  /** The name of a user for people: that of the seed as it is written, or else the user's own. */
  nameOf(user) {
    return this.session.seeded.find(({ id }) => id === user._id)?.displayName ?? user.username ?? user._id;
  }
}
