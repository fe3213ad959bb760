import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FanoutEvent, FanoutSink } from '@nestjs-reactor/fanout';
import { EnginePump } from './engine-pump.js';

const event = (peer: number): FanoutEvent => ({ type: 'connected', peer });

/** What the engine hands over at its next polls. */
let polls: ((sink: FanoutSink) => void)[];
let dueMs: number;
let done: string[];
let follow: (event: FanoutEvent) => void;
let pump: EnginePump;

beforeEach(() => {
  jest.useFakeTimers();
  [polls, dueMs, done] = [[], Infinity, []];
  follow = ({ peer }) => void done.push(`event of ${peer}`);
  const engine = {
    poll: (sink: FanoutSink) => {
      done.push('poll');
      polls.shift()?.(sink);
    },
    nextTimeoutMs: () => dueMs,
    tick: () => void done.push('tick'),
  };
  pump = new EnginePump(
    engine,
    (peer, datagram, to, from) => void done.push(`${peer} sends ${datagram.length} to ${to.port} from ${from.port}`),
    (happened) => follow(happened),
  );
});
afterEach(() => {
  pump.stop();
  jest.useRealTimers();
});

describe('the pump of an engine', () => {
  it('sends what the engine has', () => {
    polls.push((sink) =>
      sink.transmit(3, new Uint8Array(5), { address: '192.0.2.1', port: 9 }, { address: '127.0.0.1', port: 4 }),
    );
    pump.run();
    expect(done).toEqual(['poll', '3 sends 5 to 9 from 4']);
  });

  it('hands events over when the engine is done, and polls until none come', () => {
    polls.push(
      (sink) => {
        sink.event(event(1));
        sink.event(event(2));
        done.push('polled');
      },
      (sink) => sink.event(event(3)),
    );
    pump.run();
    expect(done).toEqual(['poll', 'polled', 'event of 1', 'event of 2', 'poll', 'event of 3', 'poll']);
  });

  it('does not begin anew where an event asks for it', () => {
    polls.push((sink) => sink.event(event(1)));
    follow = () => pump.run();
    pump.run();
    expect(done).toEqual(['poll', 'poll']);
  });

  it('goes on after an event that could not be handled', () => {
    polls.push((sink) => sink.event(event(1)));
    follow = () => {
      throw new Error('a fault');
    };
    expect(() => pump.run()).toThrow('a fault');
    pump.run();
    expect(done).toEqual(['poll', 'poll']);
  });

  it('wakes the engine when its next timer is due, and sends what it then has', () => {
    dueMs = 40;
    pump.run();
    jest.advanceTimersByTime(39);
    expect(done).toEqual(['poll']);
    dueMs = Infinity;
    jest.advanceTimersByTime(1);
    expect(done).toEqual(['poll', 'tick', 'poll']);
    jest.advanceTimersByTime(10_000);
    expect(done).toHaveLength(3);
  });

  it('has one timer, the newest', () => {
    dueMs = 40;
    pump.run();
    dueMs = 100;
    pump.run();
    jest.advanceTimersByTime(99);
    expect(done).not.toContain('tick');
    jest.advanceTimersByTime(1);
    expect(done).toContain('tick');
  });

  it('does not spin where a timer is overdue', () => {
    dueMs = -5;
    pump.run();
    expect(done).not.toContain('tick');
    jest.advanceTimersByTime(10);
    expect(done.filter((step) => step === 'tick')).toHaveLength(10);
  });

  it('sleeps once it is stopped', () => {
    dueMs = 40;
    pump.run();
    pump.stop();
    jest.advanceTimersByTime(1_000);
    expect(done).toEqual(['poll']);
  });
});
