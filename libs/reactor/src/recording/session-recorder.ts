import { webcrypto } from 'node:crypto';
import { type CheckedCommand, commandNamed, type ModelManifest } from '../contract/index.js';
import type { MediaBundle } from '../media/index.js';
import type { CommandFact, OutputSink, Session } from '../session/index.js';
import type { RecordingFile } from './recording-file.js';
import type { RecordingLine, Withheld } from './recording-line.js';

/** Writes what happens in one session into its file, until the session ends. */
export class SessionRecorder implements OutputSink {
  private readonly startedMs = performance.now();
  private shown = { frame: 0, turn: 0 };
  /** Lines in their order, although frames are hashed side by side. */
  private written: Promise<void> = Promise.resolve();

  /** @param hashes of the frames are written too */
  constructor(
    private readonly session: Session,
    private readonly file: Pick<RecordingFile, 'write' | 'close'>,
    private readonly hashes: boolean,
  ) {}

  start(first: RecordingLine): void {
    this.file.write(first);
    const { events, output } = this.session;
    events.on('opened', (client) => this.write({ type: 'join', client, ...this.moment }));
    events.on('closed', (client) => this.write({ type: 'leave', client, ...this.moment }));
    events.on('command', (fact) => this.command(fact));
    events.on('ended', () => void this.end());
    output.addSink('recording', this);
  }

  async push({ frame, turn, video }: MediaBundle): Promise<void> {
    this.shown = { frame, turn };
    if (!this.hashes) return;
    const hashing = Object.entries(video).map(async ([track, { data }]) => [track, await sha256(data)] as const);
    const line = Promise.all(hashing).then((hashes): RecordingLine => {
      return { type: 'frame', frame, turn, hashes: Object.fromEntries(hashes) };
    });
    this.write(line);
    await line;
  }

  flush(): void {}

  async close(): Promise<void> {
    await this.written;
  }

  private get moment(): { readonly ms: number; readonly turn: number } {
    return { ms: this.ms, turn: this.shown.turn + 1 };
  }

  private get ms(): number {
    return Math.round(performance.now() - this.startedMs);
  }

  private command(fact: CommandFact): void {
    if (fact.verdict !== 'applied') return;
    const { connectionId: client, call, turn, frame } = fact;
    const { name, args } = call.command;
    const withheld = withheldOf(this.session.manifest, call.command);
    const given = withheld === undefined ? { args } : { withheld };
    this.write({ type: 'command', ms: this.ms, turn, frame, client, name, ...given });
  }

  private async end(): Promise<void> {
    this.write({ type: 'end', ms: this.ms, ...this.shown });
    await this.written;
    await this.file.close();
  }

  private write(line: RecordingLine | Promise<RecordingLine>): void {
    this.written = this.written.then(async () => this.file.write(await line));
  }
}

function withheldOf(manifest: ModelManifest, { name, uploads }: CheckedCommand): Withheld | undefined {
  if (Object.keys(uploads).length > 0) return 'file';
  return hasSecret(commandNamed(manifest, name)?.parameters) ? 'secret' : undefined;
}

/** @param schema or a part of it */
function hasSecret(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return ('writeOnly' in schema && schema.writeOnly === true) || Object.values(schema).some(hasSecret);
}

async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', data)).toString('hex');
}
