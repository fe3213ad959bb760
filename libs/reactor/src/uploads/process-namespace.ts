import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Eight digits that are the same for processes that see each other's ids: of one boot of one machine and, on Linux, of
 * one PID namespace, as containers have one each. Where the system does not report it, all processes of a machine count
 * as one namespace.
 */
export const PROCESS_NAMESPACE = createHash('sha256')
  .update(told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')))
  .update(told(() => readlinkSync('/proc/self/ns/pid')))
  .digest('hex')
  .slice(0, 8);

function told(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
