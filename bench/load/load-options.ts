import { parseArgs } from 'node:util';
import type { LinkConditions } from '../link/link-shaper.js';
import { type LinkStep, readLinkSteps } from './link-steps.js';

export const HELP = `Joins synthetic viewers to a running server; they time frames and do not decode.

  npm run load -- [options]

Who watches
  --url URL            the server, with the path of a model where it is not the first [http://127.0.0.1:8080]
  --token TOKEN        bearer token for every request
  --viewers N          [10]
  --rate N             viewers that join a second [5]
  --seconds N          measured after the last one has joined [30]
  --settle N           seconds before, not measured [3]
  --threads N          worker threads that the viewers are spread over [1]
  --sound              receive a track of sound as well

Their links: a UDP relay between viewer and server, for the direction to the viewer
  --loss PERCENT       --delay MS           --jitter MS
  --kbps N             --queue MS           longest wait for the bandwidth, then datagrams are dropped [200]
  --steps STEPS        its bandwidth later: 800@15,3000@45 is 800 kbps after 15 seconds of the measurement, 3000 after 45
  --up-loss PERCENT    --up-delay MS        the other direction
  --relayed N          of the viewers; the others have no relay [all]

What they do
  --stay SECONDS       then a viewer leaves, and another one takes its place
  --silently           it leaves without a word, as a computer does that is closed
  --keyframes N        keyframe requests a second of each viewer
  --commands N         commands a second of each viewer
  --command JSON       which one: {"type": "set_prompt", "data": {"prompt": "a lake"}}

Output
  --pid N              process of the server, on this machine: its CPU and memory, workers included
                       (without it: /metrics of the server, without processes of workers)
  --json               print one JSON object
  --help
`;

export interface LoadOptions {
  readonly url: string;
  readonly token: string | undefined;
  readonly viewers: number;
  readonly rate: number;
  readonly seconds: number;
  readonly settle: number;
  readonly threads: number;
  readonly sound: boolean;
  readonly down: LinkConditions;
  readonly up: LinkConditions;
  /** Bandwidths of `down`, later. */
  readonly steps: readonly LinkStep[];
  /** Viewers behind a relay. */
  readonly relayed: number;
  /** Seconds; undefined: to the end. */
  readonly stay: number | undefined;
  readonly silently: boolean;
  readonly keyframes: number;
  readonly commands: number;
  readonly command: { readonly type: string; readonly data?: object } | undefined;
  readonly pid: number | undefined;
  readonly json: boolean;
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean', default: false } as const;

/** @returns undefined where help is asked for. Throws an error that says which option is wrong. */
export function parseLoadOptions(args: readonly string[]): LoadOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { ...TEXT, default: 'http://127.0.0.1:8080' },
      token: TEXT,
      viewers: TEXT,
      rate: TEXT,
      seconds: TEXT,
      settle: TEXT,
      threads: TEXT,
      sound: FLAG,
      loss: TEXT,
      delay: TEXT,
      jitter: TEXT,
      kbps: TEXT,
      queue: TEXT,
      steps: TEXT,
      'up-loss': TEXT,
      'up-delay': TEXT,
      relayed: TEXT,
      stay: TEXT,
      silently: FLAG,
      keyframes: TEXT,
      commands: TEXT,
      command: TEXT,
      pid: TEXT,
      json: FLAG,
      help: FLAG,
    },
  });
  if (values.help) return undefined;
  const number = (name: Exclude<keyof typeof values, 'sound' | 'silently' | 'json' | 'help'>): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < 0)
      throw new Error(`--${name} is a number (got ${text})`);
    return value;
  };
  const share = (name: 'loss' | 'up-loss'): number => {
    const percent = number(name) ?? 0;
    if (percent > 100) throw new Error(`--${name} is a percentage (got ${percent})`);
    return percent / 100;
  };
  const viewers = number('viewers') ?? 10;
  const rate = number('rate') ?? 5;
  if (rate === 0) throw new Error('--rate must be above 0');
  const down = {
    loss: share('loss'),
    delayMs: number('delay') ?? 0,
    jitterMs: number('jitter') ?? 0,
    kbps: number('kbps') ?? 0,
    ...(values.queue === undefined ? {} : { queueMs: number('queue')! }),
  };
  const up = { loss: share('up-loss'), delayMs: number('up-delay') ?? 0 };
  const steps = values.steps === undefined ? [] : readLinkSteps(values.steps);
  const shapes = [down.loss, down.delayMs, down.jitterMs, down.kbps, up.loss, up.delayMs];
  const shaped = steps.length > 0 || shapes.some((value) => value > 0);
  const commands = number('commands') ?? 0;
  if (commands > 0 && values.command === undefined) throw new Error('--commands needs --command: which one to send');
  return {
    url: values.url.replace(/\/$/, ''),
    token: values.token,
    viewers,
    rate,
    seconds: number('seconds') ?? 30,
    settle: number('settle') ?? 3,
    threads: Math.max(1, number('threads') ?? 1),
    sound: values.sound,
    down,
    up,
    steps,
    relayed: Math.min(viewers, number('relayed') ?? (shaped ? viewers : 0)),
    stay: number('stay'),
    silently: values.silently,
    keyframes: number('keyframes') ?? 0,
    commands,
    command: values.command === undefined ? undefined : readCommand(values.command),
    pid: number('pid'),
    json: values.json,
  };
}

function readCommand(text: string): { readonly type: string; readonly data?: object } {
  try {
    const value = JSON.parse(text) as { type?: unknown; data?: object } | null;
    if (typeof value?.type === 'string') return { type: value.type, data: value.data ?? {} };
  } catch {
    // Said below.
  }
  throw new Error(`--command is JSON with a type: {"type": "set_prompt", "data": {…}} (got ${text})`);
}
