import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { defaultLadder } from '../../webrtc/ladder.js';
import { type FannedFrame, RungFan } from './rung-fan.js';
import { ViewerTrack } from './viewer-track.js';

const [FULL, HALF] = defaultLadder(4_000);

function frame(ms: number, keyframe = false): FannedFrame {
  return { keyframe, timestamp: ms * 90, atMs: ms, data: new Uint8Array([ms]) };
}

/** A rung whose requests are noted. */
function openFan(index: number): { fan: RungFan; asked: string[] } {
  const asked: string[] = [];
  const name = { track: 1, codec: 'VP8', index } as const;
  const fan = new RungFan(name, index === 0 ? FULL! : HALF!, {
    wanted: () => asked.push('wanted'),
    idle: () => asked.push('idle'),
    requestKeyframe: () => asked.push('keyframe') > 0,
    repeatPicture: () => asked.push('repeat'),
  });
  return { fan, asked };
}

class Client {
  readonly got: { readonly bytes: number; readonly timestamp: number }[] = [];
  queuedMs = 0;
  readonly dropped: string[] = [];
  takes = true;
  readonly track = new ViewerTrack({
    send: ({ data }, timestamp) => {
      if (this.takes) this.got.push({ bytes: data[0]!, timestamp });
      return this.takes;
    },
    queuedMs: () => this.queuedMs,
    dropped: (cause) => this.dropped.push(cause),
  });
  get pictures(): number[] {
    return this.got.map(({ bytes }) => bytes);
  }
}

