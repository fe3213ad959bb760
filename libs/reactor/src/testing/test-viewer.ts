import type { UploadReference } from '@nestjs-reactor/protocol';
import { type ModelMessage, type ModelMessageClass, messageWireName } from '../authoring/index.js';
import type { ModelManifest } from '../contract/index.js';
import { AudioSamples, type MediaBundle, VideoFrame } from '../media/index.js';
import type { SessionConnection, SocketWire, WireMessage } from '../session/index.js';
import type { LoopbackPeer } from '../transport/loopback/loopback-peer.js';
import { Arrivals } from './arrivals.js';
import { CommandRefused } from './command-refused.js';
import type { TestFiles } from './test-files.js';
import type { RepliesOf, WireMessageOf } from './wire-types.js';

/** A completed command. */
export interface CommandDone {
  /** What the handler returned, if anything. */
  readonly reply?: WireMessage;
  /** Number of the first frame made after the command: `nextFrame({ from: frame })` shows its effect. */
  readonly frame: number;
  /** The model's turn that follows the command. */
  readonly turn: number;
}

/** A command whose handler returns a message. One that a newer call replaced (`dedupe`) has no reply. */
export interface CommandReplied<R> extends Omit<CommandDone, 'reply'> {
  readonly reply: WireMessageOf<R>;
}

/** Which frame a test waits for. */
export interface FrameOptions {
  /** Name on the wire. @defaultValue the model's first video output */
  readonly track?: string;
  /** Skip frames before the one of this number. */
  readonly from?: number;
}

/** A viewer's dependencies; `TestReactor.join` creates one. */
export interface TestViewerParts {
  readonly connection: SessionConnection;
  readonly peer: LoopbackPeer;
  readonly manifest: ModelManifest;
  readonly files: TestFiles;
  readonly inbox: Inbox;
  readonly timeoutMs: number;
}

/** What the session sends to a viewer, collected from before it joins. */
export class Inbox implements SocketWire {
  readonly messages: WireMessage[] = [];
  readonly unread: WireMessage[] = [];
  readonly arrivals = new Arrivals<WireMessage>();
  readonly shown = new Arrivals<MediaBundle>();

  send(message: Parameters<SocketWire['send']>[0]): void {
    if (message.kind !== 'modelMessage') return;
    const { type, data } = message;
    this.messages.push({ type, data });
    this.unread.push({ type, data });
    this.arrivals.tell({ type, data });
  }

  ended({ reason, message }: Parameters<SocketWire['ended']>[0]): void {
    const error = new Error(`the session ended (${reason}): ${message}`);
    this.arrivals.end(error);
    this.shown.end(error);
  }
}

/**
 * One client of a model under test, without a browser: it sends commands and media, and receives messages, pictures and
 * sound.
 *
 * Every wait rejects after the reactor's `timeoutMs`, or at once when the session ends, with the reason.
 *
 * @typeParam M the model: its handlers' return types are the types of the replies
 */
export class TestViewer<M = unknown> {
  constructor(private readonly parts: TestViewerParts) {
    parts.peer.onBundle = (bundle) => parts.inbox.shown.tell(bundle);
  }

  get id(): number {
    return this.parts.connection.id;
  }

  /** Every message of the model's so far, oldest first. */
  get messages(): readonly WireMessage[] {
    return this.parts.inbox.messages;
  }

  /**
   * Sends a command as a client does: wire names and values, checked against the contract.
   *
   * @param uploads references made by `upload`, by argument
   * @throws {@link CommandRefused}
   */
  command<N extends keyof RepliesOf<M> & string>(
    name: N,
    args?: Readonly<Record<string, unknown>>,
    uploads?: Readonly<Record<string, UploadReference>>,
  ): Promise<CommandReplied<RepliesOf<M>[N]>>;
  command(
    name: string,
    args?: Readonly<Record<string, unknown>>,
    uploads?: Readonly<Record<string, UploadReference>>,
  ): Promise<CommandDone>;
  async command(
    name: string,
    args: Readonly<Record<string, unknown>> = {},
    uploads: Readonly<Record<string, UploadReference>> = {},
  ): Promise<CommandDone> {
    const outcome = await this.parts.connection.command(name, args, { ...uploads });
    if (outcome.ok) return outcome;
    throw new CommandRefused(outcome.code, outcome.message, outcome.field);
  }

