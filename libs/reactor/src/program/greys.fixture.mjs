// A worker in plain JavaScript, written from docs/reference/worker-protocol.md alone: grey pictures in RGB through the file of
// slots, one command, and a message with what its environment is.
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import process from 'node:process';

const [WIDTH, HEIGHT] = [32, 18];
const NAME = process.argv.at(-1);
const GREY = { type: 'integer', minimum: 0, maximum: 255, default: 40 };
const MANIFEST = {
  name: NAME,
  tracks: [{ name: 'main_video', kind: 'video', direction: 'out' }],
  inputs: [{ name: 'grey', kept: 'state', command: 'set_grey', secret: false, file: false, initial: 40 }],
  commands: [
    { name: 'set_grey', parameters: { type: 'object', properties: { grey: GREY } }, dedupe: false },
    { name: 'look', parameters: { type: 'object', properties: {} }, dedupe: false, reply: 'place' },
    { name: 'leave', parameters: { type: 'object', properties: {} }, dedupe: false },
  ],
  messages: [
    { name: 'place', schemaName: 'Place', schema: { type: 'object', properties: { folder: { type: 'string' } } } },
  ],
  hooks: {},
};

const pipe = new Socket({ fd: 3, readable: true, writable: true });
let stride = 0;
let session;
let grey = 40;
let credit = 0;
let turn = 0;
let viewers = 0;
let received = Buffer.alloc(0);

function send(message) {
  const header = Buffer.from(JSON.stringify(message));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  pipe.write(Buffer.concat([length, header]));
}

function show() {
  if (session === undefined || viewers === 0) return;
  for (; credit > 0; credit--) {
    turn++;
    const slot = turn % 4;
    writeSync(4, Buffer.alloc(3 * WIDTH * HEIGHT, grey), 0, 3 * WIDTH * HEIGHT, slot * stride);
    const picture = { slot, width: WIDTH, height: HEIGHT, format: 'rgb24' };
    send({ type: 'turnStarted', session, turn });
    const bundles = [{ frame: turn, turn, video: { main_video: picture }, audio: {} }];
    send({ type: 'media', session, turn, fps: 30, bundles });
    send({ type: 'turnEnded', session, turn });
  }
}

function command({ name, args }) {
  const next = { turn: turn + 1, frame: turn + 1 };
  if (name === 'leave') process.exit(3);
  if (name === 'set_grey') ({ grey } = args);
  const data = { folder: process.cwd(), greeting: process.env.GREETING };
  return name === 'look' ? { ok: true, ...next, reply: { type: 'place', data } } : { ok: true, ...next };
}

const HANDLERS = {
  load({ slots }) {
    ({ stride } = slots);
    send({ type: 'loaded', manifest: MANIFEST });
    setInterval(() => send({ type: 'pulse', memoryBytes: process.memoryUsage.rss() }), 250);
  },
  beginSession(message) {
    ({ session } = message);
    [credit, turn, grey, viewers] = [1, 0, 40, 0];
    send({ type: 'sessionBegun', session });
  },
  endSession() {
    send({ type: 'sessionEnded', session });
    session = undefined;
  },
  connect: () => viewers++,
  disconnect: () => viewers--,
  command({ callId, call }) {
    send({ type: 'commandDone', session, callId, outcome: command(call.command) });
  },
  shown(message) {
    credit += message.credit;
  },
  shutdown() {
    send({ type: 'closed' });
  },
};

pipe.on('data', (bytes) => {
  received = Buffer.concat([received, bytes]);
  while (received.length >= 4 && received.length >= 4 + received.readUInt32LE(0)) {
    const end = 4 + received.readUInt32LE(0);
    const message = JSON.parse(received.subarray(4, end).toString());
    received = received.subarray(end);
    HANDLERS[message.type]?.(message);
  }
  show();
});
pipe.on('end', () => process.exit(0));
