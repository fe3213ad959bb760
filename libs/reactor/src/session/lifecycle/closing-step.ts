import { Logger } from '@nestjs/common';
import { describe, LogLine, stackOf } from '../../logging/index.js';

const logger = new Logger('Reactor');

/**
 * Waits for one step of closing, up to its limit: one that hangs or fails is logged and no longer awaited, so that
 * later steps still run. Never rejects.
 *
 * @param what start of the log line: `the connections`
 */
export async function closingStep(
  what: string,
  limitMs: number,
  step: Promise<unknown>,
  session?: string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.error(new LogLine(`${what} did not end within ${limitMs} ms; continuing without it`, { session }));
      resolve();
    }, limitMs);
  });
  const done = step.catch((error: unknown) => {
    logger.error(new LogLine(`${what} did not end cleanly: ${describe(error)}`, { session }), stackOf(error));
  });
  await Promise.race([done, limit]);
  clearTimeout(timer);
}
