// Something that tells when it has changed, and the hook by which a part of the page follows it.

import { useEffect, useReducer } from '../vendor/htm-preact.js';

export class Watched {
  #listeners = new Set();
  #changes = 0;

  /** How often it has changed. */
  get changes() {
    return this.#changes;
  }

  /** Calls back after each change; returns how to stop that. */
  watch(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    this.#changes++;
    [...this.#listeners].forEach(listener => listener());
  }
}

/** Draws the part anew whenever one of these has changed. */
export function useWatched(...watched) {
  const [, again] = useReducer(count => count + 1, 0);
  const drawn = watched.map(one => one.changes);
  useEffect(() => {
    const stops = watched.map(one => one.watch(again));
    // It may have changed after it was drawn and before it is watched.
    if (watched.some((one, i) => one.changes !== drawn[i]))
      again();
    return () => stops.forEach(stop => stop());
  }, watched);
}
