import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoopbackChannel } from '@nestjs-reactor/core/testing';
import { until } from '../support/until.js';
import { newOrigin, OFFER_2_12, OFFER_2_2, OFFER_2_9 } from './support/offers.js';
import { ReactorUnderTest } from './support/reactor-under-test.js';

/** One step of what an unmodified client did, its SDP left out. Paths have the recorded ids. */
type Step =
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: Readonly<Record<string, unknown>>;
      readonly status: number;
    }
  | { readonly kind: 'channel'; readonly label: 'data' | 'control' }
  | { readonly kind: 'frame'; readonly channel: 'data' | 'control'; readonly text: string }
  | { readonly kind: 'close'; readonly channel: 'data' | 'control' };

function stepsOf(trace: string): Step[] {
  const text = readFileSync(join(import.meta.dirname, '../samples', trace), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Step);
}

let server: ReactorUnderTest;

beforeAll(async () => {
  server = await ReactorUnderTest.start();
});
afterEach(() => server.rest());
afterAll(() => server.close());

/** Does what a client did, with this server's ids in place of the recorded ones. */
class Replay {
  /** Frames that the client heard, as `channel type`. */
  readonly heard: string[] = [];
  /** States that the session went through. */
  readonly states: string[] = [];
  private sessionId = 'none';
  private readonly connectionIds = new Map<string, number>();
  private readonly opened = new Set<LoopbackChannel>();

  constructor(private readonly offer: Readonly<Record<string, unknown>>) {}

  async play(steps: readonly Step[]): Promise<void> {
    const { journal } = server.sessions.runtime();
    const before = journal.since(0).at(-1)?.seq ?? 0;
    for (const step of steps) {
      if (step.kind === 'request') await this.request(step);
      else if (step.kind === 'channel') this.open(step.label);
      else if (step.kind === 'frame') server.engine.peer[step.channel].says(step.text);
      else server.engine.peer[step.channel].close();
    }
    await until('the end', async () => (await server.stateOf()) === 'ready');
    this.states.push(...journal.since(before).flatMap(({ from, to }) => (from === to ? [] : [to])));
    for (const { data, control } of server.engine.peers) {
      for (const channel of [data, control]) {
        for (const frame of channel.sent) this.heard.push(`${channel.label} ${typeOf(String(frame))}`);
      }
    }
  }

  private async request(step: Extract<Step, { kind: 'request' }>): Promise<void> {
    const body = step.body === undefined ? undefined : this.completed(step.body);
    const { status, json } = await server.request(step.method, this.pathOf(step.path), body, step.headers);
    // How soon an answer is there is each server's own affair; preflights are answered without a body here.
    const polls = step.method === 'GET' && step.path.endsWith('/sdp_params');
    const fine = polls ? [200, 202] : [step.method === 'OPTIONS' ? 204 : step.status];
    if (!fine.includes(status)) throw new Error(`${step.method} ${step.path} was answered with ${status}`);
    const { session_id, connection_id } = (json ?? {}) as { session_id?: string; connection_id?: number };
    if (session_id !== undefined) this.sessionId = session_id;
    if (step.path.endsWith('/connections') && connection_id !== undefined) {
      this.connectionIds.set(String(1002 + this.connectionIds.size), connection_id);
    }
  }

  private completed(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const sdp = Object.keys(body).filter((key) => key === 'sdp' || key === 'sdp_offer');
    return { ...body, ...Object.fromEntries(sdp.map((key) => [key, newOrigin(String(this.offer[key]))])) };
  }

  private pathOf(recorded: string): string {
    return recorded
      .replace('/sessions/local/', `/sessions/${this.sessionId}/`)
      .replace(/\/connections\/(\d+)/, (_, id: string) => `/connections/${this.connectionIds.get(id)}`);
  }

  /** The client is connected once its first channel opens. */
  private open(label: 'data' | 'control'): void {
    const channel = server.engine.peer[label];
    if (!this.opened.has(channel)) server.engine.peer.connect(channel);
    this.opened.add(channel);
  }
}

function typeOf(frame: string): string {
  const message = JSON.parse(frame) as { type?: string; method?: string; data?: { type?: string; commands?: object } };
  return message.method ?? message.data?.type ?? (message.data?.commands === undefined ? '?' : 'commands');
}

describe('an unmodified client is served from its first request to its last', () => {
  it('2.12.3: numbered connections, trickled candidates, publish, pause, reconnect with PUT on a new number', async () => {
    const replay = new Replay(OFFER_2_12);
    await replay.play(stepsOf('trace-2.12.3.jsonl'));
    expect(replay.heard).toEqual([
      'data modelSchema',
      'data clipFailed',
      'control publish_track',
      'data modelSchema',
      'data sessionEnded',
    ]);
    expect(replay.states).toEqual(['waiting', 'streaming', 'orphaned', 'streaming', 'closing', 'ready']);
  });

  it('2.9.0: one connection, polled, capabilities, reconnect with PUT', async () => {
    const replay = new Replay(OFFER_2_9);
    await replay.play(stepsOf('trace-2.9.0.jsonl'));
    expect(replay.heard).toEqual(['data modelCapabilities', 'data sessionEnded']);
    expect(replay.states).toEqual(['waiting', 'streaming', 'orphaned', 'streaming', 'closing', 'ready']);
  });

  it('2.2.1: flat, answered at once, offered again', async () => {
    const replay = new Replay(OFFER_2_2);
    await replay.play(stepsOf('trace-2.2.1.jsonl'));
    expect(replay.heard).toEqual(['data commands']);
    expect(replay.states).toEqual(['waiting', 'streaming', 'orphaned', 'streaming', 'closing', 'ready']);
  });
});
