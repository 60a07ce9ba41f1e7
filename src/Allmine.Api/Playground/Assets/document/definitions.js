// The TypeScript definitions of an operation: of its body, and of its answers. They are cut out of one file that NSwag
// made from the OpenAPI document, as it does for the client.

const comment = String.raw`(?:\/\*\*(?:(?!\*\/)[^])*\*\/\s*)?`;
const declaration = new RegExp(String.raw`${comment}export (?:(?:interface|enum) (\w+)[^]*?\n\}|type (\w+) = [^]*?;)`, 'g');

/** Names of schemas that a part of the document refers to. */
function namesIn(part, found = new Set()) {
  if (part && typeof part === 'object') {
    if (typeof part.$ref === 'string' && part.$ref.startsWith('#/components/schemas/'))
      found.add(part.$ref.split('/').at(-1));
    Object.values(part).forEach(inner => namesIn(inner, found));
  }

  return found;
}

const formType = ({ enum: values, format, type }) =>
  values?.map(value => JSON.stringify(value)).join(' | ') ?? (format === 'binary' ? 'Blob' : { integer: 'number', number: 'number', boolean: 'boolean' }[type] ?? 'string');

/** A form has no name in the document: its parts are listed where it is used. */
function formOf(operation) {
  const schema = operation.requestBody?.content?.['multipart/form-data']?.schema;
  if (!schema?.properties)
    return [];
  const parts = Object.entries(schema.properties).flatMap(([name, part]) => [
    ...(part.description ? [`    /** ${part.description} */`] : []),
    `    ${name}${schema.required?.includes(name) ? '' : '?'}: ${formType(part)};`,
  ]);
  return [`/** The parts of the body as multipart/form-data. */\nexport interface ${operation.operationId.replaceAll('_', '')}Form {\n${parts.join('\n')}\n}`];
}

export class Definitions {
  constructor(text) {
    this.declarations = new Map([...text.matchAll(declaration)].map(([code, block, alias]) => [block ?? alias, code.trim()]));
  }

  /** These declarations and all that they name. */
  of(names) {
    const wanted = new Set();
    const add = name => {
      if (wanted.has(name) || !this.declarations.has(name))
        return;
      wanted.add(name);
      // Words of comments are no names of types.
      const code = this.declarations.get(name).replace(/\/\*[^]*?\*\//g, '');
      [...code.matchAll(/\b[A-Z]\w*/g)].forEach(([inner]) => add(inner));
    };
    [...names].forEach(add);
    return [...wanted].map(name => this.declarations.get(name));
  }

  ofBody(operation) {
    return [...this.of(namesIn(operation.requestBody)), ...formOf(operation)].join('\n\n');
  }

  ofAnswers(operation) {
    return this.of(namesIn(operation.responses)).join('\n\n');
  }
}
