// The built service as a process of its own, in Development, with an empty embedded store in a temporary folder.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The program as it was built last. */
function program() {
  const built = ['Release', 'Debug']
    .map(configuration => join(repository, 'src/Allmine.Api/bin', configuration, 'net10.0/Allmine.Api.dll'))
    .filter(existsSync)
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (built.length === 0)
    throw new Error('The service is not built: dotnet build src/Allmine.Api');
  return built[0];
}

/** Keeps it from warming up, which no test here waits for: where the tests of the API were built with it, they bring what does that. */
function cold() {
  const copy = program().replace('/src/Allmine.Api/', '/tests/Allmine.Api.Tests/');
  const isSame = existsSync(copy) && statSync(copy).mtimeMs === statSync(program()).mtimeMs;
  return isSame ? { DOTNET_STARTUP_HOOKS: copy.replace(/Allmine\.Api\.dll$/, 'Allmine.Api.Tests.dll') } : {};
}

/**
 * Starts it on a free port and waits until it listens.
 * @param {Record<string, string>} settings With "__" between section and name.
 */
export async function startService(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'allmine-playground-'));
  // What the tests were started with is not what the service is started with.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(ASPNETCORE|DOTNET)_(ENVIRONMENT|URLS)$/.test(name)));
  const child = spawn('dotnet', [program()], {
    cwd: folder,
    env: {
      ...inherited, ...cold(), ASPNETCORE_URLS: 'http://127.0.0.1:0', ASPNETCORE_ENVIRONMENT: 'Development', Webhooks__AllowPrivateAddresses: `${!settings.ASPNETCORE_ENVIRONMENT}`, Embedded__Path: join(folder, 'data'),
      RateLimits__SendsPerMinute: '0', RateLimits__RequestsPerMinute: '0', RateLimits__UploadsPerMinute: '0', RateLimits__AnonymousPerMinute: '0', ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let patience;
  const url = await new Promise((resolve, reject) => {
    const read = chunk => {
      output += chunk;
      // Outside Development it says so in its log alone.
      const listening = /^Allmine listens on (\S+)/m.exec(output) ?? /"Addresses":"(http[^"]+)"/.exec(output);
      if (listening)
        resolve(listening[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', code => reject(new Error(`The service has ended (${code}): ${output}`)));
    patience = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The service does not listen: ${output}`));
    }, 60_000);
  }).finally(() => clearTimeout(patience));
  return {
    url,
    folder,
    /** What it has printed. */
    output: () => output,
    async stop() {
      const ended = new Promise(resolve => { child.on('exit', resolve); });
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
