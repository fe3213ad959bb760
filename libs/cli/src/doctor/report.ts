import type { NamedFinding } from './examine.js';
import type { FindingState } from './finding.js';

const SIGNS: Readonly<Record<FindingState, string>> = { ok: 'ok', absent: '-', warning: 'warning', problem: 'PROBLEM' };

/** A line for each finding, and below it what to do. */
export function reportOf(findings: readonly NamedFinding[]): string {
  const signs = Math.max(...Object.values(SIGNS).map((sign) => sign.length));
  const names = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, text, mend }) => [
    `${SIGNS[state].padEnd(signs)}  ${check.padEnd(names)}  ${text}`,
    ...(mend === undefined ? [] : [`${' '.repeat(signs + names + 4)}${mend}`]),
  ]);
  const problems = findings.filter(({ state }) => state === 'problem').length;
  const sum =
    problems === 0
      ? 'Models can be served here.'
      : `Models cannot be served here until ${problems === 1 ? 'the problem is' : `${problems} problems are`} mended.`;
  return [...lines, '', sum].join('\n');
}
