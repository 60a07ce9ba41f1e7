// Tabs as a keyboard expects them: one stop, arrows between them.

import { html, useRef } from '../vendor/htm-preact.js';

let count = 0;

/** @param {{ id, name, className }[]} tabs The content of the selected one is the child. */
export function Tabs({ label, tabs, selected, onSelect, children, aside }) {
  const prefix = useRef(null);
  prefix.current ??= `tabs-${count++}`;
  const list = useRef(null);
  const move = event => {
    const at = tabs.findIndex(({ id }) => id === selected);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined)
      return;
    event.preventDefault();
    const next = (to + tabs.length) % tabs.length;
    onSelect(tabs[next].id);
    list.current.children[next].focus();
  };
  return html`
    <div class="tabs">
      <div class="tab-row">
        <div role="tablist" aria-label=${label} ref=${list} onKeyDown=${move}>
          ${tabs.map(({ id, name, className }) => html`
            <button type="button" role="tab" key=${id} id=${`${prefix.current}-${id}`} class=${className} aria-selected=${id === selected}
              aria-controls=${`${prefix.current}-panel`} tabindex=${id === selected ? 0 : -1} onClick=${() => onSelect(id)}>${name}</button>`)}
        </div>
        ${aside}
      </div>
      <div role="tabpanel" id=${`${prefix.current}-panel`} aria-labelledby=${`${prefix.current}-${selected}`}>${children}</div>
    </div>`;
}
