import { readFileSync } from 'node:fs';
import type { Check } from '../check.js';
import { absent, type Finding, ok, warning } from '../finding.js';

/** Files that a viewer needs with the engine that has a peer for each, at most. */
const OF_VIEWER = 35;

/** Files of a server without viewers. */
const OF_SERVER = 100;

/** Viewers that a server should have room for. */
const ENOUGH_VIEWERS = 64;

export const openFiles: Check = { name: 'open files', run: () => openFilesFinding(limit()) };

/** Of this process, which hands it on to those that it starts. Node has no call for it. */
function limit(): number | 'unlimited' | undefined {
  try {
    const [, soft] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    if (soft === undefined) return undefined;
    return soft === 'unlimited' ? soft : Number(soft);
  } catch {
    return undefined;
  }
}

/** @param soft limit of open files; undefined where the system does not say */
export function openFilesFinding(soft: number | 'unlimited' | undefined): Finding {
  if (soft === undefined) return absent('this system does not say its limit', 'look it up with ulimit -n');
  if (soft === 'unlimited') return ok('unlimited');
  const viewers = Math.max(0, Math.floor((soft - OF_SERVER) / OF_VIEWER));
  if (viewers >= ENOUGH_VIEWERS) return ok(`${soft}`);
  return warning(
    `${soft}, room for about ${viewers} viewers`,
    'raise it: ulimit -n 65536, LimitNOFILE= of systemd, or docker run --ulimit nofile=65536:65536',
  );
}
