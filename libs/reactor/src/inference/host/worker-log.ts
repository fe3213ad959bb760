import { Logger } from '@nestjs/common';
import { LogLine, LogRateLimiter } from '../../logging/index.js';
import { LOG_BURST, LOG_LINES_PER_SECOND, MAX_LOG_TEXT } from '../protocol/protocol-limits.js';
import type { WorkerMessage } from '../protocol/worker-messages.js';

/** Writes a worker's log lines to the server's log, at a bounded rate: the next line says how many were left out. */
export class WorkerLog {
  private readonly limiter = new LogRateLimiter(LOG_BURST, 1_000 / LOG_LINES_PER_SECOND);

  /** @param context of lines that have none */
  constructor(private readonly context: string) {}

  write({ level, text, context, stack, fields }: Extract<WorkerMessage, { type: 'log' }>): void {
    const name = context ?? this.context;
    this.limiter.pass((unlogged) => {
      const line = new LogLine(text.slice(0, 2 * MAX_LOG_TEXT), { ...fields, unlogged });
      if (stack === undefined) Logger[level](line, name);
      else Logger[level](line, stack.slice(0, 2 * MAX_LOG_TEXT), name);
    });
  }
}
