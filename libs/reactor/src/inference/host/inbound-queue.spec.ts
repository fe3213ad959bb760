import { describe, expect, it } from '@jest/globals';
import { InboundQueue } from './inbound-queue.js';

function setUp(limit: number) {
  const sent: string[] = [];
  const window = new InboundQueue(limit);
  // As a media library, which uses one buffer for all.
  const buffer = new Uint8Array(1);
  const push = (track: string, ...names: string[]): void => {
    for (const name of names) {
      buffer[0] = name.charCodeAt(0);
      window.push(track, [buffer], ([part]) => sent.push(String.fromCharCode(part![0]!)));
    }
  };
  return { window, sent, push };
}

describe('the window of what is under way to a model', () => {
  it.each([
    [1, ['a'], 2],
    [3, ['a', 'b', 'c'], 0],
  ])('lets %d of a track through, and keeps the newest of those beyond', (limit, through, dropped) => {
    const { window, sent, push } = setUp(limit);
    push('webcam', 'a', 'b', 'c', 'd');
    expect(sent).toEqual(through);
    window.taken('webcam');
    expect(sent).toEqual([...through, 'd']);
    expect(window.drops).toEqual([{ track: 'webcam', cause: 'worker_busy', frames: dropped }]);
  });

  it('counts each track by itself', () => {
    const { window, sent, push } = setUp(1);
    push('webcam', 'a', 'b', 'c');
    push('mic', 'x');
    expect(sent).toEqual(['a', 'x']);
    expect(window.drops).toEqual([
      { track: 'webcam', cause: 'worker_busy', frames: 1 },
      { track: 'mic', cause: 'worker_busy', frames: 0 },
    ]);
  });

  it('has room again for a new worker, and counts on', () => {
    const { window, sent, push } = setUp(1);
    push('webcam', 'a', 'b', 'c');
    window.clear();
    push('webcam', 'd', 'e', 'f');
    expect(sent).toEqual(['a', 'd']);
    // Two that were overtaken, and the one that waited for the worker that is gone.
    expect(window.drops).toEqual([{ track: 'webcam', cause: 'worker_busy', frames: 3 }]);
  });
});
