// Reads JSON as the service does, and notes where in the text each value stands.

const LITERALS = { true: true, false: false, null: null };

export const child = (path, name) => (typeof name === 'number' ? `${path}[${name}]` : path ? `${path}.${name}` : name);

class Fault extends Error {
  constructor(at, message) {
    super(message);
    this.at = at;
  }
}

/**
 * @returns {{ value, places: Map<string, { from, to }>, fault: { at, message } | null }}
 * Places by path: `items[0].content`; the whole is the empty path.
 */
export function readJson(text) {
  const places = new Map();
  let at = 0;

  const blank = () => { at += /^[ \t\r\n]*/.exec(text.slice(at))[0].length; };
  const fail = message => { throw new Fault(Math.min(at, Math.max(text.length - 1, 0)), message); };
  const expect = (character, message) => {
    blank();
    if (text[at] !== character)
      fail(message);
    at++;
  };

  function word() {
    const [found] = /^(?:"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w))/.exec(text.slice(at)) ?? [];
    if (found === undefined)
      fail(text[at] === '"' ? 'This text does not end, or holds what has to be escaped.' : at >= text.length ? 'The JSON ends too early.' : 'This is no JSON value.');
    at += found.length;
    return found in LITERALS ? LITERALS[found] : JSON.parse(found);
  }

  function members(open, close, path, one) {
    at++;
    blank();
    if (text[at] === close) {
      at++;
      return;
    }

    for (let index = 0; ; index++) {
      one(index);
      blank();
      if (text[at] === close) {
        at++;
        return;
      }

      expect(',', at >= text.length ? `The ${open} has no ${close}.` : `Here a comma or a ${close} is missing.`);
    }
  }

  function read(path) {
    blank();
    const from = at;
    let value;
    if (text[at] === '{') {
      value = {};
      members('{', '}', path, () => {
        blank();
        if (text[at] !== '"')
          fail('Here a name in quotation marks is missing.');
        const name = word();
        expect(':', 'Here a colon is missing.');
        value[name] = read(child(path, name));
      });
    } else if (text[at] === '[') {
      value = [];
      members('[', ']', path, index => value.push(read(child(path, index))));
    } else {
      value = word();
    }

    places.set(path, { from, to: at });
    return value;
  }

  try {
    const value = read('');
    blank();
    if (at < text.length)
      fail('Nothing may follow the JSON.');
    return { value, places, fault: null };
  } catch (error) {
    if (!(error instanceof Fault))
      throw error;
    return { value: undefined, places, fault: { at: error.at, message: error.message } };
  }
}
