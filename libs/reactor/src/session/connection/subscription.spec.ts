import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ServerMessage } from '@nestjs-reactor/protocol';
import { Subscription } from './subscription.js';

const sent: ServerMessage[] = [];
let values: Record<string, number>;
let backlog: number;
let dropped: number;

function feed(): Subscription {
  return new Subscription(
    {
      inputs: (names) => ({
        sequence: 1,
        complete: names === undefined,
        inputs: [...(names ?? Object.keys(values))].map((name) => ({ name, value: values[name] })),
      }),
      viewers: () => 2,
      notice: () => undefined,
      seats: () => ({ you: 'watch', controllers: [7], asking: [] }),
      timeLimit: () => ({ ends_in_ms: 30_000, waiting: 2 }),
    },
    { send: (message) => sent.push(message), dropped: () => dropped++, backlog: () => backlog },
  );
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

beforeEach(() => {
  sent.length = 0;
  values = { a: 1, b: 1 };
  backlog = 0;
  dropped = 0;
});

describe('the feed of a client', () => {
  it('is silent where nothing was subscribed to', async () => {
    const silent = feed();
    silent.inputsChanged(['a']);
    silent.viewersChanged();
    const other = feed();
    other.subscribe(['viewers']);
    silent.close();
    other.close();
    expect(sent).toEqual([{ kind: 'viewers', count: 2 }]);
  });

  it('sends who controls the session, and when it ends, at once and when they have changed', async () => {
    const seated = feed();
    seated.subscribe(['seats', 'time_limit']);
    const seats = { kind: 'seats', you: 'watch', controllers: [7], asking: [] };
    const limit = { kind: 'time_limit', ends_in_ms: 30_000, waiting: 2 };
    expect(sent).toEqual([seats, limit]);
    seated.seatsChanged();
    await until(() => sent.length === 3);
    seated.timeLimitChanged();
    await until(() => sent.length === 4);
    seated.close();
    expect(sent.slice(2)).toEqual([seats, limit]);
  });

  it('sends everything at once, then the newest of each that changed, no more than 20 times a second', async () => {
    const fast = feed();
    fast.subscribe(['inputs']);
    for (let i = 2; i <= 500; i++) {
      values['a'] = i;
      fast.inputsChanged(['a']);
    }
    await until(() => sent.length === 2);
    fast.close();
    expect(sent).toEqual([
      {
        kind: 'inputs',
        sequence: 1,
        complete: true,
        inputs: [
          { name: 'a', value: 1 },
          { name: 'b', value: 1 },
        ],
      },
      { kind: 'inputs', sequence: 1, complete: false, inputs: [{ name: 'a', value: 500 }] },
    ]);
  });

  it('waits while its client does not read, and loses only what lay between', async () => {
    const slow = feed();
    slow.subscribe(['inputs']);
    backlog = 100_000;
    for (const value of [2, 3, 4]) {
      values['a'] = value;
      slow.inputsChanged(['a']);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(sent).toHaveLength(1);
    backlog = 0;
    await until(() => sent.length === 2);
    slow.close();
    expect(sent[1]).toMatchObject({ complete: false, inputs: [{ name: 'a', value: 4 }] });
  });

  it('sends nothing once it is closed', async () => {
    const closed = feed();
    closed.subscribe(['inputs']);
    closed.inputsChanged(['a']);
    closed.close();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(sent).toHaveLength(1);
  });
});

describe('metadata of frames', () => {
  const text = new TextEncoder();
  const frame = (number: number, metadata?: Uint8Array) => ({
    track: 'main_video',
    frame: number,
    turn: number,
    rtpTimestamp: number * 3_000,
    encodedMs: 1,
    sentMs: 2,
    metadata,
    times: { turnMs: 1, convertMs: 1, waitMs: 1, encodeMs: 1, sendMs: 1 },
  });

  it('is sent for each frame that has any, an object as it is and bytes in base64, to who asked for it alone', () => {
    const [asked, other] = [feed(), feed()];
    asked.subscribe(['metadata']);
    other.subscribe(['frames']);
    sent.length = 0;
    asked.frameSent(frame(1, text.encode('{"chunk":3}')));
    asked.frameSent(frame(2));
    asked.frameSent(frame(3, text.encode('{no json')));
    asked.frameSent(frame(4, Uint8Array.of(0, 255)));
    const of = (number: number) => ({
      kind: 'metadata',
      track: 'main_video',
      frame: number,
      turn: number,
      rtp_timestamp: number * 3_000,
    });
    expect(sent).toEqual([
      { ...of(1), data: { chunk: 3 } },
      { ...of(3), bytes: 'e25vIGpzb24=' },
      { ...of(4), bytes: 'AP8=' },
    ]);
    other.frameSent(frame(5, text.encode('{}')));
    expect(sent.slice(3).map(({ kind }) => kind)).toEqual(['frame']);
    for (const each of [asked, other]) each.close();
  });

  it('is dropped and counted while the client does not read', () => {
    const slow = feed();
    slow.subscribe(['metadata']);
    backlog = 65_537;
    slow.frameSent(frame(1, text.encode('{}')));
    expect([sent, dropped]).toEqual([[], 1]);
    slow.close();
  });
});
