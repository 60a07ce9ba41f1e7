// The fields of the parameters.

import { html } from '../vendor/htm-preact.js';
import { isOf } from '../request/check.js';

export function Parameters({ parameters, draft, catalogue, faults, complains }) {
  return html`
    <div class="fields">
      ${parameters.map(parameter => html`
        <${Field} key=${parameter.name} parameter=${parameter} schema=${catalogue.resolve(parameter.schema)} draft=${draft}
          fault=${faults.find(({ field }) => isOf(field, parameter.name))} isMissing=${complains && draft.missing.includes(parameter.name)} />`)}
    </div>`;
}

function Field({ parameter, schema, draft, fault, isMissing }) {
  const { name, required } = parameter;
  const [value, set] = [draft.parameters.get(name), event => draft.setParameter(name, event.target.value)];
  const choices = schema.type === 'boolean' ? ['true', 'false'] : schema.enum?.filter(one => one !== null);
  const shared = { id: `parameter-${name}`, 'aria-invalid': Boolean(fault) || isMissing, 'aria-required': Boolean(required), 'aria-describedby': fault ? `fault-${name}` : null };
  return html`
    <div class="field">
      <label for=${shared.id} class=${required ? 'needed' : ''}>${name}</label>
      ${choices
        ? html`<select ...${shared} value=${value} onChange=${set}><option value=""></option>${choices.map(choice => html`<option value=${choice}>${choice}</option>`)}</select>`
        : html`<input ...${shared} type="text" autocomplete="off" spellcheck=${false} placeholder=${required ? '' : parameter.example ?? ''} value=${value} onInput=${set} />`}
      ${draft.isRemembered(name) && html`<span class="hint">from the last answer</span>`}
      ${fault && html`<p class="failure" id=${`fault-${name}`}>${fault.message}</p>`}
    </div>`;
}
