import type { ModuleMetadata } from '@nestjs/common';
import { readModelContract } from '../contract/binding/index.js';
import { renderSchema } from '../contract/index.js';
import {
  type InferenceOptions,
  InlineModelHostFactory,
  mergeInferenceOptions,
  modelSourceOf,
} from '../inference/index.js';
import { ProgramModel } from '../program/index.js';
import { MediaEngines, mergeSessionOptions, Model, type ModelSource, type SessionOptions } from '../session/index.js';
import { LocalModel, type ContractState } from '../local-api/index.js';
import { LoopbackEngine } from '../transport/loopback/loopback-engine.js';
import { TestFiles } from './test-files.js';
import { testOffer } from './test-offer.js';
import { Inbox, TestViewer } from './test-viewer.js';

/** What a model under test is given in place of a server’s options. */
export interface TestReactorOptions {
  /** Passed to `load`, in place of the `config` of `@ReactorModel`; of a class. */
  readonly config?: unknown;
  /** Added to those that a class declares; one for the same token replaces it: fakes for what needs a GPU. */
  readonly providers?: NonNullable<ModuleMetadata['providers']>;
  readonly session?: Partial<SessionOptions>;
  readonly inference?: Partial<InferenceOptions>;
  /** How long viewers wait for anything before they fail, in milliseconds. @defaultValue 5000 */
  readonly timeoutMs?: number;
}

/**
 * A model under test: the whole runtime except worker, network and browser. The model runs on the test's own thread,
 * with the same messages, copies and bounds as in a worker; sessions, commands, playout and its timing are the real
 * ones. A model that is a program, as in Python, runs in a process as always.
 *
 * @typeParam M the model
 */
export class TestReactor<M = unknown> {
  private readonly engine = new LoopbackEngine();
  private readonly files = new TestFiles();
  private readonly timeoutMs: number;
  /** The model's state, journal, health and sessions, as the server sees them. */
  readonly runtime: LocalModel;

  private constructor(source: ModelSource, options: TestReactorOptions) {
    const session = mergeSessionOptions(options.session);
    const hosts = new InlineModelHostFactory(mergeInferenceOptions(options.inference));
    const { instances = session.instances, restart = session.restart } = source;
    const model = new Model(
      source.name,
      { instances, restart },
      {
        engines: new MediaEngines([this.engine]),
        files: this.files,
        options: session,
        schema: renderSchema,
        createHost: (instance) => hosts.create(source, instance),
      },
    );
    this.runtime = new LocalModel(model, session);
    this.timeoutMs = options.timeoutMs ?? 5_000;
  }

  /** Loads the model. Throws `bad_declaration`; rejects with `model_failed`. */
  static async start<M>(
    model: (new (...args: never[]) => M) | ProgramModel,
    options: TestReactorOptions = {},
  ): Promise<TestReactor<M>> {
    const reactor = new TestReactor<M>(sourceOf(model, options), options);
    try {
      await reactor.runtime.load();
    } catch (error) {
      await reactor.close();
      throw error;
    }
    return reactor;
  }

  /** One more client in the running session, or the first one of a new session. All its tracks are active. */
  async join(): Promise<TestViewer<M>> {
    if (this.runtime.state === 'closing') await this.reached('ready');
    const session = this.runtime.current ?? this.runtime.start();
    const inbox = new Inbox();
    const connection = session.participants.join(inbox);
    const { manifest } = this.runtime;
    await connection.negotiate({ ...testOffer(manifest.tracks), wire: 'v0', startFlowing: true });
    const { peer } = this.engine;
    peer.connect();
    return new TestViewer<M>({ connection, peer, manifest, files: this.files, inbox, timeoutMs: this.timeoutMs });
  }

  /** Ends the running session; resolves when the model is idle and the next one may start. */
  async endSession(): Promise<void> {
    this.runtime.stop({ moderate: false, reason: 'the test ended it' });
    await this.reached('ready');
  }

  /** Resolves when the model is in that state; rejects after the timeout. */
  reached(state: ContractState): Promise<void> {
    if (this.runtime.state === state) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited ${this.timeoutMs} ms for state ${state}; it is ${this.runtime.state}`));
      }, this.timeoutMs);
      const stop = this.runtime.onState((reached) => {
        if (reached !== state) return;
        clearTimeout(timer);
        stop();
        resolve();
      });
    });
  }

  /** Ends the session, the model and its providers. Call it in `afterEach`: otherwise the model keeps running. */
  async close(): Promise<void> {
    await this.runtime.close('the test is over');
    await this.engine.close();
    await this.files.remove();
  }
}

function sourceOf(model: (new (...args: never[]) => unknown) | ProgramModel, options: TestReactorOptions): ModelSource {
  if (model instanceof ProgramModel) return model.source;
  const declared = readModelContract(model);
  return modelSourceOf({
    ...declared,
    config: 'config' in options ? options.config : declared.config,
    providers: [...declared.providers, ...(options.providers ?? [])],
  });
}
