import { describe, expect, it } from '@jest/globals';
import { Logger, type LogLevel } from '@nestjs/common';
import { LogLine } from './log-line.js';
import { ReactorLogger, type ReactorLoggerOptions } from './reactor-logger.js';

const TS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

/** What a Nest logger of the context `Sunny` makes the logger write. */
function written(options: ReactorLoggerOptions, act: (logger: Logger) => void): string {
  let text = '';
  Logger.overrideLogger(new ReactorLogger({ ...options, write: (record) => (text += record) }));
  act(new Logger('Sunny'));
  Logger.overrideLogger(false);
  return text;
}

const text = (act: (logger: Logger) => void): string => written({}, act).replace(TS, '');
const json = (act: (logger: Logger) => void): Record<string, unknown> =>
  JSON.parse(written({ format: 'json' }, act)) as Record<string, unknown>;

describe('ReactorLogger in text', () => {
  it('starts a record with its time in UTC', () => {
    expect(written({}, (logger) => logger.log('hello'))).toMatch(TS);
  });

  it.each<[string, (logger: Logger) => void, string]>([
    ['a message', (logger) => logger.log('hello'), 'INFO Sunny: hello\n'],
    ['a warning', (logger) => logger.warn('careful'), 'WARNING Sunny: careful\n'],
    ['an error without a stack', (logger) => logger.error('broken'), 'ERROR Sunny: broken\n'],
    ['the worst', (logger) => logger.fatal('gone'), 'CRITICAL Sunny: gone\n'],
    ['several parts', (logger) => logger.log('a', 'b', 3), 'INFO Sunny: a b 3\n'],
    [
      'facts of a line',
      (logger) => logger.log(new LogLine('hello', { session: 'a1', why: 'two words' })),
      'INFO Sunny: hello session=a1 why="two words"\n',
    ],
    [
      'facts of an object',
      (logger) => logger.log('hello', { n: 1, none: null, deep: { a: [1] } }),
      'INFO Sunny: hello n=1 deep="{ a: [ 1 ] }"\n',
    ],
    [
      'a message that pretends to be two records',
      (logger) => logger.log('hello\n2026 INFO Sunny: forged\u001b[2J'),
      'INFO Sunny: hello\\n2026 INFO Sunny: forged\\u001b[2J\n',
    ],
  ])('writes %s', (_, act, line) => {
    expect(text(act)).toBe(line);
  });

  it("puts an error's stack and its cause's below the line", () => {
    const error = new Error('outer', { cause: new Error('inner') });
    const lines = text((logger) => logger.error(error)).split('\n');
    expect(lines[0]).toBe('ERROR Sunny: outer');
    expect(lines[1]).toBe('Error: outer');
    expect(lines).toContainEqual('caused by: Error: inner');
  });
});

describe('ReactorLogger in JSON', () => {
  it('writes one object with its facts as keys', () => {
    const record = json((logger) => logger.log(new LogLine('hello', { session: 'a1', client: 7, code: undefined })));
    expect(record).toEqual({
      ts: expect.stringMatching(/Z$/),
      level: 'INFO',
      logger: 'Sunny',
      msg: 'hello',
      session: 'a1',
      client: 7,
    });
  });

  it('lets no fact take the place of the envelope', () => {
    const record = json((logger) => logger.log('hello', { level: 'NONE', msg: 'other', ts: 0, logger: 'x' }));
    expect(record).toEqual({ ts: expect.any(String), level: 'INFO', logger: 'Sunny', msg: 'hello' });
  });

  it('keeps a stack in the object', () => {
    const stack = new Error('inner').stack;
    const record = json((logger) => logger.error('broken', stack));
    expect(record).toMatchObject({ msg: 'broken', exc_info: stack });
  });
});

describe('the level of a ReactorLogger', () => {
  it.each<[LogLevel, string[]]>([
    ['verbose', ['verbose', 'debug', 'log', 'warn', 'error', 'fatal']],
    ['log', ['log', 'warn', 'error', 'fatal']],
    ['error', ['error', 'fatal']],
  ])('%s lets through what is as important or more', (level, expected) => {
    let records = '';
    const logger = new ReactorLogger({ level, write: (record) => (records += record) });
    for (const name of ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'] as const) logger[name](name, 'Sunny');
    expect(
      records
        .trim()
        .split('\n')
        .map((line) => line.split(': ')[1]),
    ).toEqual(expected);
  });

  it('takes what Nest says of its own start for details', () => {
    const route = (level: LogLevel): string => {
      let record = '';
      new ReactorLogger({ level, write: (line) => (record += line) }).log('Mapped {/x, GET} route', 'RouterExplorer');
      return record.replace(TS, '');
    };
    expect(route('log')).toBe('');
    expect(route('debug')).toBe('DEBUG RouterExplorer: Mapped {/x, GET} route\n');
  });
});
