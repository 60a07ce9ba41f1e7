// The ids of the last answers, by the names that parameters give them: the message that was just sent is the one to read next.

import { Watched } from './watched.js';

export class Memory extends Watched {
  #values = new Map();

  constructor(session) {
    super();
    let server = session.selected;
    // An id of one server means nothing on another.
    session.watch(() => {
      if (session.selected === server)
        return;
      server = session.selected;
      this.#values.clear();
      this.changed();
    });
  }

  get(name) {
    return this.#values.get(name);
  }

  /**
   * Notes what an answer names: each `…Id`, the `nextCursor`, and `_id` by the name of its schema: that of a `MessageResponse` is a `messageId`.
   * @param {object} schema The schema of the answer.
   */
  note(value, schema, catalogue) {
    this.#read(value, schema, catalogue);
    this.changed();
  }

  #read(value, schema, catalogue) {
    if (value === null || typeof value !== 'object' || !schema)
      return;
    const named = catalogue.nameOf(schema);
    const { properties = {}, items } = catalogue.resolve(schema);
    if (Array.isArray(value)) {
      // The first of a list is noted last, and stays.
      [...value].reverse().forEach(item => this.#read(item, items, catalogue));
      return;
    }

    for (const [name, inner] of Object.entries(value)) {
      if (inner !== null && typeof inner === 'object')
        this.#read(inner, properties[name], catalogue);
      else if (typeof inner === 'string' && /Id$|^_id$|^nextCursor$/.test(name))
        this.#values.set(parameterFor(name, named), inner);
    }
  }
}

function parameterFor(name, schemaName) {
  if (name === 'nextCursor')
    return 'cursor';
  if (name !== '_id')
    return name;
  const thing = schemaName.replace(/Response$/, '');
  return `${thing.charAt(0).toLowerCase()}${thing.slice(1)}Id`;
}
