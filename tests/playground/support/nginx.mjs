// Debian's nginx with deploy/nginx.conf, a certificate of its own, and a free port, in front of one service.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.mjs';

const program = '/usr/sbin/nginx';
const documented = join(dirname(fileURLToPath(import.meta.url)), '../../../deploy/nginx.conf');

/** Why there is no nginx; false if there is one. To be given to each test as its "skip". */
export const noNginx = !existsSync(program) && 'nginx is missing: install Debian\'s package nginx';

/** The documented file with what has to be changed in it, and with paths that anybody may write. */
function configuration(folder, port, plain, node) {
  const changes = [
    ['pid /run/nginx.pid', `pid ${folder}/nginx.pid`],
    ['error_log /var/log/nginx/error.log', `error_log ${folder}/error.log`],
    ['listen 443', `listen 127.0.0.1:${port}`],
    ['listen 80;', `listen 127.0.0.1:${plain};`],
    ['server 10.0.0.1:5080', `server ${node}`],
    [/\n *server 10\.0\.0\.2:5080[^\n]*/, ''],
    ['/etc/nginx/tls', folder],
    ['    access_log off;', `    access_log off;${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => ` ${kind}_temp_path ${folder}/${kind};`).join('')}`],
    ['worker_connections 10240', 'worker_connections 512'],
  ];
  let text = readFileSync(documented, 'utf8');
  for (const [from, to] of changes) {
    const changed = text.replaceAll(from instanceof RegExp ? new RegExp(from, 'g') : from, to);
    if (changed === text)
      throw new Error(`deploy/nginx.conf has no ${from}`);
    text = changed;
  }
  return text;
}

/** @param {string} url The service's address. */
export async function startNginx(url) {
  const folder = mkdtempSync(join(tmpdir(), 'allmine-nginx-'));
  mkdirSync(folder, { recursive: true });
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')], { stdio: 'ignore' });
  const [port, plain] = [await freePort(), await freePort()];
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, plain, new URL(url).host));
  const child = spawn(program, ['-p', folder, '-c', file, '-e', join(folder, 'error.log'), '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', chunk => { errors += chunk; });
  for (let attempt = 0; ; attempt++) {
    const listens = await new Promise(resolve => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => { socket.destroy(); resolve(true); });
      socket.on('error', () => resolve(false));
    });
    if (listens)
      break;
    if (attempt === 600 || child.exitCode !== null)
      throw new Error(`nginx does not listen: ${errors}`);
    await new Promise(resolve => { setTimeout(resolve, 50); });
  }
  return {
    url: `https://127.0.0.1:${port}`,
    plain: `http://127.0.0.1:${plain}`,
    async stop() {
      const ended = new Promise(resolve => { child.on('exit', resolve); });
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
