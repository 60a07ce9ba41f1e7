// The client as it was built: npm run build.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Why nothing can be tested; false if it can. To be given to each test as its "skip". */
export const skip = !existsSync(join(folder, 'node_modules/typescript'))
  && 'The client\'s packages are missing: npm ci in clients/typescript has not been run';

/** One module of the built client. */
export const built = name => skip ? {} : import(`../../dist/esm/${name}.js`);

export const client = await built('index');

export const ayse = '64d15f9e2e6c8f4d5a111111';
export const mehmet = '64d15f9e2e6c8f4d5a654321';
export const seededChat = '64d15f9e2e6c8f4d5a123456';
export const nobody = '64d15f9e2e6c8f4d5a999999';

export const tokenOf = async (url, userId, role) =>
  (await new client.Allmine({ baseUrl: url }).development.issueToken({ userId, role })).accessToken;

/** A client for one of the seeded users. */
export const clientOf = async (url, userId = ayse, options = {}) =>
  new client.Allmine({ baseUrl: url, token: await tokenOf(url, userId), ...options });

/** All of an iteration. */
export async function collect(items) {
  const all = [];
  for await (const item of items)
    all.push(item);
  return all;
}