describe('an output for one viewer', () => {
  let full: ReturnType<typeof openFan>;
  let half: ReturnType<typeof openFan>;
  beforeEach(() => {
    jest.useFakeTimers();
    [full, half] = [openFan(0), openFan(1)];
  });
  afterEach(() => {
    full.fan.close();
    half.fan.close();
    jest.useRealTimers();
  });

  it('begins with a keyframe, which it asks for', () => {
    const client = new Client();
    client.track.moveTo(full.fan);
    expect(full.asked).toEqual(['wanted', 'keyframe', 'repeat']);
    full.fan.push(frame(1));
    full.fan.push(frame(2, true));
    full.fan.push(frame(3));
    expect(client.pictures).toEqual([2, 3]);
  });

  it('begins at once with a keyframe that few frames have followed, and with those', () => {
    const [first, second] = [new Client(), new Client()];
    first.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    full.fan.push(frame(2));
    full.asked.length = 0;
    second.track.moveTo(full.fan);
    expect(second.pictures).toEqual([1, 2]);
    expect(full.asked).toEqual([]);
    full.fan.push(frame(3));
    expect(second.pictures).toEqual([1, 2, 3]);
    const timestamps = second.got.map(({ timestamp }) => timestamp);
    expect(timestamps).toEqual([90, 180, 270]);
  });

  it('asks for a keyframe where many frames have followed the last one', () => {
    const [first, second] = [new Client(), new Client()];
    first.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    for (let ms = 2; ms < 30; ms++) full.fan.push(frame(ms));
    full.asked.length = 0;
    jest.advanceTimersByTime(1_000);
    second.track.moveTo(full.fan);
    expect(second.pictures).toEqual([]);
    expect(full.asked).toEqual(['keyframe', 'repeat']);
  });

  it('stays on its rung until the other one has a keyframe, and its timestamps rise', () => {
    const client = new Client();
    client.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    client.track.moveTo(half.fan);
    full.fan.push(frame(2));
    half.fan.push(frame(2));
    half.fan.push(frame(2, true));
    full.fan.push(frame(3));
    half.fan.push(frame(3));
    expect(client.pictures).toEqual([1, 2, 2, 3]);
    const timestamps = client.got.map(({ timestamp }) => timestamp);
    expect(timestamps).toEqual([90, 180, 181, 270]);
  });

  it('goes back without a keyframe where the other rung had none yet', () => {
    const client = new Client();
    client.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    client.track.moveTo(half.fan);
    client.track.moveTo(full.fan);
    full.fan.push(frame(2));
    expect(client.pictures).toEqual([1, 2]);
    expect(half.fan.size).toBe(0);
  });

  it('leaves frames out while its link is behind, and goes on with a keyframe', () => {
    const [slow, quick] = [new Client(), new Client()];
    slow.track.moveTo(full.fan);
    quick.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    slow.queuedMs = 300;
    full.fan.push(frame(2));
    slow.queuedMs = 100;
    full.fan.push(frame(3));
    slow.queuedMs = 10;
    full.fan.push(frame(4));
    expect(slow.pictures).toEqual([1]);
    expect(slow.dropped).toEqual(['link_behind', 'link_behind', 'awaiting_keyframe']);
    jest.advanceTimersByTime(250);
    expect(full.asked.filter((what) => what === 'keyframe')).toHaveLength(2);
    full.fan.push(frame(5, true));
    full.fan.push(frame(6));
    expect(slow.pictures).toEqual([1, 5, 6]);
    expect(quick.pictures).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('goes on after a pause with the newest keyframe, and timestamps that rise', () => {
    const client = new Client();
    client.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    client.track.stop();
    full.fan.push(frame(2));
    client.track.moveTo(full.fan);
    full.fan.push(frame(3));
    expect(client.pictures).toEqual([1, 1, 2, 3]);
    expect(client.got.map(({ timestamp }) => timestamp)).toEqual([90, 91, 180, 270]);
  });

  it('waits for a keyframe after a frame that the client did not take', () => {
    const client = new Client();
    client.takes = false;
    client.track.moveTo(full.fan);
    full.fan.push(frame(1, true));
    client.takes = true;
    full.fan.push(frame(2));
    full.fan.push(frame(3, true));
    expect(client.pictures).toEqual([3]);
    expect(client.dropped).toEqual(['not_taken', 'awaiting_keyframe']);
  });
});

describe('a rung', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks for one keyframe in 250 ms, however many viewers want one', () => {
    const { fan, asked } = openFan(0);
    const clients = Array.from({ length: 20 }, () => new Client());
    for (const { track } of clients) track.moveTo(fan);
    for (let ms = 0; ms < 1_000; ms += 10) {
      for (const { track } of clients) track.requestKeyframe();
      jest.advanceTimersByTime(10);
    }
    const requests = asked.filter((what) => what === 'keyframe').length;
    expect(requests).toBeGreaterThanOrEqual(3);
    expect(requests).toBeLessThanOrEqual(5);
    fan.close();
  });

  it('starts for a viewer who is expected, and ends where he does not come', () => {
    const { fan, asked } = openFan(0);
    fan.prepare();
    fan.prepare();
    expect(asked).toEqual(['wanted']);
    jest.advanceTimersByTime(9_999);
    const client = new Client();
    client.track.moveTo(fan);
    jest.advanceTimersByTime(60_000);
    expect(asked).not.toContain('idle');
    client.track.stop();
    jest.advanceTimersByTime(2_000);
    expect(asked.at(-1)).toBe('idle');
    fan.prepare();
    jest.advanceTimersByTime(10_000);
    expect(asked.filter((what) => what === 'idle')).toHaveLength(2);
    fan.close();
  });

  it('is idle when nobody has needed it for a while, and not when somebody comes back', () => {
    const { fan, asked } = openFan(0);
    const client = new Client();
    client.track.moveTo(fan);
    client.track.stop();
    jest.advanceTimersByTime(1_000);
    client.track.moveTo(fan);
    jest.advanceTimersByTime(10_000);
    expect(asked).not.toContain('idle');
    client.track.stop();
    jest.advanceTimersByTime(3_000);
    expect(asked.filter((what) => what === 'idle')).toHaveLength(1);
    client.track.moveTo(fan);
    expect(asked.filter((what) => what === 'wanted')).toHaveLength(2);
    fan.close();
  });
});
