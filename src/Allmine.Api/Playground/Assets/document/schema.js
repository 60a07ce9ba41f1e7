// What a schema says, in words: the type of a value, and its limits.

/** "text", "whole number", "list of text": as people call it. */
export function typeOf(schema, catalogue) {
  const { type, format, items, oneOf, nullable } = catalogue.resolve(schema);
  const name = oneOf
    ? oneOf.map(one => catalogue.nameOf(one) || typeOf(one, catalogue)).join(' or ')
    : type === 'array' ? `array of ${typeOf(items, catalogue)}`
      : catalogue.nameOf(schema) || (format === 'binary' ? 'file' : [type ?? 'anything', format && ` (${format})`].filter(Boolean).join(''));
  return nullable && !name.endsWith('or null') ? `${name} or null` : name;
}

const number = value => value.toLocaleString('en-US');

/** The limits of a value, each in a few words. */
export function limitsOf(schema, catalogue) {
  const { enum: values, pattern, minLength, maxLength, minimum, maximum, minItems, maxItems, uniqueItems, items, ...rest } = catalogue.resolve(schema);
  const between = (least, most, unit) => {
    if (least === undefined && most === undefined)
      return null;
    if (least === undefined)
      return `at most ${number(most)}${unit}`;
    return most === undefined ? `at least ${number(least)}${unit}` : `${number(least)} to ${number(most)}${unit}`;
  };
  return [
    values && `one of ${values.filter(value => value !== null).map(value => JSON.stringify(value)).join(', ')}`,
    between(minLength || undefined, maxLength, ' characters'),
    pattern && `matches ${pattern}`,
    between(minimum, maximum, ''),
    between(minItems, maxItems, ' items'),
    uniqueItems && 'all different',
    items && limitsOf(items, catalogue).map(limit => `each ${limit}`).join(', '),
    rest.default !== undefined && `${JSON.stringify(rest.default)} if left out`,
  ].filter(Boolean);
}

/** The properties of an object, or of the objects in an array: { name, schema, isRequired }. */
export function propertiesOf(schema, catalogue) {
  const { properties, required = [], items } = catalogue.resolve(schema);
  if (items)
    return propertiesOf(items, catalogue);
  return Object.entries(properties ?? {}).map(([name, property]) => ({ name, schema: property, isRequired: required.includes(name) }));
}
