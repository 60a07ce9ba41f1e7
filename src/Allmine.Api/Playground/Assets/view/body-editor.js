// A field for JSON in colours. The colours lie below a transparent text field: what is written is an ordinary field.

import { html, useMemo, useRef } from '../vendor/htm-preact.js';
import { highlight, marked } from '../code/highlight.js';

export function BodyEditor({ text, faults, onInput }) {
  const field = useRef(null);
  const parts = useMemo(() => marked(highlight(text, 'json'), faults), [text, faults]);
  const goTo = ({ from, to }) => {
    field.current.focus();
    field.current.setSelectionRange(from, to);
  };
  return html`
    <div class="editor">
      <pre aria-hidden="true">${parts.map(([kind, part, fault]) => html`<span class=${`${kind && `t-${kind}`} ${fault ? 'fault' : ''}`} data-fault=${fault?.path}>${part}</span>`)}${'\n'}</pre>
      <textarea ref=${field} aria-label="Request body" aria-invalid=${faults.length > 0} aria-describedby=${faults.length > 0 ? 'body-faults' : null}
        spellcheck=${false} autocapitalize="off" autocomplete="off" value=${text} onInput=${event => onInput(event.target.value)}></textarea>
    </div>
    ${faults.length > 0 && html`
      <ul class="faults" id="body-faults" aria-label="Faults of the body">
        ${faults.map(fault => html`<li><button type="button" onClick=${() => goTo(fault)}>Line ${fault.line}${fault.path && html` <code>${fault.path}</code>`}</button> ${fault.message}</li>`)}
      </ul>`}`;
}
