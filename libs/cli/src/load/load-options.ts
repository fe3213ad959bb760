import { flag, number, SERVER_OPTIONS, text, type ValuesOf } from '../command/index.js';
import { CliError } from '../errors/index.js';
import type { LinkConditions } from './link/link-shaper.js';
import { type LinkStep, readLinkSteps } from './link-steps.js';

/** Options of `reactor load`, in four parts: who watches, over which links, what they do, and what is printed. */
export const LOAD_OPTIONS = {
  ...SERVER_OPTIONS,
  viewers: number('N', 'how many watch', { fallback: 10, min: 1, integer: true }),
  rate: number('N', 'viewers that join a second', { fallback: 5, min: 0.01 }),
  seconds: number('N', 'measured after the last one has joined', { fallback: 30 }),
  settle: number('N', 'seconds before, not measured', { fallback: 3 }),
  threads: number('N', 'worker threads that the viewers are spread over', { fallback: 1, min: 1, integer: true }),
  sound: flag('receive a track of sound as well'),

  loss: number('PERCENT', 'datagrams lost on the way to a viewer', { max: 100 }),
  delay: number('MS', 'delay of that way'),
  jitter: number('MS', 'the longest further delay'),
  kbps: number('N', 'its bandwidth'),
  queue: number('MS', 'longest wait for the bandwidth, 200 where it is not given; then datagrams are dropped'),
  steps: text('STEPS', 'its bandwidth later: 800@15,3000@45 is 800 kbps after 15 s of the measurement, 3000 after 45'),
  upLoss: number('PERCENT', 'datagrams lost on the way to the server', { max: 100 }),
  upDelay: number('MS', 'delay of that way'),
  relayed: number('N', 'viewers that have such a link, all where it is not given', { integer: true }),

  stay: number('SECONDS', 'then a viewer leaves, and another one takes its place'),
  silently: flag('it leaves without a word, as a computer does that is closed'),
  keyframes: number('N', 'keyframe requests a second of each viewer', { fallback: 0 }),
  commands: number('N', 'commands a second of each viewer', { fallback: 0 }),
  command: text('JSON', 'which one: {"type": "set_prompt", "data": {"prompt": "a lake"}}'),

  pid: number('PID', 'process of the server on this machine: its CPU and memory with workers, in place of /metrics', {
    min: 1,
    integer: true,
  }),
};

export type LoadInput = ValuesOf<typeof LOAD_OPTIONS>;

/** What viewers do, in the units of the links. */
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
}

/** @throws CliError `usage` */
export function loadOptionsOf(input: LoadInput): LoadOptions {
  const { viewers, commands, command, queue, relayed } = input;
  if (commands > 0 && command === undefined) {
    throw CliError.of('usage', '--commands needs --command: which one to send');
  }
  const down = {
    loss: (input.loss ?? 0) / 100,
    delayMs: input.delay ?? 0,
    jitterMs: input.jitter ?? 0,
    kbps: input.kbps ?? 0,
    ...(queue === undefined ? {} : { queueMs: queue }),
  };
  const up = { loss: (input.upLoss ?? 0) / 100, delayMs: input.upDelay ?? 0 };
  const steps = input.steps === undefined ? [] : readLinkSteps(input.steps);
  const shapes = [down.loss, down.delayMs, down.jitterMs, down.kbps, up.loss, up.delayMs];
  const isShaped = steps.length > 0 || shapes.some((value) => value > 0);
  return {
    url: input.url,
    token: input.token,
    viewers,
    rate: input.rate,
    seconds: input.seconds,
    settle: input.settle,
    threads: input.threads,
    sound: input.sound,
    down,
    up,
    steps,
    relayed: Math.min(viewers, relayed ?? (isShaped ? viewers : 0)),
    stay: input.stay,
    silently: input.silently,
    keyframes: input.keyframes,
    commands,
    command: command === undefined ? undefined : readCommand(command),
    pid: input.pid,
  };
}

function readCommand(json: string): { readonly type: string; readonly data?: object } {
  try {
    const value = JSON.parse(json) as { type?: unknown; data?: object } | null;
    if (typeof value?.type === 'string') return { type: value.type, data: value.data ?? {} };
  } catch {
    // Said below.
  }
  throw CliError.of('usage', `--command is JSON with a type: {"type": "set_prompt", "data": {…}} (got ${json})`);
}
