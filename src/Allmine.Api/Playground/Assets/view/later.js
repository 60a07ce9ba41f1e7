// A page whose modules are fetched when it is opened for the first time: the others don't wait for them.

import { html, useEffect, useReducer, useState } from '../vendor/htm-preact.js';

/** @param {() => Promise<Function>} load Fetches the view. */
export function later(load) {
  let loaded = null;
  return function Later(properties) {
    const [, shown] = useReducer(count => count + 1, 0);
    const [failure, setFailure] = useState('');
    useEffect(() => {
      if (loaded)
        return;
      load().then(view => {
        loaded = view;
        shown();
      }, error => setFailure(error.message));
    }, []);
    if (loaded)
      return html`<${loaded} ...${properties} />`;
    return html`<p class=${failure ? 'failure loading' : 'hint loading'} role="status">${failure || 'Loading …'}</p>`;
  };
}
