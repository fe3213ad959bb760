import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mergeWebRtcOptions, type WebRtcOptions } from '../webrtc/webrtc.options.js';
import { CurrentThreads } from './current-threads.js';
import { FakeLine } from './fake-line.fixture.js';

let lines: FakeLine[];
let lost: number;
let thread: CurrentThreads;
let errors: string[];

function threadsOf(count: number, webrtc: Partial<WebRtcOptions> = {}): CurrentThreads {
  return new CurrentThreads(
    count,
    mergeWebRtcOptions(webrtc),
    (events) => lines[lines.push(new FakeLine(events)) - 1]!,
    () => lost++,
  );
}

beforeEach(() => {
  lines = [];
  lost = 0;
  errors = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
  thread = threadsOf(1);
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('CurrentThreads', () => {
  it('starts one thread, when it is first needed', () => {
    expect(lines).toEqual([]);
    expect(thread.get()).toEqual(thread.get());
    expect(lines.length).toBe(1);
  });

  it('names the addresses that it listens on, and does not ask again for the next peer', async () => {
    const candidates = await thread.candidates(thread.get()[0]!);
    expect(candidates.map((candidate) => candidate.split(' ')[4])).toEqual(['127.0.0.1']);
    await thread.candidates(thread.get()[0]!);
    expect(lines[0]!.types).toEqual(['listen']);
  });

  it('hands reports to who they are about', () => {
    const heard: string[] = [];
    const [one, two] = [thread.nextId(), thread.nextId()];
    thread.subscribe(one, ({ type }) => heard.push(`one ${type}`));
    thread.subscribe(two, ({ type }) => heard.push(`two ${type}`));
    thread.get();
    const { events } = lines[0]!;
    events.event({ type: 'peerClosed', peer: two, reason: '' });
    events.event({ type: 'rungWanted', rung: { track: one, codec: 'VP8', index: 0 } });
    events.event({ type: 'repeatPicture', track: one });
    events.event({ type: 'decoderWanted', link: two });
    thread.unsubscribe(two);
    events.event({ type: 'decoderWanted', link: two });
    expect(heard).toEqual(['two peerClosed', 'one rungWanted', 'one repeatPicture', 'two decoderWanted']);
  });

  it('starts another one after it has ended by itself, says so, and asks it for its own addresses', async () => {
    await thread.candidates(thread.get()[0]!);
    lines[0]!.end();
    expect(lost).toBe(1);
    expect(errors).toEqual([expect.stringContaining('the media thread ended (a trap)')]);
    await thread.candidates(thread.get()[0]!);
    expect(lines.map(({ types }) => types)).toEqual([['listen'], ['listen']]);
  });

  it('refuses the addresses to who waits for them while it ends, and takes a late end for none', async () => {
    thread.get();
    lines[0]!.silent = true;
    const waiting = thread.candidates(thread.get()[0]!);
    lines[0]!.end();
    await expect(waiting).rejects.toThrow('ended');
    thread.get();
    lines[0]!.end();
    expect([lost, lines.length, thread.get()]).toEqual([1, 2, [lines[1]]]);
  });

  it('closes the one that runs', async () => {
    thread.get();
    await thread.close();
    expect(lines[0]!.closed).toBe(true);
  });

  it('starts as many as are configured, each with its own port and a channel to each other one', async () => {
    thread = threadsOf(3, { port: 40_000 });
    const [one, two, three] = thread.get();
    expect(lines).toEqual([one, two, three]);
    for (const line of thread.get()) await thread.candidates(line);
    const met = lines.map(({ posted }) =>
      posted.flatMap((command) => (command.type === 'neighbour' ? [command.thread] : [])),
    );
    expect(met).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    const ports = lines.map(({ posted }) =>
      posted.flatMap((command) => (command.type === 'listen' ? [command.addresses[0]!.minPort] : [])),
    );
    expect(ports).toEqual([[40_000], [40_001], [40_002]]);
    expect([0, 1, 2, 3].map(() => thread.nextHome())).toEqual([0, 1, 2, 0]);
  });

  it('ends them together, and starts them together', () => {
    thread = threadsOf(2);
    const [one, two] = thread.get();
    lines[1]!.end();
    expect([lost, lines[0]!.closed]).toEqual([1, true]);
    expect(thread.get()).not.toContain(one);
    expect(thread.get()).not.toContain(two);
    expect(lines.length).toBe(4);
  });
});
