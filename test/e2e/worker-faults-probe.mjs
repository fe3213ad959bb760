// Runs a model in the isolation named as argument, thread, process or python, does what each line of the input asks, and answers each with a line.
import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Logger } from '@nestjs/common';
import { Outlaw } from '../../dist/fixtures/outlaw.model.js';
import { Unloadable } from '../../dist/fixtures/unloadable.model.js';
import { modelSourceOf, pythonModel, readModelContract } from '@nestjs-reactor/core';
import { mergeInferenceOptions, WorkerModelHostFactory } from '../../libs/reactor/dist/inference/index.js';

const [, , isolation, python] = process.argv;
const isPython = isolation === 'python';
const options = mergeInferenceOptions({
  ...(isPython ? {} : { isolation }),
  turnTimeoutMs: 1_000,
  beginTimeoutMs: 3_000,
  maxHeapMb: 128,
  maxMemoryMb: 700,
});

let log = [];
const keep = (line) => void log.push(String(line));
Logger.overrideLogger({ log: keep, warn: keep, error: keep, debug: () => undefined, verbose: () => undefined });

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function until(what, condition, limitMs = 20_000) {
  for (const end = performance.now() + limitMs; !condition(); await sleep(5)) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
  }
}

const cwd = fileURLToPath(new URL('../fixtures/python', import.meta.url));
const OUTLAW = isPython
  ? pythonModel({ entry: 'outlaw:Outlaw', cwd, python }).source
  : modelSourceOf(readModelContract(Outlaw));
const UNLOADABLE = isPython
  ? pythonModel({ entry: 'unloadable:Unloadable', cwd, python }).source
  : modelSourceOf(readModelContract(Unloadable));

/** A model's server side, that shows each frame at once. */
class Server {
  frames = 0;
  losses = [];
  failures = [];
  sessions = 0;

  constructor(source) {
    this.host = new WorkerModelHostFactory(options).create(source);
    this.host.attach(this);
  }

  onMedia({ bundles }) {
    this.frames += bundles.length;
    for (const bundle of bundles) {
      this.host.release(bundle);
      this.host.grant(1);
    }
  }
  onLost(failure) {
    this.losses.push(failure);
  }
  onSessionFailed(failure) {
    this.failures.push(failure);
  }
  onMessage() {}
  onInputs() {}
  onPlayout() {}
  onStats() {}
  onWorkAge() {}
  onLateMedia() {}
  onManifest() {}

  async begin() {
    await this.host.beginSession(`s${++this.sessions}`);
    this.host.connect({ id: 1, joinedAtMs: performance.now() });
    const before = this.frames;
    await until('frames', () => this.frames > before + 1);
  }

  command(name, args = {}) {
    return this.host.command({ clientId: 1, command: { name, args, uploads: {} }, files: {} });
  }

  get over() {
    return this.losses.length + this.failures.length > 0;
  }
}

function children() {
  return readdirSync('/proc/self/task').flatMap((task) => {
    return readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean);
  });
}

/** What this process holds. */
function held() {
  return {
    threads: readdirSync('/proc/self/task').length,
    // One is of the listing itself.
    files: readdirSync('/proc/self/fd').length,
    processes: children().length,
    slotFiles: readdirSync('/dev/shm').filter((name) => name.includes(`-slots-${process.pid}-`)).length,
  };
}

const server = new Server(OUTLAW);
await server.host.start();
await server.begin();
const first = await server.command('alive');
await server.host.endSession('the first');
const usual = held();

/** Each does something wrong; resolves when its session is over. */
const FAULTS = {
  async load() {
    const broken = new Server(UNLOADABLE);
    const reason = await broken.host.start().then(
      () => undefined,
      (error) => error.message,
    );
    await broken.host.close();
    return { reason };
  },
  async handler() {
    await server.begin();
    const outcome = await server.command('throw_in_handler');
    await server.host.endSession('done');
    return { outcome };
  },
  async hook() {
    await server.begin();
    await server.command('break_hook', { how: 'throws' });
    await server.host.endSession('done');
    await server.begin();
    await server.host.endSession('done');
    return {};
  },
  async hanging_hook() {
    await server.begin();
    await server.command('break_hook', { how: 'hangs' });
    await server.host.endSession('done');
    const reason = await server.begin().then(
      () => undefined,
      (error) => error.message,
    );
    return { reason };
  },
  async killed() {
    await server.begin();
    for (const child of children()) process.kill(Number(child), 'SIGKILL');
    await until('the loss', () => server.over);
    return {};
  },
};

async function inTurn(fault) {
  await server.begin();
  const committed = await server.command('commit_fault', { fault });
  if (['never_yield', 'block', 'hold_gil'].includes(fault)) await sleep(300);
  else if (['flood_output', 'print_rubbish'].includes(fault)) await until('its output', () => log.length > 0);
  else await until('the end', () => server.over);
  const waiting = server.command('alive');
  await server.host.endSession('done');
  return { committed: committed.ok, waiting: (await waiting).code };
}

async function run(fault) {
  server.losses = [];
  server.failures = [];
  log = [];
  const result = await (FAULTS[fault]?.() ?? inTurn(fault));
  const { losses, failures } = server;
  const startedMs = performance.now();
  if (losses.length > 0) await server.host.start();
  const restartMs = performance.now() - startedMs;
  await server.begin();
  const again = await server.command('alive');
  await server.host.endSession('the next');
  const same = () => JSON.stringify(held()) === JSON.stringify(usual);
  for (let i = 0; i < 200 && !same(); i++) await sleep(25);
  return {
    ...result,
    losses,
    failures,
    log: log.slice(0, 50),
    logged: log.length,
    restartMs,
    again: again.ok,
    held: held(),
  };
}

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ first: first.ok, usual });
for await (const fault of createInterface({ input: process.stdin })) {
  say(await run(fault).catch((error) => ({ error: error.stack, log })));
}
await server.host.close();
say({ end: held() });
process.exit(0);
