// A model in its worker behind the WebRTC engine, and a client of the same library. Prints what each saw of the other as
// one line of JSON.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  DEFAULT_SESSION_OPTIONS,
  DEFAULT_WEBRTC_OPTIONS,
  modelSourceOf,
  readModelContract,
} from '@nestjs-reactor/core';
import { ThreadModelHost } from '../../libs/reactor/dist/inference/index.js';
import { MediaEngines, Model } from '../../libs/reactor/dist/session/index.js';
import { WrtcEngine } from '../../libs/reactor/dist/transport/index.js';
import { Probe } from './media-engine.model.mjs';
import { pitch, rms, sine } from './tones.mjs';

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

/** A client that sends a bright camera and 1 kHz, and takes what it is sent. @param bothWays one section each for video and audio */
class Client {
  pc = new wrtc.RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  samples = [];
  rate = 0;
  lumas = [];
  camera = new wrtc.nonstandard.RTCVideoSource();
  microphone = new wrtc.nonstandard.RTCAudioSource();
  played = 0;

  async join(session, bothWays) {
    const send = { video: this.camera.createTrack(), audio: this.microphone.createTrack() };
    const names = {
      recvonly: { video: 'main_video', audio: 'main_audio' },
      sendonly: { video: 'webcam', audio: 'mic' },
    };
    const mapping = [];
    const sections = [];
    for (const kind of ['video', 'audio']) {
      if (bothWays) {
        const section = this.pc.addTransceiver(send[kind], { direction: 'sendrecv' });
        sections.push([section, kind, 'recvonly'], [section, kind, 'sendonly']);
      } else {
        sections.push([this.pc.addTransceiver(kind, { direction: 'recvonly' }), kind, 'recvonly']);
        sections.push([this.pc.addTransceiver(send[kind], { direction: 'sendonly' }), kind, 'sendonly']);
      }
    }
    this.control = this.pc.createDataChannel('control');
    await this.pc.setLocalDescription(await this.pc.createOffer());
    for (const [section, kind, direction] of sections) {
      mapping.push({ mid: section.mid, name: names[direction][kind], kind, direction });
      if (direction === 'recvonly') this.take(kind, section.receiver.track);
    }
    await until('candidates', () => this.pc.iceGatheringState === 'complete');
    const { participants } = session;
    const owner = { surface: 'rest', caller: 'the probe', address: '127.0.0.1' };
    const sdp = await participants.negotiate(participants.reserve(owner), owner, {
      sdp: this.pc.localDescription.sdp,
      tracks: mapping,
      wire: 'v0',
      startFlowing: bothWays,
    });
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
    await until('the control channel', () => this.control.readyState === 'open');
    this.timers = [setInterval(() => this.film(), 33), setInterval(() => this.speak(), 10)];
  }

  take(kind, track) {
    if (kind === 'video') {
      const sink = new wrtc.nonstandard.RTCVideoSink(track);
      sink.onframe = ({ frame }) => this.lumas.push(frame.data[0]);
    } else {
      const sink = new wrtc.nonstandard.RTCAudioSink(track);
      sink.ondata = ({ samples, sampleRate, channelCount = 1 }) => {
        this.rate = sampleRate;
        for (let i = 0; i < samples.length; i += channelCount) this.samples.push(samples[i]);
      };
    }
  }

  film() {
    const data = new Uint8Array((320 * 240 * 3) / 2).fill(128);
    data.fill(200, 0, 320 * 240);
    this.camera.onFrame({ width: 320, height: 240, data });
  }

  speak() {
    const samples = sine(1_000, 48_000, 480, this.played);
    this.played += 480;
    this.microphone.onData({ samples, sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
  }

  /** @param event `resume_track` or `pause_track`, for both of the model's outputs */
  say(event) {
    for (const name of ['main_video', 'main_audio']) {
      this.control.send(JSON.stringify({ type: 'notification', event, data: { name } }));
    }
  }

  /** Packets received so far, by kind. */
  async packets() {
    const reports = [...(await this.pc.getStats()).values()].filter(({ type }) => type === 'inbound-rtp');
    const of = (wanted) => reports.find(({ kind }) => kind === wanted)?.packetsReceived ?? 0;
    return { video: of('video'), audio: of('audio') };
  }

  /** Packets received in so many milliseconds. */
  async packetsIn(ms) {
    const before = await this.packets();
    await delay(ms);
    const after = await this.packets();
    return { video: after.video - before.video, audio: after.audio - before.audio };
  }

  leave() {
    for (const timer of this.timers) clearInterval(timer);
    this.pc.close();
  }
}

Logger.overrideLogger(false);
const engine = new WrtcEngine(DEFAULT_WEBRTC_OPTIONS);
const host = new ThreadModelHost(modelSourceOf(readModelContract(Probe)));
const model = new Model(
  'probe',
  { instances: 1, restart: 'end-session' },
  {
    engines: new MediaEngines([engine]),
    files: undefined,
    options: DEFAULT_SESSION_OPTIONS,
    schema: () => ({}),
    createHost: () => host,
  },
);
await model.load();
const session = model.begin(model.instances[0]);

/** What the model has of its microphone and camera, once it has enough of both. */
async function measured() {
  let data = {};
  await until('the model to hear and see', async () => {
    const { reply } = await host.command({
      clientId: 0,
      command: { name: 'measure', args: {}, uploads: {} },
      files: {},
    });
    data = reply.data;
    return data.luma !== undefined;
  });
  return data;
}

const client = new Client();
await client.join(session, false);
const seenBy = {};
seenBy.beforeResume = await client.packetsIn(500);
client.say('resume_track');
await until('sound', () => client.samples.length > client.rate * 0.3 && rms(client.samples.slice(-4_800)) > 1_000);
// A receiver stretches the beginning of a sound to fill its buffer, so what counts comes a second later.
client.samples = [];
await until('sound that runs evenly', () => client.samples.length > 1.5 * client.rate);
const tone = client.samples.slice(client.rate);
seenBy.flowing = await client.packetsIn(500);
client.say('pause_track');
await delay(300);
seenBy.paused = await client.packetsIn(700);
client.say('resume_track');
await delay(300);
seenBy.resumed = await client.packetsIn(500);
const result = {
  packets: seenBy,
  tone: { hz: pitch(tone, client.rate), rms: rms(tone), rate: client.rate },
  picture: client.lumas.at(-1),
  model: await measured(),
};
client.leave();
await until('it has left', () => session.viewers === 0);

const old = new Client();
await old.join(session, true);
await until('sound', () => old.samples.length > 2 * old.rate && rms(old.samples.slice(-4_800)) > 1_000);
result.bothWays = {
  tone: pitch(old.samples.slice(-old.rate / 2), old.rate),
  picture: old.lumas.at(-1),
  model: await measured(),
};
old.leave();
await model.close('done');
await engine.close();
console.log(JSON.stringify(result));
// The library keeps the process from ending by itself.
process.exit(0);
