// An empty project somewhere else, with the packed client installed in it.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folder } from './client.mjs';

const npm = (cwd, ...parameters) => execFileSync('npm', [...parameters, '--loglevel=error'], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** The client as it would be published: { tarball, files }. */
export function pack() {
  const place = mkdtempSync(join(tmpdir(), 'allmine-pack-'));
  const [{ filename, files }] = JSON.parse(npm(folder, 'pack', '--json', '--ignore-scripts', '--pack-destination', place));
  return { tarball: join(place, filename), files: files.map(({ path }) => path), remove: () => rmSync(place, { recursive: true }) };
}

/** @param {Record<string, string>} files By path; package.json among them. */
export function project(tarball, files) {
  const place = mkdtempSync(join(tmpdir(), 'allmine-project-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), text);
  }

  npm(place, 'install', '--offline', '--no-audit', '--no-fund', tarball);
  return {
    place,
    /** Runs a program of Node's there, and gives what it printed; that goes for a compiler's complaints, too. */
    run: (...parameters) => {
      const { stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: place, encoding: 'utf8' });
      return stdout + stderr;
    },
    remove: () => rmSync(place, { recursive: true }),
  };
}
