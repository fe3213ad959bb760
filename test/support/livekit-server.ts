import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { livekitServer } from '../../scripts/livekit-server.mjs';
import { freePort } from './free-port.js';
import { until } from './until.js';

const KEY = 'devkey';
const SECRET = 'a-secret-of-at-least-thirty-two-bytes';

/** Why the tests with it are skipped; empty where they are not. */
export const livekitIsMissing = existsSync(livekitServer)
  ? ''
  : ' (skipped: no livekit-server; node scripts/livekit-server.mjs builds it, with Go)';

/** One participant of a room, as its API has it. */
export interface LivekitParticipant {
  readonly identity: string;
  readonly state: string;
  readonly tracks: readonly { readonly type: string; readonly name: string; readonly mime_type: string }[];
}

/** A real SFU in a process of its own, on loopback alone. */
export class LivekitServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  static async start(): Promise<LivekitServer> {
    const folder = await mkdtemp(join(tmpdir(), 'livekit-'));
    const [port, media] = [await freePort(), await freePort()];
    const config = {
      port,
      bind_addresses: ['127.0.0.1'],
      keys: { [KEY]: SECRET },
      rtc: {
        udp_port: media,
        tcp_port: 0,
        use_external_ip: false,
        node_ip: '127.0.0.1',
        enable_loopback_candidate: true,
        interfaces: { includes: ['lo'] },
      },
      logging: { level: 'error' },
    };
    // YAML takes JSON.
    await writeFile(join(folder, 'config.yaml'), JSON.stringify(config));
    const child = spawn(livekitServer, ['--config', join(folder, 'config.yaml')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const server = new LivekitServer(child, folder, `http://127.0.0.1:${port}`);
    await until('livekit-server to listen', () =>
      fetch(server.url).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    return server;
  }

  /** An access token. @param video what it grants */
  token(identity: string, video: object): string {
    const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const nowS = Math.floor(Date.now() / 1_000);
    const claims = { iss: KEY, sub: identity, nbf: nowS - 5, exp: nowS + 600, video };
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
  }

  async participants(room: string): Promise<readonly LivekitParticipant[]> {
    const reply = await fetch(`${this.url}/twirp/livekit.RoomService/ListParticipants`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.token('admin', { roomAdmin: true, room })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ room }),
    });
    return ((await reply.json()) as { participants?: readonly LivekitParticipant[] }).participants ?? [];
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    await rm(this.folder, { recursive: true });
  }
}
