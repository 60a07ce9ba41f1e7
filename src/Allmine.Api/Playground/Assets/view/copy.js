// A button that copies a text, and says so.

import { html, useState } from '../vendor/htm-preact.js';

export function CopyButton({ text, label, children = 'Copy' }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<button type="button" class="quiet" aria-label=${label} onClick=${copy}>${isDone ? 'Copied' : children}</button>`;
}
