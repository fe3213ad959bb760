import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { freePort } from './free-port.js';
import { until } from './until.js';

const OPS = join(import.meta.dirname, '..', '..', 'ops');

export type ProxyKind = 'nginx' | 'caddy';

/** Where Debian's packages have it, when they are unpacked and not installed. */
const PROGRAMS: Readonly<Record<ProxyKind, readonly string[]>> = {
  nginx: ['nginx', '/usr/sbin/nginx'],
  caddy: ['caddy'],
};

const VERSION: Readonly<Record<ProxyKind, string>> = { nginx: '-v', caddy: 'version' };

function programOf(kind: ProxyKind): string | undefined {
  const named = process.env[`${kind.toUpperCase()}_PROGRAM`];
  const candidates = named === undefined ? PROGRAMS[kind] : [named];
  return candidates.find((program) => spawnSync(program, [VERSION[kind]]).status === 0);
}

/** Is it installed? */
export const hasProxy = (kind: ProxyKind): boolean => programOf(kind) !== undefined;

/** A real reverse proxy with the configuration of `ops/`, on ports of its own and with a certificate that it signed itself. */
export class ReverseProxy {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly port: number,
    /** Redirects to the other one; Caddy's is not started. */
    readonly plainPort: number | undefined,
    /** The certificate, in PEM. */
    readonly certificate: string,
  ) {}

  /** @param app `http://127.0.0.1:port` */
  static async start(kind: ProxyKind, app: string): Promise<ReverseProxy> {
    const folder = await mkdtemp(join(tmpdir(), `${kind}-`));
    const [port, plainPort] = [await freePort(), await freePort()];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'].concat(
        ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
        ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')],
      ),
      { stdio: 'ignore' },
    );
    const upstream = new URL(app).host;
    const args = await (kind === 'nginx' ? nginx : caddy)({ folder, port, plainPort, upstream });
    const child = spawn(programOf(kind)!, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    });
    await until(`${kind} to listen`, () => listens(port));
    const certificate = await readFile(join(folder, 'certificate.pem'), 'utf8');
    return new ReverseProxy(child, folder, port, kind === 'nginx' ? plainPort : undefined, certificate);
  }

  get url(): string {
    return `https://localhost:${this.port}`;
  }

  get certificateFile(): string {
    return join(this.folder, 'certificate.pem');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    await rm(this.folder, { recursive: true });
  }
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly plainPort: number;
  /** Host and port. */
  readonly upstream: string;
}

/** Every replacement must find something: a test of other lines than those that are documented would test nothing. */
function replaced(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`the configuration has no ${from}`);
    return changed.replaceAll(from, to);
  }, text);
}

async function nginx({ folder, port, plainPort, upstream }: Place): Promise<string[]> {
  const site = replaced(await readFile(join(OPS, 'nginx', 'reactor.conf'), 'utf8'), {
    'listen [::]:80;': '',
    'listen [::]:443 ssl http2;': '',
    'listen 80;': `listen 127.0.0.1:${plainPort};`,
    'listen 443 ssl http2;': `listen 127.0.0.1:${port} ssl http2;`,
    'server_name video.example;': 'server_name localhost;',
    '/etc/letsencrypt/live/video.example/fullchain.pem': join(folder, 'certificate.pem'),
    '/etc/letsencrypt/live/video.example/privkey.pem': join(folder, 'key.pem'),
    '127.0.0.1:8080': upstream,
  });
  await mkdir(join(folder, 'temp'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, 'temp', name)};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const main = `${user} daemon off; pid ${join(folder, 'pid')}; error_log stderr warn; events {}
    http { access_log off; ${temporary.join(' ')} include ${join(folder, 'reactor.conf')}; }`;
  await writeFile(join(folder, 'reactor.conf'), site);
  await writeFile(join(folder, 'nginx.conf'), main);
  return ['-p', folder, '-e', 'stderr', '-c', join(folder, 'nginx.conf')];
}

async function caddy({ folder, port, upstream }: Place): Promise<string[]> {
  const site = replaced(await readFile(join(OPS, 'caddy', 'Caddyfile'), 'utf8'), {
    'video.example {': `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls ${join(folder, 'certificate.pem')} ${join(folder, 'key.pem')}`,
    '127.0.0.1:8080': upstream,
  });
  await writeFile(
    join(folder, 'Caddyfile'),
    `{\n\tadmin off\n\tauto_https disable_redirects\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n${site}`,
  );
  return ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
