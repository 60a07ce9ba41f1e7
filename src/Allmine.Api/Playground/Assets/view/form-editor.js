// The parts of a form, each with a field of its kind: a file is chosen, what has choices is chosen, the rest is written.

import { html } from '../vendor/htm-preact.js';
import { propertiesOf } from '../document/schema.js';
import { FORM } from '../request/draft.js';

export function FormEditor({ draft, catalogue, faults }) {
  const parts = propertiesOf(draft.operation.body[FORM].schema, catalogue);
  return html`
    <div class="fields form">
      ${parts.map(part => html`<${Part} key=${part.name} ...${part} draft=${draft} resolved=${catalogue.resolve(part.schema)}
        fault=${faults.find(({ field }) => field === part.name || field.startsWith(`${part.name}.`))} />`)}
      <p class="hint">A part that is empty is left out.</p>
    </div>`;
}

function Part({ name, isRequired, resolved, draft, fault }) {
  const shared = { id: `part-${name}`, 'aria-required': isRequired, 'aria-invalid': Boolean(fault), 'aria-describedby': fault ? `part-fault-${name}` : null };
  const set = event => draft.setPart(name, event.target.value);
  const isObject = resolved.type === 'object';
  const choices = resolved.type === 'boolean' ? ['', 'true', 'false'] : resolved.enum;
  const field = () => {
    if (resolved.format === 'binary')
      return html`<input ...${shared} type="file" onChange=${event => draft.setPart(name, event.target.files[0] ?? '')} />`;
    return choices
      ? html`<select ...${shared} value=${draft.parts.get(name)} onChange=${set}>${choices.map(choice => html`<option value=${choice}>${choice}</option>`)}</select>`
      : html`<input ...${shared} type="text" autocomplete="off" spellcheck=${false} placeholder=${isObject ? 'JSON' : ''} value=${draft.parts.get(name)} onInput=${set} />`;
  };
  return html`
    <div class="field" data-part=${name}>
      <label for=${shared.id} class=${isRequired ? 'needed' : ''}>${name}</label>
      ${field()}
      ${fault && html`<p class="failure" id=${`part-fault-${name}`}>${fault.message}</p>`}
    </div>`;
}
