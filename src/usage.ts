import { SETTINGS } from './app.config.js';
import { OPTIONS } from './command-line.js';

/** What `--help` prints. */
export function usage(models: readonly string[]): string {
  const width = Math.max(...OPTIONS.map(([written]) => written.length));
  return [
    'Usage: npm start -- [options]',
    '       node dist/main.js [options]',
    '',
    'Serves models as live video streams, with a page to watch and control them.',
    '',
    'Options:',
    ...OPTIONS.map(([written, what]) => `  ${written.padEnd(width)}  ${what}`),
    '',
    `Models: ${models.join(', ')}`,
    '',
    'Environment, with what holds where it is not set. A file .env is read too; .env.example explains each:',
    ...Object.entries(SETTINGS).map(([name, { fallback }]) => `  ${name}=${textOf(fallback)}`),
  ].join('\n');
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  if (value === false) return 'off';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
