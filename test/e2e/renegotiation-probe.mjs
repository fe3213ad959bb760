// One peer of the WebRTC engine and a client of the same library that offers again and again on one peer connection.
// Prints what came of each offer as one line of JSON.
import { Logger } from '@nestjs/common';
import 'reflect-metadata';
import { createSocket } from 'node:dgram';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { DEFAULT_WEBRTC_OPTIONS } from '@nestjs-reactor/core';
import { WrtcEngine } from '../../libs/reactor/dist/transport/index.js';

const wrtc = createRequire(import.meta.url)('wrtc');
const LIMIT_MS = 45_000;
setTimeout(() => fail('not done in time'), LIMIT_MS).unref();
process.on('unhandledRejection', fail);

async function until(what, condition) {
  while (!(await condition())) await delay(20);
}

function fail(why) {
  console.error(why);
  process.exit(1);
}

// Standard output is the result's alone.
Logger.overrideLogger(false);
const TRACKS = ['near', 'far'].map((name) => ({ name, property: name, kind: 'video', direction: 'out' }));
const engine = new WrtcEngine({ ...DEFAULT_WEBRTC_OPTIONS, gatheringTimeoutMs: 1_000 });
const context = { lastPicture: () => undefined, soundDropped: fail };
const room = engine.open(TRACKS, context);
const trickled = [];
const told = { connected: 0, lost: [], messages: 0 };
const peer = room.createPeer({
  connectionId: 1,
  connection: {},
  iceServers: [],
  wire: 'v0',
  startFlowing: false,
  restartTimeoutMs: 5_000,
  maxEarlyCandidates: 16,
  events: {
    connected: () => told.connected++,
    lost: (cause) => told.lost.push(cause),
    message: () => told.messages++,
    malformed: fail,
    video: fail,
    audio: fail,
    // The library's own client offers TCP candidates too, which the server leaves out.
    dropped: (what) => what === 'tcp_candidate' || fail(what),
    candidate: (candidate) => trickled.push(candidate === null ? 'end' : 'candidate'),
  },
});
const picture = (grey) => ({
  width: 160,
  height: 96,
  data: new Uint8Array((160 * 96 * 3) / 2).fill(128).fill(grey, 0, 160 * 96),
});
setInterval(() => void room.push({ video: { near: picture(90), far: picture(200) }, audio: {} }), 33);

/** Frames by mid: how many, and how bright the last was. */
const seen = {};
const pc = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
pc.ontrack = ({ track, transceiver }) => {
  const view = (seen[transceiver.mid] = { frames: 0, luma: 0 });
  new wrtc.nonstandard.RTCVideoSink(track).onframe = ({ frame }) => {
    view.frames++;
    view.luma = frame.data[0];
  };
};
const names = new Map();
const watch = (name) => names.set(pc.addTransceiver('video', { direction: 'recvonly' }), name);
const mapping = () => [...names].map(([{ mid }, name]) => ({ mid, name, kind: 'video', direction: 'recvonly' }));

async function offer(restart) {
  await pc.setLocalDescription(await pc.createOffer({ iceRestart: restart }));
  return pc.localDescription.sdp;
}
const place = (sdp, more = {}) =>
  peer.accept({ sdp, tracks: mapping(), trickle: false, clientAddress: '127.0.0.1', ...more });
async function take({ sdp }) {
  await pc.setRemoteDescription({ type: 'answer', sdp });
  return { fingerprint: /^a=fingerprint:(.*)\r$/m.exec(sdp)[1], iceName: /^a=ice-ufrag:(.*)\r$/m.exec(sdp)[1] };
}
/** Is the section shown, and the channel heard? */
async function lives(mid) {
  const { frames } = seen[mid];
  const { messages } = told;
  channel.send('{"scope":"runtime","data":{"type":"ping","data":{}}}');
  await until(`frames on ${mid}`, () => seen[mid].frames > frames + 5 && told.messages > messages);
  return true;
}
const refusal = (sdp, more) =>
  place(sdp, more).then(
    () => 'none',
    ({ code }) => code,
  );

const result = { rooms: { open: engine.rooms.size } };
watch('near');
const channel = pc.createDataChannel('data');
const first = await take(await place(await offer(false)));
let startKbps;
await until('an estimate', async () => (startKbps = (await peer.stats()).availableOutgoingKbps) !== undefined);
await until('the channel', () => channel.readyState === 'open');
peer.setFlowing('near', true);
await until('pictures', () => seen[0]?.frames > 5);

