import { describe, expect, it } from '@jest/globals';
import type { WorkerMessage } from '../protocol/worker-messages.js';
import { ChannelLogger } from './channel-logger.js';

/** What the worker's logger posts for one call. */
function posted(act: (logger: ChannelLogger) => void, session?: string): WorkerMessage | undefined {
  const messages: WorkerMessage[] = [];
  act(new ChannelLogger({ post: (message) => messages.push(message) }, () => session));
  expect(messages).toHaveLength(1);
  return messages[0];
}

describe('ChannelLogger', () => {
  it('names the session that runs', () => {
    expect(posted((logger) => logger.warn('warm', { degrees: 90 }, 'Sunny'), 's1')).toEqual({
      type: 'log',
      level: 'warn',
      text: 'warm',
      context: 'Sunny',
      stack: undefined,
      fields: { degrees: 90, session: 's1' },
    });
  });

  it('sends a stack apart from the text', () => {
    const error = new Error('broken');
    expect(posted((logger) => logger.error(error, 'Sunny'))).toMatchObject({ text: 'broken', stack: error.stack });
  });

  it('cuts a line that is too long, and says so', () => {
    const { text } = posted((logger) => logger.log('x'.repeat(20_000), 'Sunny')) as { text: string };
    expect(text).toHaveLength(16_384 + '… (3616 more characters)'.length);
    expect(text).toMatch(/… \(3616 more characters\)$/);
  });

  it.each<[string, (logger: ChannelLogger) => void]>([
    ['on starting', (logger) => logger.log('dependencies initialized', 'InstanceLoader')],
    ['on what cannot be built', (logger) => logger.error(new Error("can't resolve"), 'ExceptionHandler')],
  ])("takes the framework's words %s for details", (_, act) => {
    expect(posted(act)).toMatchObject({ level: 'debug' });
  });
});