  /** Stores a file that commands may refer to. */
  upload(name: string, bytes: Uint8Array, mimeType = 'application/octet-stream'): Promise<UploadReference> {
    return this.parts.files.add(name, bytes, mimeType);
  }

  /**
   * The oldest message that was not read yet: of this class, which types its data, of this type on the wire, or of any.
   */
  nextMessage<T extends ModelMessage>(messageClass: ModelMessageClass<T>): Promise<WireMessageOf<T>>;
  nextMessage(type?: string): Promise<WireMessage>;
  async nextMessage(wanted?: string | ModelMessageClass): Promise<WireMessage> {
    const type = typeof wanted === 'function' ? messageWireName(wanted) : wanted;
    const { unread, arrivals } = this.parts.inbox;
    const fits = (message: WireMessage): boolean => type === undefined || message.type === type;
    const message =
      unread.find(fits) ??
      (await arrivals.wait(`a message${type === undefined ? '' : ` ${type}`}`, this.parts.timeoutMs, (arrived) =>
        fits(arrived) ? unread.find(fits) : undefined,
      ));
    unread.splice(unread.indexOf(message), 1);
    return message;
  }

  /** The next picture that is shown. */
  async nextFrame(options: FrameOptions = {}): Promise<VideoFrame> {
    const [frame] = await this.frames(1, options);
    return frame!;
  }

  /** The next pictures that are shown, none skipped. */
  frames(count: number, { track = this.output('video'), from = 0 }: FrameOptions = {}): Promise<VideoFrame[]> {
    const frames: VideoFrame[] = [];
    return this.parts.inbox.shown.wait(`${count} frame(s) of ${track}`, this.parts.timeoutMs, (bundle) => {
      const picture = bundle.video[track];
      if (picture !== undefined && bundle.frame >= from) frames.push(VideoFrame.fromPicture(picture));
      return frames.length === count ? frames : undefined;
    });
  }

  /** The sound that is played from now on, at least this long, at 48 kHz. @param track the first audio output */
  sound(durationMs: number, track = this.output('audio')): Promise<AudioSamples> {
    const blocks: AudioSamples[] = [];
    return this.parts.inbox.shown.wait(`${durationMs} ms of ${track}`, this.parts.timeoutMs, ({ audio }) => {
      const block = audio[track];
      if (block !== undefined) blocks.push(AudioSamples.fromPcm(block));
      const playedMs = blocks.reduce((sum, { durationMs: length }) => sum + length, 0);
      return playedMs >= durationMs ? AudioSamples.concat(blocks) : undefined;
    });
  }

  /** Sends one picture of this client's camera, with its metadata. */
  sendVideo(track: string, frame: VideoFrame): void {
    this.parts.peer.sendVideo(track, frame);
  }

  /** Sends sound of this client's microphone; browsers send 10 ms at a time. */
  sendAudio(track: string, sound: AudioSamples): void {
    this.parts.peer.sendAudio(track, sound);
  }

  /** Pauses one of the model's outputs for this client, or resumes it. Throws `unknown_track`. */
  setFlowing(track: string, flowing: boolean): void {
    this.parts.connection.setFlowing(track, flowing);
  }

  leave(): void {
    this.parts.connection.leave();
  }

  private output(kind: 'video' | 'audio'): string {
    const { manifest } = this.parts;
    const track = manifest.tracks.find((candidate) => candidate.direction === 'out' && candidate.kind === kind);
    if (track === undefined) throw new Error(`${manifest.name} has no ${kind} output to wait for`);
    return track.name;
  }
}
