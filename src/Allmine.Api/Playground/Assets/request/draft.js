// What somebody is about to send with one operation: its parameters and its body, as they stand in their fields.

import { Watched } from '../state/watched.js';

export const KEY = 'Idempotency-Key';
export const FORM = 'multipart/form-data';

const shown = value => JSON.stringify(value, null, 2);

export class Draft extends Watched {
  /** Fields that somebody has written into. The others follow what the page knows. */
  #written = new Set();
  #keyIsUsed = false;

  constructor(operation, { catalogue, memory, session }) {
    super();
    Object.assign(this, { operation, memory, session });
    this.contentTypes = Object.keys(operation.body);
    this.contentType = this.contentTypes[0];
    this.examples = catalogue.examplesOf(operation.body['application/json']);
    this.example = this.examples[0]?.name;
    this.text = this.examples.length > 0 ? shown(this.examples[0].value) : '';
    this.parts = this.#formParts(catalogue);
    this.parameters = new Map();
    this.fill();
  }

  /** The parts of a form begin with their examples; those that have none are left out until something is written. */
  #formParts(catalogue) {
    const { properties = {} } = this.operation.body[FORM]?.schema ?? {};
    return new Map(Object.entries(properties).map(([name, part]) => {
      const { example, format } = catalogue.resolve(part);
      return [name, part.$ref || example === undefined || format === 'binary' ? '' : String(example)];
    }));
  }

  /** Gives fields that nobody has written into what the page knows: ids of the last answer, the last key, examples of a path. */
  fill() {
    for (const parameter of this.operation.parameters.filter(({ name }) => !this.#written.has(name))) {
      const { name } = parameter;
      if (name === KEY)
        this.parameters.set(name, this.#key());
      else
        this.parameters.set(name, parameter.required ? this.memory.get(name) ?? parameter.example ?? '' : '');
    }

    this.changed();
  }

  /** Whether a field holds what the last answer named. */
  isRemembered(name) {
    return !this.#written.has(name) && this.memory.get(name) !== undefined && this.parameters.get(name) === this.memory.get(name);
  }

  #key() {
    const present = this.parameters.get(KEY);
    // Asking what became of a send takes the key of that send.
    if (this.operation.method === 'GET')
      return this.session.lastKey ?? present ?? '';
    return present || crypto.randomUUID();
  }

  setParameter(name, value) {
    this.#written.add(name);
    if (name === KEY)
      this.#keyIsUsed = false;
    this.parameters.set(name, value);
    this.changed();
  }

  setPart(name, value) {
    this.parts.set(name, value);
    this.changed();
  }

  setText(text) {
    this.text = text;
    this.changed();
  }

  setContentType(contentType) {
    this.contentType = contentType;
    this.changed();
  }

  choose(exampleName) {
    this.example = exampleName;
    this.text = shown(this.examples.find(({ name }) => name === exampleName).value);
    this.changed();
  }

  get isForm() {
    return this.contentType === FORM;
  }

  /** The names of parameters without which there is no address to call. */
  get missing() {
    return this.operation.parameters.filter(({ name, in: place }) => place === 'path' && !this.parameters.get(name)).map(({ name }) => name);
  }

  /** Before each attempt: a new key, unless the present one was not used yet, was written by hand, or is to be kept. */
  renewKey() {
    if (this.operation.method === 'GET' || !this.parameters.has(KEY))
      return;
    const key = this.session.keepKey && this.session.lastKey ? this.session.lastKey : this.#keyIsUsed ? crypto.randomUUID() : this.parameters.get(KEY) || crypto.randomUUID();
    this.parameters.set(KEY, key);
    this.changed();
  }

  /** Notes that the call went out. */
  used() {
    if (!this.parameters.get(KEY))
      return;
    this.#keyIsUsed = true;
    this.session.lastKey = this.parameters.get(KEY);
  }
}
