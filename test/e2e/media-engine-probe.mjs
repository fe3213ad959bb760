// A model behind the WebRTC engine and a client of the same library, in one process. Prints what each saw of the other
// as one line of JSON.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  Audio,
  AudioSamples,
  DEFAULT_SESSION_OPTIONS,
  DEFAULT_WEBRTC_OPTIONS,
  InputClosed,
  ModelRuntime,
  readModelContract,
  ReactorModel,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { InlineModelHost } from '@nestjs-reactor/core/testing';
import { WrtcEngine } from '../../libs/reactor/dist/transport/index.js';

const wrtc = createRequire(import.meta.url)('wrtc');
const LIMIT_MS = 45_000;
setTimeout(() => fail('not done in time'), LIMIT_MS).unref();
process.on('unhandledRejection', fail);

/** @param declarations decorators by property, as TypeScript would apply them */
function tracks(declarations) {
  const owner = class {};
  for (const [property, decorate] of Object.entries(declarations)) decorate(owner.prototype, property);
  return owner;
}

const heard = [];
const seen = [];

/** Plays 440 Hz, made at 24 kHz, over grey pictures, and keeps what its camera and microphone bring. */
class Probe extends ReactorModel {
  async run() {
    for (let made = 0; ;) {
      await this.connected.wait();
      try {
        const tone = sine(440, 24_000, 800, made);
        made += 800;
        await this.emit({
          mainVideo: VideoFrame.rgb(320, 240, new Uint8Array(320 * 240 * 3).fill(90)),
          mainAudio: AudioSamples.mono(tone, 24_000),
        });
        heard.push(...this.input.mic.drain());
        seen.push(...this.input.webcam.drain());
        if (seen.length > 30) seen.splice(0, seen.length - 30);
      } catch (error) {
        if (!(error instanceof InputClosed)) throw error;
      }
    }
  }
}
ReactorModel({
  name: 'probe',
  fps: 30,
  output: tracks({ mainVideo: Video(), mainAudio: Audio({ sampleRate: 24_000 }) }),
  input: tracks({ webcam: Video(), mic: Audio({ sampleRate: 16_000 }) }),
})(Probe);

function sine(hz, rate, length, from = 0) {
  return Int16Array.from({ length }, (_, i) => 12_000 * Math.sin((2 * Math.PI * hz * (from + i)) / rate));
}

/** Pitch by the median time between upward zero crossings, in Hz: a gap on a busy machine does not change it. */
function pitch(samples, rate) {
  const periods = [];
  let last;
  for (let i = 1; i < samples.length; i++) {
    const [before, after] = [samples[i - 1], samples[i]];
    if (before >= 0 || after < 0) continue;
    const crossing = i - after / (after - before);
    if (last !== undefined) periods.push(crossing - last);
    last = crossing;
  }
  periods.sort((a, b) => a - b);
  return rate / periods[periods.length >> 1];
}

function rms(samples) {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

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
    const sdp = await session.negotiate(session.reserve(), {
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
const host = new InlineModelHost(readModelContract(Probe));
const runtime = new ModelRuntime(host, engine, undefined, DEFAULT_SESSION_OPTIONS);
await runtime.boot();
runtime.start({});
const session = runtime.current;

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
const modelHeard = AudioSamples.concat(heard.slice(-100));
const result = {
  packets: seenBy,
  tone: { hz: pitch(tone, client.rate), rms: rms(tone), rate: client.rate },
  picture: client.lumas.at(-1),
  microphone: {
    hz: pitch(modelHeard.data, modelHeard.sampleRate),
    rate: modelHeard.sampleRate,
    channels: modelHeard.channels,
  },
  camera: {
    luma: seen.at(-1).data[Math.floor(seen.at(-1).data.length / 3)],
    width: seen.at(-1).width,
    frames: seen.length,
  },
};
client.leave();
await until('it has left', () => runtime.viewers === 0);

heard.length = 0;
seen.length = 0;
const old = new Client();
await old.join(session, true);
await until('sound', () => old.samples.length > 2 * old.rate && rms(old.samples.slice(-4_800)) > 1_000);
await until('its camera and microphone', () => seen.length > 0 && heard.length > 150);
const oldHeard = AudioSamples.concat(heard.slice(-100));
result.bothWays = {
  tone: pitch(old.samples.slice(-old.rate / 2), old.rate),
  picture: old.lumas.at(-1),
  microphone: pitch(oldHeard.data, oldHeard.sampleRate),
  luma: seen.at(-1).data[Math.floor(seen.at(-1).data.length / 3)],
};
old.leave();
await runtime.close('done');
await engine.close();
console.log(JSON.stringify(result));
// The library keeps the process from ending by itself.
process.exit(0);
