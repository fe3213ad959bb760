import type { I420Picture, MediaBundle, MediaChunk } from '../../media/index.js';
import type { SessionPosition } from '../../session/ports/index.js';
import { pictureOf, samplesOf } from '../protocol/byte-parts.js';
import type { HostMessage } from '../protocol/host-messages.js';
import type { BundleEntry, MediaMessage, PictureEntry } from '../protocol/media-message.js';

/** Bundles by which a model may exceed its credit: calls of `emit` that waited for the same room. */
const SLACK = 8;

/** The worker does not keep to the protocol; the message says what it sent. */
export class ProtocolBreach extends Error {}

/** A slot whose picture the server's side holds. */
interface HeldSlot {
  readonly slot: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

interface HeldBundle {
  readonly session: string;
  readonly slots: readonly HeldSlot[];
}

/** What is to be given back by the next message. */
interface Owed {
  readonly slots: HeldSlot[];
  credit: number;
}

/**
 * The host's account of its worker's frames: which slots it holds, and how many bundles of the session are outstanding.
 *
 * Slots and credit that are given back at one moment go in one message, so that a shown frame costs one. Credit alone is
 * sent where a sink still holds the frame; its slots follow without credit.
 */
export class FrameLedger {
  private session: string | undefined;
  private after: SessionPosition = { turn: 0, frame: 0 };
  private outstanding = 0;
  private lastEmission = 0;
  private readonly heldSlots = new Set<number>();
  private held = new WeakMap<MediaBundle, HeldBundle>();
  private readonly owed = new Map<string, Owed>();
  private sending = false;

  /**
   * @param bufferSize bundles that the model may emit before the first credit of a session
   * @param stepped credit is turns, each of which may emit any number of bundles
   */
  constructor(
    private readonly bufferSize: () => number,
    private readonly post: (message: Extract<HostMessage, { type: 'shown' }>) => void,
    private readonly stepped = false,
  ) {}

  /** The worker's credit starts again. @param after added to the numbers of its turns and frames */
  begin(session: string, after: SessionPosition): void {
    this.session = session;
    this.after = after;
    this.outstanding = 0;
    this.lastEmission = 0;
  }

  /** Of the current session. Throws `ProtocolBreach` where the worker had no credit, or names a slot that the host holds. */
  accept(message: MediaMessage): MediaChunk {
    const { bundles } = message;
    // An emission may exceed the credit, and a model may make the next one before the last is shown.
    const most = Math.max(this.bufferSize(), this.lastEmission + 1) + SLACK;
    if (this.outstanding >= most) {
      throw new ProtocolBreach(
        `frames beyond its credit: ${this.outstanding} are outstanding, and it may have ${most}`,
      );
    }
    this.hold(message);
    this.outstanding += bundles.length;
    this.lastEmission = bundles.length;
    const { turn, fps, bundlesPerFrame, drop, timing } = message;
    return {
      turn: this.after.turn + turn,
      fps,
      bundles: bundles.map((entry) => this.open(message, entry)),
      ...(bundlesPerFrame === undefined ? {} : { bundlesPerFrame }),
      ...(drop === undefined ? {} : { drop }),
      ...(timing === undefined ? {} : { timing }),
    };
  }

  /** Of another session: its slots go back at once. Throws `ProtocolBreach` where it names a slot that the host holds. */
  refuse(message: MediaMessage): void {
    this.hold(message);
    for (const entry of message.bundles) this.owe(message.session, slotsOf(message, entry), 0);
  }

  /** Bundles left the queue: the model may emit as many more. */
  grant(bundles: number): void {
    if (this.session === undefined) return;
    this.outstanding = this.stepped ? 0 : Math.max(0, this.outstanding - bundles);
    this.owe(this.session, [], bundles);
  }

  /** Nobody uses the bundle's pictures any more. One of an earlier worker, or a second call, has no effect. */
  release(bundle: MediaBundle): void {
    const held = this.held.get(bundle);
    if (held === undefined) return;
    this.held.delete(bundle);
    this.owe(held.session, held.slots, 0);
  }

  /** The worker is gone with its slots. */
  clear(): void {
    this.session = undefined;
    this.heldSlots.clear();
    this.held = new WeakMap();
    this.owed.clear();
  }

  private hold(message: MediaMessage): void {
    const pictures = message.bundles.flatMap(({ video }) => Object.values(video));
    for (const { slot, format } of pictures) {
      // A channel that takes others has converted them.
      if ((format ?? 'i420') !== 'i420') throw new ProtocolBreach(`a picture in ${format}, where only i420 is taken`);
      if (this.heldSlots.has(slot)) throw new ProtocolBreach(`a picture in slot ${slot}, which was not given back`);
      this.heldSlots.add(slot);
    }
  }

  private open(message: MediaMessage, entry: BundleEntry): MediaBundle {
    const frame = this.after.frame + entry.frame;
    const turn = this.after.turn + entry.turn;
    const parts = message.parts ?? [];
    const video: Record<string, I420Picture> = {};
    for (const [track, picture] of Object.entries(entry.video)) {
      const metadata = picture.metadata === undefined ? undefined : parts[picture.metadata];
      video[track] = pictureOf(picture, bytesOf(picture, parts), metadata);
    }
    const audio = Object.fromEntries(
      Object.entries(entry.audio).map(([track, { sampleRate, channels, part }]) => {
        return [track, { sampleRate, channels, samples: samplesOf(parts[part]!) }];
      }),
    );
    const bundle: MediaBundle = { frame, turn, video, audio };
    this.held.set(bundle, { session: message.session, slots: slotsOf(message, entry, video) });
    return bundle;
  }

  private owe(session: string, slots: readonly HeldSlot[], credit: number): void {
    const owed = this.owed.get(session) ?? { slots: [], credit: 0 };
    this.owed.set(session, owed);
    owed.slots.push(...slots);
    owed.credit += credit;
    if (this.sending) return;
    this.sending = true;
    queueMicrotask(() => this.send());
  }

  private send(): void {
    this.sending = false;
    for (const [session, { slots, credit }] of this.owed) {
      if (slots.length === 0 && credit === 0) continue;
      for (const { slot } of slots) this.heldSlots.delete(slot);
      const parts = slots.map(({ data }) => data);
      this.post({ type: 'shown', session, slots: slots.map(({ slot }) => slot), credit, parts });
    }
    this.owed.clear();
  }
}

/** @param pictures opened from the entry, where they were */
function slotsOf(
  { parts = [] }: MediaMessage,
  { video }: BundleEntry,
  pictures?: Readonly<Record<string, I420Picture>>,
): HeldSlot[] {
  return Object.entries(video).map(([track, { slot, part }]) => {
    return { slot, data: pictures?.[track]?.data ?? parts[part ?? -1] ?? new Uint8Array(0) };
  });
}

function bytesOf({ slot, part }: PictureEntry, parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = parts[part ?? -1];
  if (bytes === undefined || bytes.byteLength === 0)
    throw new ProtocolBreach(`a picture in slot ${slot} without its bytes`);
  return bytes;
}
