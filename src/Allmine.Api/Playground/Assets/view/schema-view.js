// A schema for people: each property with its type, its limits and its words; objects unfold.

import { html } from '../vendor/htm-preact.js';
import { limitsOf, propertiesOf, typeOf } from '../document/schema.js';
import { Inline } from './markdown.js';

/** Deeper than anything in the document is; a schema within itself has to end somewhere. */
const DEEPEST = 6;

export function Limits({ schema, catalogue }) {
  const limits = limitsOf(schema, catalogue);
  return limits.length > 0 && html`<ul class="limits">${limits.map(limit => html`<li key=${limit}>${limit}</li>`)}</ul>`;
}

/** @param {boolean} isAnswer An answer has all that it can have: nothing of it is told to be required. */
export function Schema({ schema, catalogue, isAnswer, depth = 0 }) {
  const { oneOf } = catalogue.resolve(schema);
  if (oneOf) {
    return html`${oneOf.map(one => html`<details class="inner" key=${catalogue.nameOf(one)}><summary>${typeOf(one, catalogue)}</summary><${Schema} schema=${one} catalogue=${catalogue} isAnswer=${isAnswer} depth=${depth + 1} /></details>`)}`;
  }

  return html`
    <ul class="properties">
      ${propertiesOf(schema, catalogue).map(property => html`<${Property} key=${property.name} ...${property} catalogue=${catalogue} isAnswer=${isAnswer} depth=${depth} />`)}
    </ul>`;
}

function Property({ name, schema, isRequired, catalogue, isAnswer, depth }) {
  const { description } = catalogue.resolve(schema);
  const inner = depth < DEEPEST && propertiesOf(schema, catalogue).length > 0;
  return html`
    <li>
      <p class="property"><code class="name">${name}</code> <span class="type">${typeOf(schema, catalogue)}</span>${isRequired && !isAnswer && html` <span class="required">required</span>`}</p>
      <${Limits} schema=${schema} catalogue=${catalogue} />
      ${description && html`<p><${Inline} text=${description} /></p>`}
      ${inner && html`<details class="inner"><summary>Properties of ${name}</summary><${Schema} schema=${schema} catalogue=${catalogue} isAnswer=${isAnswer} depth=${depth + 1} /></details>`}
    </li>`;
}
