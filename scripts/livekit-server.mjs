// A real SFU for a test: livekit-server, built from its Go module where Go is there. `node scripts/livekit-server.mjs` builds it,
// for `.ci/run`; the test takes it from where it was built.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const VERSION = 'v1.11.0';
const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '.cache', 'livekit');

/** The program, whether it is built or not. `LIVEKIT_SERVER` names another one. */
export const livekitServer = process.env.LIVEKIT_SERVER ?? join(folder, `livekit-server-${VERSION}`);

/** Where Go's own installer puts it, when it is not in the path. */
const GO = ['go', '/usr/local/go/bin/go'];

/** Builds it where it is missing. Throws with the reason where it cannot be built. */
export function buildLivekitServer() {
  if (existsSync(livekitServer)) return;
  const go = GO.find((program) => spawnSync(program, ['version']).status === 0);
  if (go === undefined) throw new Error('Go is not installed');
  mkdirSync(folder, { recursive: true });
  console.log(`Building livekit-server ${VERSION}`);
  const { status, stderr } = spawnSync(go, ['install', `github.com/livekit/livekit-server/cmd/server@${VERSION}`], {
    env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '-mod=mod' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr.trim().split('\n').slice(-3).join(' '));
  renameSync(join(folder, 'server'), livekitServer);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    buildLivekitServer();
  } catch (error) {
    console.log(`no livekit-server, its test is skipped: ${error.message}`);
  }
}
