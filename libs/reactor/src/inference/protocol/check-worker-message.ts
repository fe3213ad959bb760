import { type MediaMessage, PICTURE_FORMATS, pictureSize } from './media-message.js';
import {
  MAX_BATCH_BUNDLES,
  MAX_BATCH_FRAMES,
  MAX_MESSAGE_BYTES,
  MAX_PICTURE_BYTES,
  MAX_SIDE,
  MAX_SLOTS,
} from './protocol-limits.js';
import {
  anything,
  boolean,
  bytes,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  shape,
  shortString,
  string,
  whole,
} from './shape.js';
import type { WorkerMessage } from './worker-messages.js';

/** Most changes in one report: a model has far fewer fields. */
const MAX_CHANGES = 10_000;

/** Most characters of a name that becomes a label of a metric. */
const MAX_NAME = 64;

/** Most parts of one message: pictures with metadata and sound of several tracks in the largest emission. */
const MAX_PARTS = 64 * MAX_BATCH_BUNDLES;

const ofSession = (properties: Readonly<Record<string, Shape>> = {}): Shape =>
  shape({ session: string, ...properties });

const callId = whole(1);
const part = whole(0, MAX_PARTS);
const picture = shape({
  slot: whole(0, MAX_SLOTS - 1),
  width: whole(1, MAX_SIDE),
  height: whole(1, MAX_SIDE),
  format: optional(oneOf(...PICTURE_FORMATS)),
  part: optional(part),
  metadata: optional(part),
});
const sound = shape({ sampleRate: whole(1, 768_000), channels: oneOf(1, 2), part });
const bundle = shape({ frame: whole(1), turn: whole(), video: record(picture), audio: record(sound) });
const failure = shape({ code: oneOf('model_failed', 'worker_lost'), message: string, cause: optional(string) });
const wireMessage = shape({ type: string, data: object });
const change = shape({ name: string, withheld: optional(string), clientId: optional(whole()) });
const applied = shape({ reply: optional(wireMessage), turn: whole(), frame: whole() });
const refused = shape({
  code: string,
  message: string,
  field: optional(string),
  fields: optional(list(shape({ field: string, message: string }), MAX_CHANGES)),
  rules: optional(oneOf('broken', 'expired')),
});
const outcome: Shape = (value, path) =>
  shape({ ok: boolean })(value, path) ?? ((value as { ok: boolean }).ok ? applied : refused)(value, path);
const drops = list(shape({ track: string, cause: string, frames: whole() }), MAX_CHANGES);

const SHAPES: Readonly<Record<WorkerMessage['type'], Shape>> = {
  // Its content is checked by the host, which says what is wrong with it.
  loaded: shape({ manifest: object }),
  loadFailed: shape({ reason: string }),
  sessionBegun: ofSession(),
  sessionRefused: ofSession({ reason: string }),
  sessionEnded: ofSession(),
  sessionFailed: ofSession({ failure }),
  turnStarted: ofSession({ turn: whole() }),
  turnEnded: ofSession({ turn: whole() }),
  hookStarted: ofSession({ hook: string }),
  hookEnded: ofSession({ hook: string }),
  media: ofSession({
    turn: whole(),
    fps: number(Number.MIN_VALUE),
    bundlesPerFrame: optional(number(1, MAX_BATCH_BUNDLES)),
    bundles: list(bundle, MAX_BATCH_BUNDLES),
    drop: optional(boolean),
    timing: optional(shape({ turnMs: optional(number()), convertMs: number(), sentMs: number() })),
    parts: optional(list(bytes, MAX_PARTS)),
  }),
  message: ofSession({ message: wireMessage, clientId: optional(whole()) }),
  inputs: ofSession({ changes: list(change, MAX_CHANGES) }),
  playout: ofSession({ fps: optional(number(Number.MIN_VALUE)), flush: optional(boolean) }),
  commandStarted: ofSession({ callId }),
  commandDone: ofSession({ callId, outcome }),
  stepped: ofSession({ turn: whole() }),
  inputWanted: ofSession({ track: string, frames: whole(1) }),
  taken: ofSession({ track: string }),
  pulse: shape({ memoryBytes: optional(whole()) }),
  stats: shape({
    stats: shape({
      buffersAllocated: whole(),
      buffersDiscarded: whole(),
      buffersFree: whole(),
      buffersLent: whole(),
      outputsDropped: whole(),
      inputsDropped: drops,
      messagesUnsent: whole(),
      heapUsedBytes: whole(),
    }),
  }),
  networkOpened: shape({
    network: shortString(MAX_NAME),
    provider: shortString(MAX_NAME),
    deviceId: optional(whole()),
  }),
  log: shape({
    level: oneOf('verbose', 'debug', 'log', 'warn', 'error', 'fatal'),
    text: string,
    context: optional(string),
    stack: optional(string),
    fields: object,
  }),
  fatal: shape({ reason: string }),
  closed: anything,
};

/** Checks what a worker sent. Throws an error that says what is wrong with it. */
export function checkWorkerMessage(value: unknown): WorkerMessage {
  const problem = shape({ type: string })(value, '');
  if (problem !== undefined) throw new Error(`a message whose ${problem}`);
  const message = value as WorkerMessage;
  const check = Object.hasOwn(SHAPES, message.type) ? SHAPES[message.type] : undefined;
  if (check === undefined) throw new Error(`a message of the unknown type ${JSON.stringify(short(message.type))}`);
  const wrong = check(message, '') ?? (message.type === 'media' ? wrongParts(message) : undefined);
  if (wrong !== undefined) throw new Error(`a message ${message.type} whose ${short(wrong)}`);
  return message;
}

/** An entry may only name a part that is there; a picture's part has the bytes of its size, or none. */
function wrongParts({ bundles, parts = [] }: MediaMessage): string | undefined {
  const frames = bundles.filter(({ video }) => Object.keys(video).length > 0).length;
  if (frames > MAX_BATCH_FRAMES) return `bundles have ${frames} frames, more than ${MAX_BATCH_FRAMES}`;
  let carried = 0;
  for (const { video, audio } of bundles) {
    for (const entry of Object.values(video)) {
      const { width, height, part: at, metadata } = entry;
      const size = pictureSize(entry);
      const length = at === undefined ? 0 : parts[at]?.byteLength;
      if (size > MAX_PICTURE_BYTES) return `picture of ${width}x${height} is too large`;
      if (length !== 0 && length !== size) return `picture of ${width}x${height} has no part of ${size} bytes`;
      if (metadata !== undefined && parts[metadata] === undefined) return 'metadata is in no part';
      carried += metadata === undefined ? 0 : parts[metadata]!.byteLength;
    }
    for (const { part: at, channels } of Object.values(audio)) {
      const block = parts[at];
      if (block === undefined || block.byteLength % (2 * channels) !== 0) return 'sound has no part of whole samples';
      carried += block.byteLength;
    }
  }
  return carried > MAX_MESSAGE_BYTES ? `sound and metadata have ${carried} bytes` : undefined;
}

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
