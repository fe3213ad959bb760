/** One line of a JSON Lines text that is neither blank nor too deep to be read. */
export interface JsonLine {
  /** From 1. */
  readonly line: number;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What is wrong with a line. */
export interface LineProblem {
  readonly line: number;
  readonly problem: string;
}

/** Reads one JSON object a line; blank lines are skipped. */
export function readJsonLines(text: string): { readonly lines: readonly JsonLine[]; readonly problems: LineProblem[] } {
  const lines: JsonLine[] = [];
  const problems: LineProblem[] = [];
  for (const [i, source] of text.split(/\r?\n/).entries()) {
    if (source.trim() === '') continue;
    const line = i + 1;
    const value = parse(source);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      lines.push({ line, value: value as JsonLine['value'] });
    } else problems.push({ line, problem: value === undefined ? 'is not JSON' : 'is not an object' });
  }
  return { lines, problems };
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
