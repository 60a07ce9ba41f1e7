// The examples of the client's README, as one program.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ayse, folder, mehmet, seededChat } from './client.mjs';

/** The code of each example, in its order. */
export const examples = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/```ts\n([^]*?)```/g)].map(([, code]) => code);

/** What the page takes for granted, in the order of the parameters of each example. */
const given = 'allmine: Allmine, baseUrl: string, token: string, chatId: string, targetUserId: string, bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal';

/**
 * Each example is a function; run gives what each printed. Only its address of the service is put in place of the page's.
 * @param {boolean} inNode Whether examples that import something of Node's are among them.
 */
export function program(inNode) {
  const chosen = examples.filter(code => inNode || !code.includes("'node:"));
  const imports = new Map();
  const functions = chosen.map((code, index) => {
    const body = code.replace(/^import \{ ([^}]+) \} from '([^']+)';\n/gm, (_, names, from) => {
      imports.set(from, new Set([...imports.get(from) ?? [], ...names.split(', ')]));
      return '';
    });
    const names = given.split(', ').filter(parameter => new RegExp(`\\b${parameter.split(':')[0]}\\b`).test(body)
      && !new RegExp(`const (\\{[^}]*\\b)?${parameter.split(':')[0]}\\b[^=\n]* =`).test(body));
    return { name: `example${index}`, names: names.map(parameter => parameter.split(':')[0]), text: `async function example${index}({ ${names.map(parameter => parameter.split(':')[0]).join(', ')} }: { ${names.join('; ')} }, console: { log: (...words: unknown[]) => void }): Promise<void> {\n${body.replace("'http://localhost:5080'", 'address')}}` };
  });
  return `${[...imports].map(([from, names]) => `import { ${[...names].join(', ')} } from '${from}';`).join('\n')}

let address = '';

${functions.map(({ text }) => text).join('\n\n')}

export async function run(baseUrl: string, photo: string): Promise<string[][]> {
  address = baseUrl;
  const bytes = Uint8Array.from(atob(photo), letter => letter.charCodeAt(0));
  const issue = async (userId: string) => (await new Allmine({ baseUrl }).development.issueToken({ userId })).accessToken;
  const token = await issue('${ayse}');
  const allmine = new Allmine({ baseUrl, token });
  const other = new Allmine({ baseUrl, token: await issue('${mehmet}') });
  const printed: string[][] = [];
  const examples = [${functions.map(({ name }) => name).join(', ')}];
  for (const example of examples) {
    const lines: string[] = [];
    printed.push(lines);
    // Something happens while an example listens.
    const stop = new AbortController();
    const busy = setInterval(() => void other.messages.sendText({ chatId: '${seededChat}', content: 'Hello?' }).catch(() => {}), 150);
    const end = setTimeout(() => stop.abort(new Error('Enough')), 600);
    try {
      await example(
        { allmine, baseUrl, token, chatId: '${seededChat}', targetUserId: '${mehmet}', bytes, signal: stop.signal },
        { log: (...words) => lines.push(words.join(' ')) });
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'Enough')
        throw error;
    } finally {
      clearInterval(busy);
      clearTimeout(end);
    }
  }

  return printed;
}
`;
}
