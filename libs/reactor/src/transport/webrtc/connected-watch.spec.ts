import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConnectedWatch } from './connected-watch.js';

describe('a peer counts as connected', () => {
  let state: { path: boolean; channel: boolean };
  let connected: number;
  let watch: ConnectedWatch;

  beforeEach(() => {
    jest.useFakeTimers();
    state = { path: false, channel: false };
    connected = 0;
    watch = new ConnectedWatch({
      pathIsOpen: () => state.path,
      channelIsOpen: () => state.channel,
      connected: () => connected++,
    });
  });
  afterEach(() => {
    watch.close();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const change = (next: Partial<typeof state>): void => {
    Object.assign(state, next);
    watch.check();
  };

  it.each([
    ['path, channel', [{ path: true }, { channel: true }]],
    ['channel, path', [{ channel: true }, { path: true }]],
  ])('once both are open: %s', (_order, [first, second]) => {
    change(first!);
    expect(connected).toBe(0);
    change(second!);
    watch.check();
    expect(connected).toBe(1);
  });

  it('with its path alone where its client offered no channels', () => {
    watch.awaitsChannels = false;
    change({ path: true });
    expect(connected).toBe(1);
  });

  it('two seconds after its path opened where the client never opens a channel', () => {
    change({ path: true });
    jest.advanceTimersByTime(1_999);
    watch.check();
    expect(connected).toBe(0);
    jest.advanceTimersByTime(1);
    expect(connected).toBe(1);
  });

  it('with its first message, whatever the engine has reported', () => {
    watch.confirm();
    watch.confirm();
    change({ path: true, channel: true });
    expect(connected).toBe(1);
  });

  it('never once it is closed', () => {
    change({ path: true });
    watch.close();
    jest.advanceTimersByTime(5_000);
    change({ channel: true });
    watch.confirm();
    expect(connected).toBe(0);
  });
});
