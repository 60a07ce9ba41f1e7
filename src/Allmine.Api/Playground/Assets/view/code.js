// Code in colours.

import { highlight } from '../code/highlight.js';
import { html, useMemo } from '../vendor/htm-preact.js';

export function Code({ text, language, label }) {
  const parts = useMemo(() => highlight(text, language), [text, language]);
  return html`<pre class="code" tabindex="0" aria-label=${label}><code>${parts.map(([kind, part]) => (kind ? html`<span class=${`t-${kind}`}>${part}</span>` : part))}</code></pre>`;
}
