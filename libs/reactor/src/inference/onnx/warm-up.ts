import type { Logger } from '@nestjs/common';
import { LogLine } from '../../logging/index.js';

/**
 * Runs something twice and logs how long each took: the first run of a network allocates its memory and, on a GPU, compiles
 * its kernels.
 */
export async function warmUp(logger: Logger, run: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 2; i++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  const [firstMs, nextMs] = times.map((time) => Math.round(time * 10) / 10);
  logger.log(new LogLine('warmed up', { firstMs, nextMs }));
}
