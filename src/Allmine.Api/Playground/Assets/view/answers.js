// The answer that came, and the answers that the document tells of: one tab for each status, and in it an example for each code.

import { html, useEffect, useState } from '../vendor/htm-preact.js';
import { causeOf } from '../document/errors.js';
import { described } from '../state/person.js';
import { Code } from './code.js';
import { CopyButton } from './copy.js';
import { Inline } from './markdown.js';
import { Tabs } from './tabs.js';

const YOURS = 'yours';

const colour = status => (status < 300 ? 'good' : status < 400 ? '' : 'bad');

export function Answers({ operation, attempt, catalogue }) {
  const [tab, setTab] = useState(operation.responses[0].status);
  const isThere = Boolean(attempt);
  // A new attempt comes to the front; what is gone leaves its place to the documented ones.
  useEffect(() => setTab(isThere ? YOURS : operation.responses[0].status), [attempt?.call, attempt?.failure, isThere]);
  const shown = isThere || tab !== YOURS ? tab : operation.responses[0].status;
  const response = operation.responses.find(({ status }) => status === shown);
  return html`
    <section class="card answers" id="answers" aria-label="Answers">
      <${Tabs} label="Answers" selected=${shown} onSelect=${setTab} tabs=${[
        ...(isThere ? [{ id: YOURS, name: 'Answer' }] : []),
        ...operation.responses.map(({ status }) => ({ id: status, name: status, className: colour(Number(status)) })),
      ]}>
        ${response ? html`<${Documented} key=${shown} response=${response} catalogue=${catalogue} />` : html`<${Yours} attempt=${attempt} />`}
      <//>
    </section>`;
}

function Yours({ attempt: { answer, failure, isUnderWay, server, person } }) {
  if (failure)
    return html`<div class="answer" role="status"><p class="failure">${explained(failure, server)}</p></div>`;
  if (!answer)
    return html`<p class="hint" role="status">Under way …</p>`;
  const { status, statusText, milliseconds, text, headers, body } = answer;
  return html`
    <div class="answer">
      <p class="outcome" role="status">
        <strong class=${colour(status)} data-status>${status} ${statusText}</strong>
        <span>${milliseconds} ms${isUnderWay ? ', still listening' : ''}</span>
        <span>${server.name}, ${described(person).split(',')[0]}</span>
        ${text && html`<${CopyButton} text=${text} label="Copy the answer" />`}
      </p>
      ${text ? html`<${Code} text=${body === undefined ? text : JSON.stringify(body, null, 2)} language="json" label="Body of the answer" />` : html`<p class="hint">No body.</p>`}
      <details><summary>Headers</summary><dl class="headers">${headers.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details>
    </div>`;
}

/** A browser does not say why it has refused a call. */
const explained = (failure, server) => (failure === 'Failed to fetch'
  ? `Failed to fetch: ${server.url} does not answer, or does not allow pages of ${location.origin} to call it (CORS).`
  : failure);

function Documented({ response, catalogue }) {
  const [type, content] = Object.entries(response.content ?? {})[0] ?? [];
  const examples = catalogue.examplesOf(content);
  const [name, setName] = useState(examples[0]?.name);
  const example = examples.find(one => one.name === name);
  const isError = response.status >= 400;
  return html`
    <div class="documented">
      ${!isError && html`<p class="cause"><${Inline} text=${response.description} /></p>`}
      ${examples.length > 1 && html`
        <select aria-label=${isError ? `Error codes of ${response.status}` : `Examples of ${response.status}`} value=${name} onChange=${event => setName(event.target.value)}>
          ${examples.map(one => html`<option value=${one.name}>${one.name}</option>`)}
        </select>`}
      ${example && isError && html`<p class="cause">${examples.length === 1 && html`<code>${name}</code>: `}<${Inline} text=${causeOf(name, response.description)} /></p>`}
      ${example
        ? html`<${Code} text=${type === 'text/event-stream' ? eventOf(example) : JSON.stringify(example.value, null, 2)} language="json" label=${`Example of ${response.status}`} />`
        : html`<p class="hint">No body.</p>`}
    </div>`;
}

const eventOf = ({ name, value }) => `event: ${name}\ndata: ${JSON.stringify(value, null, 2)}`;
