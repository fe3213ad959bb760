import type { Check } from '../check.js';
import { type Finding, ok, problem } from '../finding.js';

export const node: Check = { name: 'Node', run: () => nodeFinding(process.versions.node) };

/** @param version such as `20.19.0` */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return ok(version);
  return problem(`${version} is too old`, 'install Node 20.19 or newer');
}
