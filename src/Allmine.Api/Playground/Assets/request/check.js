// What is wrong with a body, and where: by its schema while it is written, and by the service's answer once it was sent.

import { child, readJson } from './json-map.js';

const kindOf = value => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value);
const fits = (value, type) => {
  const kind = kindOf(value);
  return type === undefined || kind === type || (kind === 'number' && (type === 'number' || (type === 'integer' && Number.isInteger(value))));
};

/** The faults of a value: { path, message }. What is null is absent, as the service has it. */
function* faultsOf(value, schema, path, catalogue) {
  const { type, enum: values, pattern, minLength, maxLength, minimum, maximum, minItems, maxItems, properties, required, additionalProperties, items, oneOf } = catalogue.resolve(schema);
  const fault = message => ({ path, message });
  if (value === null || oneOf)
    return;
  if (!fits(value, type)) {
    yield fault(`This has to be ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}.`);
    return;
  }

  if (values && !values.includes(value))
    yield fault(`This has to be one of ${values.filter(one => one !== null).join(', ')}.`);
  if (typeof value === 'string') {
    const length = [...value].length;
    if (length > maxLength)
      yield fault(`This has ${length} characters; at most ${maxLength} are allowed.`);
    else if (length < minLength)
      yield fault(`This has ${length} characters; at least ${minLength} are needed.`);
    else if (pattern && !new RegExp(pattern, 'u').test(value))
      yield fault(`This does not match ${pattern}.`);
  }

  if (typeof value === 'number' && (value < minimum || value > maximum))
    yield fault(`This has to be ${minimum ?? 'any'} to ${maximum ?? 'any'}.`);
  if (Array.isArray(value)) {
    if (value.length > maxItems || value.length < minItems)
      yield fault(`This has ${value.length} items; ${minItems ?? 0} to ${maxItems ?? 'any'} are allowed.`);
    for (const [index, item] of value.entries())
      yield* faultsOf(item, items ?? {}, child(path, index), catalogue);
  } else if (typeof value === 'object') {
    for (const name of (required ?? []).filter(one => value[one] === undefined || value[one] === null))
      yield fault(`"${name}" is missing.`);
    for (const [name, inner] of Object.entries(value)) {
      if (properties?.[name])
        yield* faultsOf(inner, properties[name], child(path, name), catalogue);
      else if (additionalProperties === false)
        yield { path: child(path, name), message: `"${name}" is not known here.` };
    }
  }
}

const lineOf = (text, at) => text.slice(0, at).split('\n').length;

/** The nearest place that is there: of a field that is missing, the object that lacks it. */
function placeOf(path, places) {
  for (let sought = path; ; sought = sought.replace(/(?:^|\.)[^.[]+$|\[\d+\]$/, '')) {
    const place = places.get(sought);
    // Of an object its opening alone is marked: it may be long.
    if (place)
      return sought === path ? place : { from: place.from, to: place.from + 1 };
    if (sought === '')
      return { from: 0, to: 1 };
  }
}

const placed = (text, places) => ({ path, message }) => {
  const { from, to } = placeOf(path, places);
  return { path, message, from, to: text[from] === '{' || text[from] === '[' ? from + 1 : to, line: lineOf(text, from) };
};

/** The faults of a body that is being written: { path, message, from, to, line }. */
export function checkBody(text, schema, catalogue) {
  if (text.trim() === '')
    return [];
  const { value, places, fault } = readJson(text);
  if (fault)
    return [{ path: '', message: fault.message, from: fault.at, to: fault.at + 1, line: lineOf(text, fault.at) }];
  return [...faultsOf(value, schema, '', catalogue)].map(placed(text, places));
}

/** The faults that an answer names: { code, field, message }; the field is empty where the code names none. */
export function faultsIn(answer) {
  if (!Array.isArray(answer?.codes))
    return [];
  return answer.codes.map((code, index) => ({
    code, field: /^validation\.(.+)\.[a-z_]+$/.exec(code)?.[1] ?? '', message: answer.errors?.[index + 1] ?? code,
  }));
}

/** Those of an answer where they stand in the body that was sent. */
export function answeredFaults(text, answer) {
  const { places } = readJson(text);
  return faultsIn(answer).filter(({ field, code }) => field || code === 'body.malformed')
    .map(({ field, message, code }) => ({ code, ...placed(text, places)({ path: field, message }) }));
}

/** Whether the field of a code is this parameter: `idempotencyKey` is the header Idempotency-Key, `onBehalfOf` is X-On-Behalf-Of. */
export function isOf(field, parameterName) {
  const plain = text => text.toLowerCase().replace(/^x-/, '').replaceAll('-', '');
  return plain(field) === plain(parameterName);
}
