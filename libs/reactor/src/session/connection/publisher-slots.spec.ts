import { describe, expect, it } from '@jest/globals';
import { PublisherSlots } from './publisher-slots.js';

describe('PublisherSlots', () => {
  it('gives a track to whoever comes first, and to nobody else, the holder included', () => {
    const slots = new PublisherSlots();
    expect([slots.claim('webcam', 1), slots.claim('webcam', 2), slots.claim('webcam', 1)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([slots.holds('webcam', 1), slots.holds('webcam', 2), slots.taken('other')]).toEqual([true, false, false]);
  });

  it('takes it back from its holder alone', () => {
    const slots = new PublisherSlots();
    slots.claim('webcam', 1);
    expect([slots.release('webcam', 2), slots.taken('webcam')]).toEqual([false, true]);
    expect([slots.release('webcam', 1), slots.claim('webcam', 2)]).toEqual([true, true]);
  });

  it('takes back all that a client held when it leaves', () => {
    const slots = new PublisherSlots();
    slots.claim('webcam', 1);
    slots.claim('mic', 1);
    slots.claim('screen', 2);
    expect(slots.releaseAll(1)).toEqual(['webcam', 'mic']);
    expect([slots.taken('webcam'), slots.taken('screen')]).toEqual([false, true]);
  });
});
