import { Logger } from '@nestjs/common';
import { describe, LogLine, stackOf } from '../logging/index.js';

const logger = new Logger('Reactor');

/**
 * Waits for one step of an end, but no longer than it may take: what hangs or fails is logged and left to itself, so that
 * what comes after it still ends. Never rejects.
 *
 * @param what begins the log line: `the connections`
 */
export async function closingStep(
  what: string,
  limitMs: number,
  step: Promise<unknown>,
  session?: string,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      logger.error(new LogLine(`${what} did not end within ${limitMs} ms; continuing without it`, { session }));
      resolve();
    }, limitMs);
  });
  const done = step.catch((error: unknown) => {
    logger.error(new LogLine(`${what} did not end cleanly: ${describe(error)}`, { session }), stackOf(error));
  });
  await Promise.race([done, patience]);
  clearTimeout(timer);
}
