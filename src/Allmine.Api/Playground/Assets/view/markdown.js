// The little Markdown that the document's descriptions are written in: paragraphs, lists, code, bold.

import { html } from '../vendor/htm-preact.js';

const inline = text => text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map(part => {
  if (part.startsWith('`') && part.length > 1)
    return html`<code>${part.slice(1, -1)}</code>`;
  return part.startsWith('**') ? html`<strong>${part.slice(2, -2)}</strong>` : part;
});

export const Inline = ({ text }) => html`${inline(text)}`;

/** Items, each with the deeper ones below it. */
function list(lines) {
  const items = [];
  for (const line of lines) {
    const [, deeper, text] = /^( *)- (.*)$/.exec(line) ?? [];
    if (text === undefined)
      items.at(-1).text += ` ${line.trim()}`;
    else if (deeper && items.length > 0)
      items.at(-1).below.push(text);
    else
      items.push({ text, below: [] });
  }

  return html`<ul>${items.map(({ text, below }) => html`<li>${inline(text)}${below.length > 0 && html`<ul>${below.map(inner => html`<li>${inline(inner)}</li>`)}</ul>`}</li>`)}</ul>`;
}

export function Markdown({ text }) {
  const blocks = text.replaceAll('\r', '').split(/```\w*\n([^]*?)\n?```/).flatMap((part, index) => (index % 2 === 1
    ? [{ code: part }]
    : part.split(/\n{2,}/).map(block => block.trim()).filter(Boolean).map(block => ({ block }))));
  return html`<div class="prose">${blocks.map(({ code, block }) => {
    if (code !== undefined)
      return html`<pre tabindex="0" aria-label="Example"><code>${code}</code></pre>`;
    return block.startsWith('- ') ? list(block.split('\n')) : html`<p>${inline(block)}</p>`;
  })}</div>`;
}
