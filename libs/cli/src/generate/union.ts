import { LINE_WIDTH } from './doc-comment.js';

/**
 * A union of types, on one line where it fits; `never` without any.
 *
 * @param column where it begins; a semicolon follows
 * @param indent of the line that it is on
 */
export function unionOf(arms: readonly string[], column: number, indent = ''): string {
  if (arms.length === 0) return 'never';
  const line = arms.join(' | ');
  const first = line.split('\n', 1)[0]!;
  if (arms.length === 1 || column + first.length + 1 <= LINE_WIDTH) return line;
  return `\n${arms.map((arm) => `${indent}  | ${arm}`).join('\n')}`;
}

/** A declaration's beginning and its type; one that is on lines of its own has no space before it. */
export function typed(beginning: string, type: string): string {
  return type.startsWith('\n') ? beginning + type : `${beginning} ${type}`;
}
