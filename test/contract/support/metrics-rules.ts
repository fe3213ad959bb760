import { readMetrics } from './metrics-text.js';

/** Units that a name must not end with or contain, and what they are of. */
const FOREIGN_UNITS = new Set(
  ['milliseconds', 'microseconds', 'nanoseconds', 'minutes', 'hours', 'days', 'weeks', 'kilobytes', 'megabytes']
    .concat(['gigabytes', 'bits', 'percent', 'fahrenheit', 'kelvin', 'kelvins', 'inches', 'millimeters', 'centimeters'])
    // Abbreviated ones.
    .concat(['s', 'ms', 'us', 'ns', 'sec', 'b', 'kb', 'mb', 'gb', 'tb', 'kbps', 'h', 'm', 'd']),
);

/**
 * What `promtool check metrics` finds in a page of metrics, by the same rules: one line for each problem. It is here so
 * that they hold where the tool is not installed.
 */
export function findMetricProblems(page: string): string[] {
  const problems: string[] = [];
  for (const { name, type, help, series } of readMetrics(page).values()) {
    const found = (problem: string): number => problems.push(`${name} ${problem}`);
    const parts = name.split('_');
    if (help === '') found('no help text');
    if (/[A-Z]/.test(name)) found('metric names should be written in snake_case');
    if (name.includes(':')) found("metric names should not contain ':'");
    if (type === 'counter' && !name.endsWith('_total')) found('counter metrics should have "_total" suffix');
    if (type !== 'counter' && name.endsWith('_total')) found('non-counter metrics should not have "_total" suffix');
    if (type !== 'histogram' && name.endsWith('_bucket'))
      found('non-histogram metrics should not have "_bucket" suffix');
    if (type !== 'histogram' && type !== 'summary' && /_(count|sum)$/.test(name)) {
      found('metrics other than histograms and summaries should not have "_count" or "_sum" suffix');
    }
    if (parts.some((part) => part === type)) found(`metric name should not include type '${type}'`);
    const unit = parts.find((part) => FOREIGN_UNITS.has(part));
    if (unit !== undefined) found(`use base units instead of '${unit}'`);
    for (const label of new Set(series.flatMap(({ labels }) => Object.keys(labels)))) {
      if (/[A-Z]/.test(label)) found(`label '${label}' should be written in snake_case`);
      if (label === 'quantile' && type !== 'summary') found('non-summary metrics should not have "quantile" label');
      if (label === 'le' && type !== 'histogram') found('non-histogram metrics should not have "le" label');
    }
  }
  return problems;
}
