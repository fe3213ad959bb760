import type { HostMessage } from './host-messages.js';
import type { WorkerMessage } from './worker-messages.js';

/** Samples of each message of a union: a new message does not compile until it has one. */
type Samples<M extends { readonly type: string }> = {
  readonly [T in M['type']]: readonly [Extract<M, { readonly type: T }>, ...Extract<M, { readonly type: T }>[]];
};

const session = '7d0cbd0c-6f9b-4b6e-9a0e-0d2f6a3c8f11';
const bytes = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => (i * 37) % 256);
const file = {
  upload_id: 'u1',
  name: 'Katze ü 猫.png',
  mime_type: 'image/png',
  size: 3,
  path: '/nowhere/u1',
  sniffedMimeType: 'image/jpeg',
};

export const HOST_SAMPLES: Samples<HostMessage> = {
  load: [
    {
      type: 'load',
      file: 'file:///app/sunny.model.js',
      model: 'sunny',
      onnx: {
        executionProviders: [{ name: 'cuda', arena: true }, 'cpu'],
        threads: 4,
        graphOptimization: 'all',
        telemetry: false,
      },
      deviceId: 1,
      limits: { bufferSize: 1, maxInputFrames: 128, maxInputBytes: 67_108_864, ruleTimeoutMs: 250 },
      slots: { stride: 67_108_864, count: 65_536 },
    },
  ],
  beginSession: [{ type: 'beginSession', session }],
  endSession: [{ type: 'endSession', session, reason: 'stopped' }],
  connect: [{ type: 'connect', session, clientId: 1001, joinedAt: 1_795_800_000_000.25 }],
  disconnect: [{ type: 'disconnect', session, clientId: 1001 }],
  command: [
    {
      type: 'command',
      session,
      callId: 3,
      call: {
        clientId: 1001,
        command: { name: 'set_prompt', args: { prompt: 'ein Wald "im" Regen\n☔', seeds: [1, -2.5] }, uploads: {} },
        files: { image: file },
      },
    },
  ],
  fileUploaded: [{ type: 'fileUploaded', session, clientId: 1001, file }],
  video: [
    { type: 'video', session, track: 'webcam', width: 4, height: 2, captureTimeUs: 12, parts: [bytes(12)] },
    { type: 'video', session, track: 'webcam', width: 4, height: 2, parts: [bytes(12), bytes(5)] },
  ],
  audio: [{ type: 'audio', session, track: 'voice', sampleRate: 48_000, channels: 1, parts: [bytes(960)] }],
  shown: [
    { type: 'shown', session, slots: [4, 0], credit: 1 },
    { type: 'shown', session, slots: [4, 0], credit: 0, parts: [bytes(12), bytes(0)] },
  ],
  shutdown: [{ type: 'shutdown' }],
};

export const WORKER_SAMPLES: Samples<WorkerMessage> = {
  loaded: [
    {
      type: 'loaded',
      manifest: {
        name: 'sunny',
        tracks: [{ name: 'main_video', kind: 'video', direction: 'out' }],
        inputs: [
          { name: 'prompt', kept: 'state', command: 'set_prompt', secret: false, file: false, initial: 'ein Wald ☔' },
        ],
        commands: [
          {
            name: 'set_prompt',
            parameters: { type: 'object', properties: { prompt: { type: 'string', default: 'ein Wald ☔' } } },
            dedupe: false,
          },
        ],
        messages: [],
        hooks: { connected: 'greet' },
      },
    },
  ],
  loadFailed: [{ type: 'loadFailed', reason: 'no weights' }],
  sessionBegun: [{ type: 'sessionBegun', session }],
  sessionRefused: [{ type: 'sessionRefused', session, reason: 'the state cannot be made' }],
  sessionEnded: [{ type: 'sessionEnded', session }],
  sessionFailed: [{ type: 'sessionFailed', session, failure: { code: 'model_failed', message: 'The model failed.' } }],
  turnStarted: [{ type: 'turnStarted', session, turn: 1 }],
  turnEnded: [{ type: 'turnEnded', session, turn: 1 }],
  hookStarted: [{ type: 'hookStarted', session, hook: 'prepare' }],
  hookEnded: [{ type: 'hookEnded', session, hook: 'prepare' }],
  media: [
    {
      type: 'media',
      session,
      turn: 7,
      fps: 29.97,
      bundlesPerFrame: 1,
      drop: true,
      timing: { turnMs: 12.5, convertMs: 1.25, sentMs: 123_456.75 },
      bundles: [
        {
          frame: 8,
          turn: 7,
          video: { main_video: { slot: 3, width: 4, height: 2, part: 0, metadata: 1 } },
          audio: { main_audio: { sampleRate: 48_000, channels: 2, part: 2 } },
        },
      ],
      parts: [bytes(12), bytes(5), bytes(1_920)],
    },
    {
      type: 'media',
      session,
      turn: 8,
      fps: 30,
      bundles: [{ frame: 9, turn: 8, video: { main_video: { slot: 0, width: 1280, height: 720 } }, audio: {} }],
    },
  ],
  message: [
    { type: 'message', session, message: { type: 'figures', data: { value: [1, null, 'ü'] } } },
    { type: 'message', session, message: { type: 'figures', data: {} }, clientId: 1001 },
  ],
  inputs: [
    {
      type: 'inputs',
      session,
      changes: [
        { name: 'prompt', value: 'a meadow', clientId: 1001 },
        { name: 'token', withheld: 'secret', clientId: undefined },
      ],
    },
  ],
  playout: [
    { type: 'playout', session, fps: 12 },
    { type: 'playout', session, flush: true },
  ],
  commandStarted: [{ type: 'commandStarted', session, callId: 3 }],
  commandDone: [
    { type: 'commandDone', session, callId: 3, outcome: { ok: true, turn: 9, frame: 12 } },
    {
      type: 'commandDone',
      session,
      callId: 4,
      outcome: { ok: true, turn: 9, frame: 12, reply: { type: 'count', data: { commands: 1 } } },
    },
    {
      type: 'commandDone',
      session,
      callId: 5,
      outcome: {
        ok: false,
        code: 'invalid_command',
        message: 'no',
        fields: [{ field: 'a', message: 'b' }],
        rules: 'broken',
      },
    },
  ],
  stepped: [{ type: 'stepped', session, turn: 3 }],
  inputWanted: [{ type: 'inputWanted', session, track: 'webcam', frames: 2 }],
  taken: [{ type: 'taken', session, track: 'webcam' }],
  pulse: [{ type: 'pulse' }, { type: 'pulse', memoryBytes: 104_857_600 }],
  stats: [
    {
      type: 'stats',
      stats: {
        buffersAllocated: 5,
        buffersDiscarded: 1,
        buffersFree: 3,
        buffersLent: 1,
        outputsDropped: 0,
        inputsDropped: [{ track: 'webcam', cause: 'queue_full', frames: 12 }],
        messagesUnsent: 0,
        heapUsedBytes: 31_457_280,
      },
    },
  ],
  log: [
    { type: 'log', level: 'warn', text: 'slow', context: 'Sunny', stack: 'Error: slow', fields: { session, turn: 3 } },
    { type: 'log', level: 'debug', text: '', fields: {} },
  ],
  networkOpened: [
    { type: 'networkOpened', network: 'sunny.onnx', provider: 'cuda', deviceId: 1 },
    { type: 'networkOpened', network: 'sunny.onnx', provider: 'cpu' },
  ],
  fatal: [{ type: 'fatal', reason: 'run() returned' }],
  closed: [{ type: 'closed' }],
};
