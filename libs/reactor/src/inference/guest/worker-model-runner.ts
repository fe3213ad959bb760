import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { bindModel, ReactorLoop } from '../../authoring/index.js';
import { manifestOf, type ModelContract } from '../../contract/binding/index.js';
import { CommandQueue } from './run/command-queue.js';
import { describe, stackOf } from '../../logging/index.js';
import { declaredInputs } from './input/declared-inputs.js';
import { findModel } from './find-model.js';
import { WorkerModule, type WorkerSettings } from './worker.module.js';
import { HookRunner } from './run/hook-runner.js';
import { pictureOf, samplesOf } from '../protocol/byte-parts.js';
import type { HostChannel } from '../protocol/channels.js';
import type { HostMessage } from '../protocol/host-messages.js';
import { LoopDriver } from './run/loop-driver.js';
import type { ModelDriver } from './run/model-driver.js';
import { ModelContext } from './run/model-context.js';
import { OutputStream } from './output/output-stream.js';
import { PipelineDriver, type PipelineModel } from './run/pipeline-driver.js';
import { RuleBudget } from './run/rule-budget.js';
import { seedRandom, unseedRandom } from './run/seeded-random.js';
import { StatsReporter } from './stats-reporter.js';
import { unresolvedInjection } from './unresolved-injection.js';
import { uploadedFileOf } from './uploaded-file-of.js';

interface LoadableModel {
  load?(config: unknown): unknown;
}

/** A loaded model with its drivers. */
interface Running {
  readonly context: INestApplicationContext;
  readonly stage: ModelContext;
  readonly commands: CommandQueue;
  readonly hooks: HookRunner;
  readonly driver: ModelDriver;
  readonly output: OutputStream;
  readonly stats: StatsReporter;
}

/**
 * The model's side of the line: instantiates the model in its own Nest context, loads it, and runs its sessions.
 *
 * The model never blocks the line: messages are handled on arrival, and access to the model waits for its lock.
 * Messages before the model has loaded are queued until then.
 */
export class WorkerModelRunner {
  private running: Running | undefined;
  private early: HostMessage[] = [];
  private readonly stopping = new AbortController();
  /** Session starts and ends, one after the other. */
  private sessionWork: Promise<void> = Promise.resolve();
  /** The session that the host began last; messages of others arrived too late. */
  private session: string | undefined;

  /**
   * @param contract of the model where the class is available; else its file is imported
   * @param memory resident bytes, where the worker is a process of its own
   */
  constructor(
    private readonly port: HostChannel,
    private readonly contract?: ModelContract,
    private readonly memory?: () => number,
  ) {}

  /** The running session, if any. */
  get sessionId(): string | undefined {
    return this.running?.stage.sessionId;
  }

  handle(message: HostMessage): void {
    if (message.type === 'load') void this.load(message);
    else if (message.type === 'shutdown') void this.shutdown();
    else if (this.running === undefined) this.early.push(message);
    else this.dispatch(this.running, message);
  }

  private async load(request: Extract<HostMessage, { type: 'load' }>): Promise<void> {
    try {
      if (request.limits.seed !== undefined) seedRandom(request.limits.seed);
      const contract = this.contract ?? (await findModel(request.file ?? '', request.model));
      const context = await createContext(contract, {
        ...request,
        report: (network) => this.port.post({ type: 'networkOpened', ...network }),
      });
      const model = context.get<LoadableModel & (PipelineModel | ReactorLoop)>(contract.modelClass);
      const running = this.assemble(contract, request, context, model);
      running.stage.loading = true;
      await model.load?.(contract.config);
      running.stage.loaded();
      this.running = running;
      this.port.post({ type: 'loaded', manifest: manifestOf(contract) });
      running.driver.start();
      running.stats.start();
    } catch (error) {
      this.port.post({
        type: 'log',
        level: 'error',
        text: `${request.model} could not be loaded: ${describe(error)}`,
        context: request.model,
        stack: stackOf(error),
        fields: {},
      });
      this.port.post({ type: 'loadFailed', reason: describe(error) });
      return;
    }
    const early = this.early;
    this.early = [];
    for (const message of early) this.handle(message);
  }

  private assemble(
    contract: ModelContract,
    { limits }: Extract<HostMessage, { type: 'load' }>,
    context: INestApplicationContext,
    model: PipelineModel | ReactorLoop,
  ): Running {
    const stage = new ModelContext(contract, this.port, this.stopping.signal, limits);
    const output = new OutputStream(stage);
    bindModel(model, {
      inputs: declaredInputs(contract.modelClass.name, stage.inputs.byProperty),
      output,
      presence: stage.presence,
      signal: stage.stopping,
      hasState: contract.stateClass !== undefined,
      state: () => stage.state ?? (stage.loading || model instanceof ReactorLoop ? stage.idleState : undefined),
      clients: () => [...stage.clients.values()],
      broadcast: (message) => stage.send(message),
    });
    const driver =
      model instanceof ReactorLoop
        ? new LoopDriver(model, stage, (error) => this.lose(stage, error))
        : new PipelineDriver(model, stage, output);
    return {
      context,
      stage,
      output,
      driver,
      commands: new CommandQueue(model, stage, new RuleBudget(limits.ruleTimeoutMs)),
      hooks: new HookRunner(model, stage),
      stats: new StatsReporter(this.port, stage, output, this.memory),
    };
  }

