import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DEFAULT_SESSION_OPTIONS, type SessionOptions } from '../session/index.js';
import { chooseEngine } from './choose-engine.js';
import { mergeMediaOptions, type MediaOptions } from './media.options.js';
import { mergeWebRtcOptions, type WebRtcOptions } from './webrtc/webrtc.options.js';

const STUN = [{ uris: ['stun:stun.example.org'] }];
const TURN = { urls: ['turn:turn.example.org'], secret: 'a secret', ttlSeconds: 60 };

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void lines.push(String(line)));
  jest.spyOn(Logger.prototype, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe('the media engine', () => {
  it.each<[string, Partial<MediaOptions>, Partial<WebRtcOptions>, Partial<SessionOptions>, string, string]>([
    ['nothing is said', {}, {}, {}, 'fanout', 'media engine fanout'],
    ['media may be relayed alone', {}, { iceTransportPolicy: 'relay' }, {}, 'wrtc', 'no TURN client'],
    ['it may have to find its address', {}, {}, { iceServers: STUN }, 'wrtc', 'set webrtc.announcedAddresses'],
    ['it may have to relay', {}, {}, { turn: TURN }, 'wrtc', 'set webrtc.announcedAddresses'],
    ['its address is said', {}, { announcedAddresses: ['192.0.2.1'] }, { iceServers: STUN }, 'fanout', 'fanout'],
    ['the fan-out is asked for', { engine: 'fanout' }, {}, { iceServers: STUN }, 'fanout', 'fanout'],
    ['an encoder is named that it has not', { engine: 'wrtc', encoder: 'x264' }, {}, {}, 'wrtc', 'x264 is not used'],
    ['libwebrtc is asked for', { engine: 'wrtc' }, {}, {}, 'wrtc', 'media engine wrtc'],
  ])('is, where %s, the right one, and the log says why', (_, media, webrtc, session, name, text) => {
    const engine = chooseEngine(mergeMediaOptions(media), mergeWebRtcOptions(webrtc), {
      ...DEFAULT_SESSION_OPTIONS,
      ...session,
    });
    expect(engine.name).toBe(name);
    expect(lines.join()).toContain(text);
  });
});

describe('the options of media', () => {
  it.each<[Partial<MediaOptions>, string]>([
    [{ engine: 'ffmpeg' as 'auto' }, 'media.engine must be auto, fanout or wrtc'],
    [{ encoder: 'openh264' as 'auto' }, 'media.encoder must be one of auto, wrtc, nvenc, videotoolbox, vaapi, x264'],
    [{ playoutDelayMs: -1 }, 'media.playoutDelayMs'],
    [{ playoutDelayMs: 50_000 }, 'media.playoutDelayMs may be at most 40950'],
    [{ ladder: [] }, 'media.ladder must be a list'],
    [{ maxFramerate: 0 }, 'media.maxFramerate must be a number above 0 (got 0)'],
    [{ maxFramerate: '30' as unknown as number }, 'media.maxFramerate must be a number above 0 (got "30")'],
    [
      { degradationPreference: 'maintain-quality' as 'balanced' },
      'media.degradationPreference must be maintain-framerate, maintain-resolution, balanced (got "maintain-quality")',
    ],
    [
      { degradationPreference: 'balanced', ladder: [{ scale: 1, minKbps: 100, maxKbps: 200 }] },
      'leave one of them out',
    ],
  ])('refuse %j', (options, text) => {
    expect(() => mergeMediaOptions(options)).toThrow(text);
  });
});
