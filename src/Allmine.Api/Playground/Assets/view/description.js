// What the document says of a call: its words, parameters, body and answers, with types and limits.

import { html, useState } from '../vendor/htm-preact.js';
import { CopyButton } from './copy.js';
import { Code } from './code.js';
import { Inline, Markdown } from './markdown.js';
import { Limits, Schema } from './schema-view.js';
import { Tabs } from './tabs.js';

/** The warning of Production stands above, for every call that changes data. */
const withoutWarnings = text => text.split('\n\n').filter(part => !/^\*\*Production (?:uyarısı|warning):/.test(part)).join('\n\n');

export function Description({ operation, catalogue, definitions }) {
  const bodySchema = Object.values(operation.body)[0]?.schema;
  const answers = operation.responses.filter(({ status }) => status < 400);
  return html`
    <div class="description">
      <${Markdown} text=${withoutWarnings(operation.description)} />
      ${operation.parameters.length > 0 && html`<section aria-label="Parameters"><h3>Parameters</h3><${Parameters} operation=${operation} catalogue=${catalogue} /></section>`}
      ${bodySchema && html`
        <section aria-label="Body"><h3>Body</h3>
          <${Types} kind="body" of="body" schema=${bodySchema} catalogue=${catalogue} definitions=${definitions.ofBody(operation.source)} />
        </section>`}
      <section aria-label="What is answered"><h3>Answers</h3>
        ${answers.map(({ status, description, headers }) => html`
          <div class="status" key=${status}>
            <p><strong class="good">${status}</strong> <${Inline} text=${description} /></p>
            ${headers && html`<details><summary>Headers</summary><dl class="headers">${Object.entries(headers).map(([name, header]) => html`<dt>${name}</dt><dd><${Inline} text=${header.description ?? ''} /></dd>`)}</dl></details>`}
          </div>`)}
        <${Types} kind="responses" of="responses" schema=${answers.map(({ content }) => Object.values(content ?? {})[0]?.schema).find(Boolean)} catalogue=${catalogue}
          definitions=${definitions.ofAnswers(operation.source)} />
        <details class="errors"><summary>Errors: ${operation.responses.filter(({ status }) => status >= 400).map(({ status }) => status).join(', ')}</summary>
          ${operation.responses.filter(({ status }) => status >= 400).map(({ status, description }) => html`<h4 key=${status} class="bad">${status}</h4><${Markdown} text=${description} />`)}
        </details>
      </section>
    </div>`;
}

function Parameters({ operation, catalogue }) {
  return html`
    <ul class="properties">
      ${operation.parameters.map(({ name, in: place, required, description, schema }) => html`
        <li key=${name}>
          <p class="property"><code class="name">${name}</code> <span class="type">${place}</span>${required && html` <span class="required">required</span>`}</p>
          <${Limits} schema=${schema} catalogue=${catalogue} />
          ${description && html`<p><${Inline} text=${description} /></p>`}
        </li>`)}
    </ul>`;
}

function Types({ kind, of, schema, catalogue, definitions }) {
  const [tab, setTab] = useState(schema ? 'schema' : 'definitions');
  const tabs = [...(schema ? [{ id: 'schema', name: 'Schema' }] : []), { id: 'definitions', name: 'TypeScript Definitions' }];
  return html`
    <div class="types" data-definitions=${kind}>
      <${Tabs} label=${`Types of the ${of}`} tabs=${tabs} selected=${tab} onSelect=${setTab}
        aside=${tab === 'definitions' && html`<${CopyButton} text=${definitions} label=${`Copy the TypeScript Definitions of the ${of}`} />`}>
        ${tab === 'schema'
          ? html`<${Schema} schema=${schema} catalogue=${catalogue} isAnswer=${kind === 'responses'} />`
          : html`<${Code} text=${definitions} language="typescript" label=${`TypeScript Definitions of the ${of}`} />`}
      <//>
    </div>`;
}
