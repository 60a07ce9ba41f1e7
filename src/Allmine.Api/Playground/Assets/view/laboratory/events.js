// The live events of a person, the latest first, each as it came.

import { html, useState } from '../../vendor/htm-preact.js';

export function Events({ side, texts, id }) {
  return html`
    <div class="events-part">
      <h4 id=${id}>${texts.events}</h4>
      ${side.events.length === 0
        ? html`<p class="hint">${texts.noEvents}</p>`
        : html`<ol class="live" aria-labelledby=${id}>${side.events.map(event => html`<${Event} key=${event.number} event=${event} />`)}</ol>`}
    </div>`;
}

function Event({ event: { name, at, data, value } }) {
  const [isOpen, setOpen] = useState(false);
  return html`
    <li data-event=${name}>
      <details onToggle=${({ target }) => setOpen(target.open)}>
        <summary><code>${name}</code> <time datetime=${at.toISOString()}>${at.toLocaleTimeString('en-GB')}</time> <span>${gist(name, value)}</span></summary>
        ${isOpen && html`<pre class="code" tabindex="0" aria-label=${name}><code>${value ? JSON.stringify(value, null, 2) : data}</code></pre>`}
      </details>
    </li>`;
}

/** What it is about, in few words. */
function gist(name, value) {
  if (!value)
    return '';
  if (name.startsWith('message.') && value.content)
    return value.content.slice(0, 60);
  return [value.balance, value.emoji, value.sequence && `#${value.sequence}`].filter(part => part !== undefined && part !== null && part !== '').join(' ');
}
