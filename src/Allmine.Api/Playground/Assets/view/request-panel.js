// What is about to be sent: its fields, the same as code in several languages, and the button that sends it.

import { html, useMemo, useRef, useState } from '../vendor/htm-preact.js';
import { languages } from '../code/languages.js';
import { MASK, shownCallOf } from '../request/call.js';
import { changesData } from '../request/guard.js';
import { checkBody, answeredFaults, faultsIn, isOf } from '../request/check.js';
import { KEY } from '../request/draft.js';
import { BodyEditor } from './body-editor.js';
import { Code } from './code.js';
import { CopyButton } from './copy.js';
import { FormEditor } from './form-editor.js';
import { Parameters } from './parameters.js';
import { Method } from './sidebar.js';
import { Tabs } from './tabs.js';

const REQUEST = 'request';

export function RequestPanel({ draft, session, catalogue, attempts }) {
  const [tab, setTab] = useState(REQUEST);
  const [complaint, setComplaint] = useState('');
  const panel = useRef(null);
  const { operation } = draft;
  const attempt = attempts.of(operation);
  const language = languages.find(({ id }) => id === tab);

  const send = async () => {
    const { missing } = draft;
    setComplaint(missing.length > 0 ? `Not sent: ${missing.join(', ')} is missing, a part of the address.` : '');
    if (missing.length > 0) {
      setTab(REQUEST);
      setTimeout(() => panel.current.querySelector('[aria-invalid=true]')?.focus());
      return;
    }

    await attempts.send(draft);
    // Below on a phone: as little is moved as will show it.
    const answer = document.getElementById('answers');
    if (answer && attempts.of(operation) && answer.getBoundingClientRect().top > window.innerHeight - 160)
      answer.scrollIntoView({ block: 'end' });
  };

  const onKey = event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || attempt?.isUnderWay)
      return;
    event.preventDefault();
    send();
  };
  return html`
    <section class="card request" aria-label="Request" ref=${panel} onKeyDown=${onKey}>
      <div class="card-head">
        <${Method} method=${operation.method} /> <code class="path">${operation.path}</code>
        <button type="button" class="send" aria-keyshortcuts="Control+Enter" title="Ctrl+Enter" disabled=${attempt?.isUnderWay} onClick=${send}>Send</button>
      </div>
      ${complaint && html`<p class="failure" role="alert">${complaint}</p>`}
      <${Tabs} label="The request as" selected=${tab} onSelect=${setTab}
        tabs=${[{ id: REQUEST, name: draft.contentTypes.length > 0 ? 'Body' : 'Fields' }, ...languages.map(({ id, name }) => ({ id, name }))]}>
        ${language
          ? html`<${CodeView} draft=${draft} session=${session} language=${language} />`
          : html`<${Fields} draft=${draft} session=${session} catalogue=${catalogue} attempt=${attempt} complains=${complaint !== ''} />`}
      <//>
    </section>`;
}

function CodeView({ draft, session, language }) {
  const write = withToken => language.write(shownCallOf(draft, session, withToken), draft.operation, session.selected);
  const text = write(false);
  return html`
    <div data-snippet=${language.id}>
      <div class="code-tools">
        <${CopyButton} text=${text} label=${`Copy ${language.name}`} />
        ${text.includes(MASK) && session.token && html`<${CopyButton} text=${() => write(true)}>Copy with the token<//>`}
      </div>
      <${Code} text=${text} language=${language.highlight} label=${language.name} />
    </div>`;
}

/** What the answer found wrong, as long as the body is still the one that was sent. */
function useFaults(draft, catalogue, attempt) {
  const schema = draft.operation.body['application/json']?.schema;
  const written = useMemo(() => (schema && !draft.isForm ? checkBody(draft.text, schema, catalogue) : []), [draft.text, draft.contentType, schema]);
  const answer = attempt?.contentType === draft.contentType ? attempt?.answer?.body : undefined;
  const answered = answer && attempt.text === draft.text && !draft.isForm && schema ? answeredFaults(draft.text, answer) : [];
  const fields = answer ? faultsIn(answer).filter(({ field }) => field) : [];
  const parameters = draft.operation.parameters.map(({ name }) => name);
  return {
    body: [...answered.filter(({ path }) => !parameters.some(name => isOf(path, name))), ...written.filter(({ from }) => !answered.some(one => one.from === from))]
      .sort((one, other) => one.from - other.from),
    fields,
  };
}

function Fields({ draft, session, catalogue, attempt, complains }) {
  const faults = useFaults(draft, catalogue, attempt);
  const { operation } = draft;
  const required = operation.parameters.filter(one => one.required && one.name !== KEY);
  const optional = operation.parameters.filter(one => !required.includes(one));
  const shared = { draft, catalogue, faults: faults.fields, complains };
  return html`
    ${required.length > 0 && html`<${Parameters} parameters=${required} ...${shared} />`}
    ${draft.contentTypes.length > 0 && html`
      <div class="body-tools">
        ${draft.contentTypes.length > 1 && html`
          <select aria-label="Request content type" value=${draft.contentType} onChange=${event => draft.setContentType(event.target.value)}>
            ${draft.contentTypes.map(type => html`<option value=${type}>${type}</option>`)}
          </select>`}
        ${!draft.isForm && draft.examples.length > 1 && html`
          <select aria-label="Examples" value=${draft.example} onChange=${event => draft.choose(event.target.value)}>
            ${draft.examples.map(({ name, summary }) => html`<option value=${name}>${summary}</option>`)}
          </select>`}
        ${!draft.isForm && html`<${CopyButton} text=${() => draft.text} label="Copy the body" />`}
      </div>
      ${draft.isForm
        ? html`<${FormEditor} draft=${draft} catalogue=${catalogue} faults=${faults.fields} />`
        : html`<${BodyEditor} text=${draft.text} faults=${faults.body} onInput=${text => draft.setText(text)} />`}`}
    ${optional.length > 0 && html`<${Parameters} parameters=${optional} ...${shared} />`}
    ${operation.parameters.some(({ name }) => name === KEY) && changesData(operation.method) && html`<${KeepKey} session=${session} />`}`;
}

function KeepKey({ session }) {
  return html`
    <p class="check">
      <input id="keep-key" type="checkbox" aria-describedby="key-state" checked=${session.keepKey} onChange=${event => { session.keepKey = event.target.checked; session.changed(); }} />
      <label for="keep-key">Keep the Idempotency-Key</label>
      <span id="key-state" class="hint">${session.keepKey ? 'The next attempt is a repetition.' : 'Each attempt gets a new one, unless you write it.'}</span>
    </p>`;
}
