import type { Check, CheckContext } from './check.js';
import { encoders } from './checks/encoders.check.js';
import { engine } from './checks/engine.check.js';
import { executionProviders } from './checks/execution-providers.check.js';
import { framework } from './checks/framework.check.js';
import { node } from './checks/node.check.js';
import { openFiles } from './checks/open-files.check.js';
import { port } from './checks/port.check.js';
import { python } from './checks/python.check.js';
import { sharedMemory } from './checks/shared-memory.check.js';
import { udp } from './checks/udp.check.js';
import type { Finding } from './finding.js';

/** In the order of the report. */
const CHECKS: readonly Check[] = [
  node,
  framework,
  engine,
  encoders,
  executionProviders,
  python,
  port,
  udp,
  openFiles,
  sharedMemory,
];

export interface NamedFinding extends Finding {
  readonly check: string;
}

/** Looks at everything, one after the other: they load libraries, and would wait for each other. */
export async function examine(context: CheckContext): Promise<readonly NamedFinding[]> {
  const findings: NamedFinding[] = [];
  for (const check of CHECKS) {
    if (check.isOfProject && context.project === undefined) continue;
    findings.push({ check: check.name, ...(await check.run(context)) });
  }
  return findings;
}
