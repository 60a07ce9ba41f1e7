// Two answers beside each other, line by line.

import { html } from '../../vendor/htm-preact.js';
import { compared } from '../../laboratory/compare.js';
import { answerLines, pathOf } from '../../laboratory/report.js';

const marks = { same: ' ', first: '-', second: '+' };

export function Comparison({ pair, texts }) {
  // The earlier call is the first.
  const [first, second] = [...pair].sort((one, other) => (one.at < other.at ? -1 : 1));
  const lines = compared(answerLines(first), answerLines(second));
  const named = item => `${item.plan.method} ${pathOf(item)}, ${new Date(item.at).toLocaleTimeString('en-GB')}`;
  return html`
    <div class="comparison">
      <h4 id="comparison-title">${texts.comparison}</h4>
      <p class="hint">${lines.every(([kind]) => kind === 'same') ? texts.same : html`− ${texts.onlyFirst} (${named(first)}), + ${texts.onlySecond} (${named(second)})`}</p>
      <pre class="code" tabindex="0" aria-labelledby="comparison-title">${lines.map(([kind, line]) => html`<span class=${`line ${kind}`}>${marks[kind]} ${line}${'\n'}</span>`)}</pre>
    </div>`;
}
