// The OpenAPI document as the page needs it: its operations in groups, and its schemas and examples by their names.

/** What people come for: its group is the first, and it is shown where nothing else is asked for. */
const FIRST = { tag: 'Messages', path: '/api/v2/messages', method: 'POST' };

/** Help for development comes after everything else. */
const LAST_TAG = 'Development';

/** What the bar of the page sets for every call. */
const SET_ABOVE = 'x-language';

const pointer = reference => reference.split('/').at(-1);

export class Catalogue {
  constructor(document) {
    this.document = document;
    this.operations = Object.entries(document.paths)
      // Beside a call with two formats of its body stands the same call with one of them, for generators of clients. Here it is one.
      .filter(([path]) => !path.includes('#'))
      .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => this.#operation(path, method, operation)));
    this.groups = this.#grouped();
    this.first = this.operations.find(({ path, method }) => path === FIRST.path && method === FIRST.method) ?? this.groups[0].operations[0];
  }

  #operation(path, method, operation) {
    const responses = Object.entries(operation.responses)
      .map(([status, response]) => ({ status, ...this.#lookUp(response) }))
      .sort((one, other) => one.status - other.status);
    return {
      id: operation.operationId,
      tag: operation.tags?.[0] ?? 'Others',
      path,
      method: method.toUpperCase(),
      summary: operation.summary ?? path,
      description: operation.description ?? '',
      isSecured: (operation.security ?? []).length > 0,
      parameters: (operation.parameters ?? []).map(parameter => this.#lookUp(parameter)).filter(({ name }) => name.toLowerCase() !== SET_ABOVE),
      takesLanguage: (operation.parameters ?? []).some(({ name }) => name.toLowerCase() === SET_ABOVE),
      body: operation.requestBody?.content ?? {},
      needsBody: operation.requestBody?.required ?? false,
      // What succeeds first: 201 before 200, as the document has it where both are told.
      responses: [...responses.filter(({ status }) => status < 400).reverse(), ...responses.filter(({ status }) => status >= 400)],
      codes: responses.flatMap(({ content }) => Object.values(content ?? {}).flatMap(({ examples }) => Object.keys(examples ?? {}))).join(' '),
      source: operation,
    };
  }

  #grouped() {
    const tags = (this.document.tags ?? []).map(({ name }) => name);
    const names = [...new Set([...tags, ...this.operations.map(({ tag }) => tag)])];
    const rank = name => (name === FIRST.tag ? 0 : name === LAST_TAG ? 2 : 1);
    return names.sort((one, other) => rank(one) - rank(other))
      .map(name => ({
        name,
        description: this.document.tags?.find(tag => tag.name === name)?.description ?? '',
        operations: this.operations.filter(({ tag }) => tag === name),
      }))
      .filter(({ operations }) => operations.length > 0);
  }

  find(id) {
    return this.operations.find(operation => operation.id === id);
  }

  /** What a reference refers to; anything else is itself. */
  #lookUp(part) {
    return part?.$ref ? part.$ref.split('/').slice(1).reduce((place, name) => place[name.replaceAll('~1', '/')], this.document) : part;
  }

  /** The schema itself, without references, and without the "or null" around it. */
  resolve(schema) {
    const found = this.#lookUp(schema) ?? {};
    const others = found.oneOf?.filter(one => !one.enum?.every(value => value === null));
    if (others?.length === 1)
      return { ...this.resolve(others[0]), description: found.description ?? this.resolve(others[0]).description, nullable: true };
    return found;
  }

  /** The name of a schema that has one; else an empty text. */
  nameOf(schema) {
    const reference = schema?.$ref ?? schema?.oneOf?.find(({ $ref }) => $ref)?.$ref;
    return reference ? pointer(reference) : '';
  }

  /** The examples of a body or an answer: { name, summary, value }. */
  examplesOf(content) {
    if (content?.examples) {
      return Object.entries(content.examples).map(([name, example]) => {
        const { summary, value } = this.#lookUp(example);
        return { name, summary: summary ?? name, value };
      });
    }

    return content?.example === undefined ? [] : [{ name: 'example', summary: 'Example', value: content.example }];
  }
}
