import type { BenchResult } from '../results.js';
import { fillBlocks } from './marked-blocks.js';
import { type ChartFile, chartsOf, markdownOf, type Section } from './result-section.js';

export interface PerformancePage {
  readonly page: string;
  readonly charts: readonly ChartFile[];
  /** Sections that are left out, for want of a result. */
  readonly without: readonly Section[];
}

/** Writes sections into the block `results` of a page. @param read result of a bench, undefined where there is none */
export function performancePage(
  page: string,
  sections: readonly Section[],
  read: (bench: string) => BenchResult | undefined,
): PerformancePage {
  const charts: ChartFile[] = [];
  const written: string[] = [];
  const without: Section[] = [];
  for (const section of sections) {
    const result = read(section.bench);
    if (result === undefined) {
      without.push(section);
      continue;
    }
    charts.push(...chartsOf(section, result));
    written.push(markdownOf(section, result));
  }
  return { page: fillBlocks(page, new Map([['results', written.join('\n\n')]])), charts, without };
}
