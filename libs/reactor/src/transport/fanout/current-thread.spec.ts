import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mergeWebRtcOptions } from '../webrtc/webrtc.options.js';
import { CurrentThread } from './current-thread.js';
import { FakeLine } from './fake-line.fixture.js';

let lines: FakeLine[];
let lost: number;
let thread: CurrentThread;
let errors: string[];

beforeEach(() => {
  lines = [];
  lost = 0;
  errors = [];
  jest.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void errors.push(String(line)));
  thread = new CurrentThread(
    mergeWebRtcOptions(),
    (events) => {
      const line = new FakeLine(events);
      lines.push(line);
      return line;
    },
    () => lost++,
  );
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('CurrentThread', () => {
  it('starts one thread, when it is first needed', () => {
    expect(lines).toEqual([]);
    expect(thread.get()).toBe(thread.get());
    expect(lines.length).toBe(1);
  });

  it('names the addresses that it listens on, and does not ask again for the next peer', async () => {
    const candidates = await thread.candidates();
    expect(candidates.map((candidate) => candidate.split(' ')[4])).toEqual(['127.0.0.1']);
    await thread.candidates();
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
    await thread.candidates();
    lines[0]!.end();
    expect(lost).toBe(1);
    expect(errors).toEqual([expect.stringContaining('the media thread ended (a trap)')]);
    await thread.candidates();
    expect(lines.map(({ types }) => types)).toEqual([['listen'], ['listen']]);
  });

  it('refuses the addresses to who waits for them while it ends, and takes a late end for none', async () => {
    thread.get();
    lines[0]!.silent = true;
    const waiting = thread.candidates();
    lines[0]!.end();
    await expect(waiting).rejects.toThrow('ended');
    thread.get();
    lines[0]!.end();
    expect([lost, lines.length, thread.get()]).toEqual([1, 2, lines[1]]);
  });

  it('closes the one that runs', async () => {
    thread.get();
    await thread.close();
    expect(lines[0]!.closed).toBe(true);
  });
});
