import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { LogRateLimiter } from '../../logging/index.js';
import { LOG_BURST, LOG_LINES_PER_SECOND, MAX_LOG_TEXT } from '../protocol/protocol-limits.js';

/** Passes on what a process writes to one of its outputs, line by line, at a bounded rate and length. */
export function readLines(output: Readable, line: (text: string, unlogged: number | undefined) => void): void {
  const limiter = new LogRateLimiter(LOG_BURST, 1_000 / LOG_LINES_PER_SECOND);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const write = (text: string): void => {
    const shown = text.trimEnd();
    if (shown !== '') limiter.pass((unlogged) => line(shown, unlogged));
  };
  output.on('data', (bytes: Buffer) => {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) write(text);
    if (rest.length <= MAX_LOG_TEXT) return;
    write(rest);
    rest = '';
  });
  output.on('end', () => write(rest));
  output.on('error', () => undefined);
}
