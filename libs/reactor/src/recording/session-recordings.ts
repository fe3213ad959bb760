import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { readModelSchema, schemaHash } from '@nestjs-reactor/protocol/schema';
import { renderSchema } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import { LogLine } from '../logging/index.js';
import type { Model, Session } from '../session/index.js';
import { makeDirectory } from '../uploads/make-directory.js';
import { RecordingFile } from './recording-file.js';
import { RECORDING_ENDING, RECORDING_VERSION, type SessionLine } from './recording-line.js';
import { RECORDING_OPTIONS, type RecordingOptions } from './recording.options.js';
import { SessionRecorder } from './session-recorder.js';

/** Records the sessions of models, each into a file of its own, where `recording.directory` says so. */
@Injectable()
export class SessionRecordings implements OnModuleInit {
  private readonly logger = new Logger('Reactor:recording');
  private readonly directory: string;
  private files = 0;
  private toldFull = false;

  constructor(@Inject(RECORDING_OPTIONS) private readonly options: RecordingOptions) {
    this.directory = options.directory === '' ? '' : resolve(options.directory);
  }

  /** Rejects with `bad_configuration` where the folder cannot be used. */
  async onModuleInit(): Promise<void> {
    if (this.directory === '') return;
    try {
      await makeDirectory(this.directory);
      const names = await readdir(this.directory);
      this.files = names.filter((name) => name.endsWith(RECORDING_ENDING)).length;
    } catch (error) {
      throw new ReactorError(
        'bad_configuration',
        `recording.directory ${this.directory} cannot be used: ${(error as Error).message}; name a folder that this process may write to`,
        { cause: error },
      );
    }
  }

  /**
   * Records every session that the model starts from now on.
   * @param seed `inference.seed`
   */
  watch(model: Model, seed: number | undefined): void {
    if (this.directory === '') return;
    model.events.on('session', (session) => this.record(session, seed));
  }

  private record(session: Session, seed: number | undefined): void {
    if (this.files >= this.options.maxFiles) {
      this.tellFull();
      return;
    }
    this.files++;
    const started = new Date().toISOString();
    const { manifest, id } = session;
    const name = `${started.replace(/[:.]/g, '-')}-${manifest.name}-${id}${RECORDING_ENDING}`;
    const file = new RecordingFile(join(this.directory, name), this.options.maxFileBytes, (error) =>
      this.logger.error(new LogLine(`the session is not recorded: ${error.message}`, { session: id })),
    );
    const first: SessionLine = {
      type: 'session',
      version: RECORDING_VERSION,
      model: manifest.name,
      schema: schemaHash(readModelSchema(renderSchema(manifest))),
      fps: manifest.fps ?? null,
      seed: seed ?? null,
      session: id,
      started,
      inputs: Object.fromEntries(manifest.inputs.filter(({ secret }) => !secret).map((one) => [one.name, one.initial])),
    };
    new SessionRecorder(session, file, this.options.frameHashes).start(first);
  }

  private tellFull(): void {
    if (this.toldFull) return;
    this.toldFull = true;
    this.logger.warn(
      `${this.directory} has ${this.files} recordings, as many as recording.maxFiles allows; sessions are not recorded any more: move files away and start the server again`,
    );
  }
}