  private dispatch(running: Running, message: Exclude<HostMessage, { type: 'load' | 'shutdown' }>): void {
    const { stage, commands, hooks, driver } = running;
    if (message.type === 'beginSession') this.session = message.session;
    // Slots are given back also after their session.
    if (message.type === 'shown') this.takeBack(stage, message);
    if (message.session !== this.session) return;
    switch (message.type) {
      case 'beginSession':
        this.sessionWork = this.sessionWork.then(() => this.begin(running, message.session));
        return;
      case 'endSession':
        this.sessionWork = this.sessionWork.then(async () => {
          await this.end(running);
          this.port.post({ type: 'sessionEnded', session: message.session });
        });
        return;
      case 'connect': {
        // A client that is already present reconnected: for the model it never left.
        if (stage.clients.has(message.clientId)) return;
        const client = stage.addClient(message.clientId, message.joinedAt);
        void hooks.run('connected', client);
        driver.watched(true);
        return;
      }
      case 'disconnect': {
        const client = stage.removeClient(message.clientId);
        if (client !== undefined) void hooks.run('disconnected', client);
        driver.watched(stage.connected);
        return;
      }
      case 'command': {
        const { session, callId } = message;
        commands.take(message.call, {
          started: () => this.port.post({ type: 'commandStarted', session, callId }),
          done: (outcome) => this.port.post({ type: 'commandDone', session, callId, outcome }),
        });
        return;
      }
      case 'fileUploaded': {
        const client = stage.clients.get(message.clientId) ?? stage.absentClient(message.clientId);
        void hooks.run('fileUploaded', uploadedFileOf(message.file), client);
        return;
      }
      case 'video': {
        const [data, metadata] = message.parts;
        stage.takeVideo(message.track, pictureOf(message, data!, metadata), message.captureTimeUs);
        return;
      }
      case 'audio': {
        const { sampleRate, channels } = message;
        stage.takeAudio(message.track, { sampleRate, channels, samples: samplesOf(message.parts[0]!) });
        return;
      }
      case 'shown':
        stage.credits.grant(message.credit);
    }
  }

  private takeBack({ pool }: ModelContext, { slots, parts }: Extract<HostMessage, { type: 'shown' }>): void {
    slots.forEach((slot, i) => pool.give(slot, parts?.[i]));
  }

  private async begin({ stage, hooks, driver }: Running, sessionId: string): Promise<void> {
    try {
      await stage.lock.run(() => stage.begin(sessionId));
    } catch (error) {
      stage.logger.error(`session ${sessionId} could not start: ${describe(error)}`, stackOf(error));
      this.port.post({ type: 'sessionRefused', session: sessionId, reason: describe(error) });
      return;
    }
    await hooks.run('sessionStarted');
    this.port.post({ type: 'sessionBegun', session: sessionId });
    driver.sessionBegun();
  }

  private async end({ stage, hooks, driver, output }: Running): Promise<void> {
    if (stage.sessionId !== undefined) {
      output.sessionEnding();
      stage.inputs.close();
      driver.watched(false);
      await driver.sessionEnding();
      stage.removeClients();
      await hooks.run('sessionEnded');
      await stage.lock.run(() => stage.end());
    }
  }

  private lose(stage: ModelContext, error: unknown): void {
    stage.logger.error(`the model ended: ${describe(error)}`, stackOf(error));
    this.port.post({ type: 'fatal', reason: describe(error) });
  }

  private async shutdown(): Promise<void> {
    const running = this.running;
    running?.stats.stop();
    this.stopping.abort();
    try {
      // A session that was not ended still gets its cleanup, within the host's limit.
      if (running !== undefined) await this.sessionWork.then(() => this.end(running));
      await running?.driver.stopped();
      await running?.context.close();
    } catch (error) {
      this.running?.stage.logger.error(`closing failed: ${describe(error)}`, stackOf(error));
    }
    unseedRandom();
    this.port.post({ type: 'closed' });
  }
}

async function createContext(contract: ModelContract, settings: WorkerSettings): Promise<INestApplicationContext> {
  try {
    return await NestFactory.createApplicationContext(WorkerModule.for(contract, settings), { abortOnError: false });
  } catch (error) {
    throw unresolvedInjection(contract, error);
  }
}