const good = await offer(true);
result.refusals = {
  'no SDP': await refusal('hello'),
  'cut short': await refusal(good.slice(0, 200)),
  'a section less': await refusal(good.slice(0, good.indexOf('m=application'))),
  'sections in another order': await refusal(good.replace('m=video', 'm=audio'), { tracks: [] }),
  'no ICE name': await refusal(good.replace(/^a=ice-ufrag:.*\r\n/m, '')),
  'a short ICE password': await refusal(good.replaceAll(/^a=ice-pwd:.*\r$/gm, 'a=ice-pwd:short\r')),
  'a codec that is none': await refusal(good.replace(/^a=rtpmap:\d+ VP8/m, 'a=rtpmap:111 VP8')),
  'no codec in common': await refusal(good.replaceAll(/^(a=rtpmap:\d+) (?:VP8|VP9|AV1)\//gm, '$1 H264/')),
  'a section of another track': await refusal(good, { tracks: [{ ...mapping()[0], name: 'far' }] }),
};
const { createAnswer } = peer.pc;
peer.pc.createAnswer = () => Promise.reject(new Error('no answer to be had'));
result.refusals['no answer'] = await refusal(good);
peer.pc.createAnswer = createAnswer;
result.afterRefusals = await lives(0);

const restarted = await take(await place(good));
result.restart = {
  sameFingerprint: restarted.fingerprint === first.fingerprint,
  newName: restarted.iceName !== first.iceName,
  lives: await lives(0),
  maxBitrate: peer.pc.getTransceivers()[0].sender.getParameters().encodings[0].maxBitrate,
};

peer.setFlowing('near', false);
await delay(300);
await take(await place(await offer(true)));
await delay(300);
const { frames } = seen[0];
await delay(500);
result.paused = seen[0].frames - frames;
peer.setFlowing('near', true);
result.resumed = await lives(0);

watch('far');
await take(await place(await offer(false)));
peer.setFlowing('far', true);
const [, farSection] = names.keys();
await until('the second track', () => seen[farSection.mid]?.frames > 5);
result.added = { lives: [await lives(0), await lives(farSection.mid)], luma: seen[farSection.mid].luma };

farSection.stop();
names.delete(farSection);
await take(await place(await offer(false)));
watch('far');
const back = await place(await offer(false));
await take(back);
const again = [...names.keys()].at(-1);
// It flowed on its section before, but that one had been let go already.
peer.setFlowing('far', true);
await until('the track on its new section', () => seen[again.mid]?.frames > 5);
result.moved = { lives: [await lives(0), await lives(again.mid)], luma: seen[again.mid].luma };

const stun = createSocket('udp4').bind(0, '127.0.0.1');
await new Promise((resolve) => stun.once('listening', resolve));
let asked = 0;
stun.on('message', () => asked++);
await take(await place(await offer(true), { iceServers: [{ uris: [`stun:127.0.0.1:${stun.address().port}`] }] }));
result.stunAsked = asked > 0;

// What the library is asked for when the peer is closed, it may leave unsettled.
const itsRoom = engine.open(TRACKS, context);
const waiting = itsRoom.createPeer(peer.options);
let reached = false;
waiting.pc.createAnswer = () => {
  reached = true;
  return new Promise(() => {});
};
const unanswered = waiting
  .accept({ sdp: await offer(false), tracks: mapping(), trickle: false, clientAddress: '127.0.0.1' })
  .then(
    () => 'answered',
    ({ code }) => code,
  );
await until('its tracks', () => reached && itsRoom.sources.tracks.length > 0);
await waiting.close();
result.closedUnanswered = { code: await unanswered, tracks: itsRoom.sources.tracks.length };

await itsRoom.close();
result.rooms.afterOneClosed = engine.rooms.size;

// A client without data channels is in as soon as media may flow: nothing is waited for, so no timer need run.
const silent = room.createPeer({
  ...peer.options,
  events: { ...peer.options.events, connected: () => (result.silentConnected = true), lost: () => {} },
});
silent.connection.wait = () => {};
const watcher = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
const only = watcher.addTransceiver('video', { direction: 'recvonly' });
await watcher.setLocalDescription(await watcher.createOffer());
await until('its candidates', () => watcher.iceGatheringState === 'complete');
const seat = [{ mid: only.mid, name: 'near', kind: 'video', direction: 'recvonly' }];
await watcher.setRemoteDescription({
  type: 'answer',
  ...(await silent.accept({
    sdp: watcher.localDescription.sdp,
    tracks: seat,
    trickle: false,
    clientAddress: '127.0.0.1',
  })),
});
await until('its connection', () => result.silentConnected);
await silent.close();

const [one, other] = await Promise.all([place(await offer(true)), place(await offer(true))]);
await take(other);
result.twoAtOnce = { apart: one.sdp !== other.sdp, lives: await lives(0) };

// A thread that is busy hears of the library's events late, and then all at once.
const { setLocalDescription } = peer.pc;
peer.pc.setLocalDescription = (description) => {
  const set = setLocalDescription.call(peer.pc, description);
  for (const startMs = performance.now(); performance.now() - startMs < 150;);
  return set;
};
await take(await place(await offer(true), { trickle: true }));
await until('the end of the candidates', () => trickled.includes('end'));
await delay(200);
peer.pc.setLocalDescription = setLocalDescription;
result.trickled = trickled;
result.trickledLives = await lives(0);

// What breaks the library's own negotiation for good must not break what flows.
const broken = await offer(true);
result.stuck = {
  refusal: await refusal(broken.replaceAll('a=setup:actpass', 'a=setup:holdconn')),
  next: await refusal(broken),
  lives: await lives(0),
};

result.startKbps = startKbps;
result.told = told;
result.leftOnClose = await peer.close().then(() => room.sources.tracks.length);
console.log(JSON.stringify(result));
process.exit(0);
