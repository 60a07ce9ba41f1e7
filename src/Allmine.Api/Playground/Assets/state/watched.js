// Something that tells when it has changed, and the hook by which a part of the page follows it.

import { useEffect, useReducer } from '../vendor/htm-preact.js';

export class Watched {
  #listeners = new Set();

  /** Calls back after each change; returns how to stop that. */
  watch(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed() {
    [...this.#listeners].forEach(listener => listener());
  }
}

/** Draws the part anew whenever one of these has changed. */
export function useWatched(...watched) {
  const [, again] = useReducer(count => count + 1, 0);
  useEffect(() => {
    const stops = watched.map(one => one.watch(again));
    return () => stops.forEach(stop => stop());
  }, watched);
}
