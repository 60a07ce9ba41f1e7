// All calls, in their groups.

import { html, useEffect, useRef } from '../vendor/htm-preact.js';
import { addressOf } from '../state/navigation.js';

export const Method = ({ method }) => html`<span class=${`method ${method.toLowerCase()}`}>${method}</span>`;

export function Sidebar({ catalogue, address, isOpen }) {
  const shown = catalogue.find(address[1]) ?? (address.length < 2 ? catalogue.first : null);
  const list = useRef(null);
  // A call that was found elsewhere is brought into sight here, too.
  useEffect(() => list.current.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [shown, isOpen]);
  return html`
    <nav id="calls" ref=${list} class=${isOpen ? 'sidebar open' : 'sidebar'} aria-label="Calls">
      ${catalogue.groups.map(({ name, operations }) => html`
        <h2 key=${name}>${name}</h2>
        <ul>
          ${operations.map(operation => html`
            <li key=${operation.id}>
              <a href=${addressOf(operation)} aria-current=${operation === shown ? 'page' : null}><span>${operation.summary}</span> <${Method} method=${operation.method} /></a>
            </li>`)}
        </ul>`)}
    </nav>`;
}
