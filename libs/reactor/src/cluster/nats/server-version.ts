import { ReactorError } from '../../errors/index.js';

/** The first version with a time to live for each message, which leases are made of; an older one ignores it in silence. */
const OLDEST = [2, 11] as const;

/** Throws `bad_configuration` for a NATS server that is too old. @param version as it names itself: `2.11.0` */
export function checkServerVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new ReactorError(
    'bad_configuration',
    `the NATS server of cluster.nats is version ${version}, in which leases never end; run version ${OLDEST.join('.')} or newer`,
  );
}
