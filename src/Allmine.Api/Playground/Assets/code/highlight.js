// Colours for code: each text in its parts, [class, text]. What has no class is left as it is.

const string = String.raw`"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?`;
const number = String.raw`-?\b\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\b`;

const grammars = {
  json: [['name', String.raw`"(?:[^"\\\n]|\\.)*"(?=\s*:)`], ['string', string], ['number', number], ['keyword', String.raw`\b(?:true|false|null)\b`]],
  shell: [['string', String.raw`'[^']*'`], ['keyword', String.raw`\bcurl\b|\s-{1,2}[A-Za-z-]+`]],
  typescript: [
    ['comment', String.raw`\/\*[^]*?\*\/|\/\/[^\n]*`], ['string', string], ['number', number],
    ['keyword', String.raw`\b(?:import|from|export|interface|type|enum|const|await|new|for|of|async|string|number|boolean|null|undefined|true|false)\b`],
  ],
  csharp: [
    ['comment', String.raw`\/\/[^\n]*`], ['string', String.raw`"""+\n[^]*?\n"""+|${string}`], ['number', number],
    ['keyword', String.raw`\b(?:using|var|new|await|int|true|false|null)\b`],
  ],
};

const expressions = Object.fromEntries(Object.entries(grammars).map(([name, rules]) =>
  [name, new RegExp(rules.map(([kind, pattern]) => `(?<${kind}>${pattern})`).join('|'), 'g')]));

/** Beyond this a text is shown without colours: to colour it would take longer than anybody waits. */
const MOST = 200_000;

export function highlight(text, language) {
  const expression = expressions[language];
  if (!expression || text.length > MOST)
    return [['', text]];
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(expression)) {
    if (match.index > at)
      parts.push(['', text.slice(at, match.index)]);
    parts.push([Object.entries(match.groups).find(([, found]) => found !== undefined)[0], match[0]]);
    at = match.index + match[0].length;
  }

  if (at < text.length)
    parts.push(['', text.slice(at)]);
  return parts;
}

/** The same parts, cut where marks begin and end: [class, text, mark]. Marks are { from, to }. */
export function marked(parts, marks) {
  const edges = [...new Set(marks.flatMap(({ from, to }) => [from, to]))].sort((one, other) => one - other);
  const cut = [];
  let at = 0;
  for (const [kind, text] of parts) {
    const end = at + text.length;
    const stops = [...edges.filter(edge => edge > at && edge < end), end];
    for (const stop of stops) {
      cut.push([kind, text.slice(text.length - (end - at), text.length - (end - stop)), marks.find(({ from, to }) => from <= at && at < to)]);
      at = stop;
    }
  }

  return cut;
}
