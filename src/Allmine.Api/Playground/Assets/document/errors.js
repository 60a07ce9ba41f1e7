// What the document says of the causes of an error: a list in the description of each status.

const item = /^- `([^`]+)`: (.+)$/gm;

/** The cause of a code; of `validation.content.blank` it is told for `validation.{field}.blank`. */
export function causeOf(code, description) {
  for (const [, named, cause] of description.matchAll(item)) {
    const [start, end] = named.split('{field}');
    if (end === undefined ? named === code : code.startsWith(start) && code.endsWith(end))
      return cause;
  }

  return '';
}
