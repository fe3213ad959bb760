import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '..', '..');

describe('a peer whose client offers again on its peer connection', () => {
  let seen: {
    refusals: Record<string, string>;
    afterRefusals: boolean;
    restart: { sameFingerprint: boolean; newName: boolean; lives: boolean; maxBitrate: number };
    paused: number;
    resumed: boolean;
    added: { lives: boolean[]; luma: number };
    moved: { lives: boolean[]; luma: number };
    stunAsked: boolean;
    startKbps: number;
    silentConnected: boolean;
    rooms: { open: number; afterOneClosed: number };
    closedUnanswered: { code: string; tracks: number };
    twoAtOnce: { apart: boolean; lives: boolean };
    trickled: string[];
    trickledLives: boolean;
    stuck: { refusal: string; next: string; lives: boolean };
    told: { connected: number; lost: string[]; messages: number };
    leftOnClose: number;
  };

  beforeAll(async () => {
    const probe = join('test', 'e2e', 'renegotiation-probe.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [probe], { cwd: ROOT, timeout: 50_000 });
    seen = JSON.parse(stdout) as typeof seen;
  }, 60_000);

  it('refuses what cannot be read or does not fit, and goes on as it was', () => {
    expect(seen.refusals).toEqual({
      'no SDP': 'bad_sdp',
      'cut short': 'bad_sdp',
      'a section less': 'bad_sdp',
      'sections in another order': 'bad_sdp',
      'no ICE name': 'bad_sdp',
      'a short ICE password': 'bad_sdp',
      'a codec that is none': 'bad_sdp',
      'no codec in common': 'bad_sdp',
      'a section of another track': 'bad_sdp',
      'no answer': 'negotiation_failed',
    });
    expect(seen.afterRefusals).toBe(true);
  });

  it('restarts ICE with the same DTLS, the same limits, and pictures and messages as before', () => {
    expect(seen.restart).toEqual({ sameFingerprint: true, newName: true, lives: true, maxBitrate: 4_000_000 });
  });

  it('sends nothing on a track that was paused before, until it is asked for', () => {
    expect(seen.paused).toBe(0);
    expect(seen.resumed).toBe(true);
  });

  it('shows a track on a section that the client adds, beside the others', () => {
    expect(seen.added.lives).toEqual([true, true]);
    expect(Math.abs(seen.added.luma - 200)).toBeLessThan(6);
  });

  it('lets a track go with its section, and shows it on another', () => {
    expect(seen.moved.lives).toEqual([true, true]);
    expect(Math.abs(seen.moved.luma - 200)).toBeLessThan(6);
  });

  it('asks the ICE servers that an offer brings', () => {
    expect(seen.stunAsked).toBe(true);
  });

  it('refuses an offer that it is closed over, at once, and keeps nothing of it', () => {
    expect(seen.closedUnanswered).toEqual({ code: 'negotiation_failed', tracks: 0 });
  });

  it('starts at the bitrate that its options say', () => {
    expect(seen.startKbps).toBeGreaterThanOrEqual(2_500);
  });

  it('is connected at once where its client offers no data channel', () => {
    expect(seen.silentConnected).toBe(true);
  });

  it('belongs to an engine that forgets rooms that are closed', () => {
    expect(seen.rooms).toEqual({ open: 1, afterOneClosed: 1 });
  });

  it('answers offers that come at once one after another', () => {
    expect(seen.twoAtOnce).toEqual({ apart: true, lives: true });
  });

  it('tells its new candidates one by one where the offer wants that, and their end last and once', () => {
    expect(seen.trickled.length).toBeGreaterThan(1);
    expect(seen.trickled.indexOf('end')).toBe(seen.trickled.length - 1);
    expect(seen.trickledLives).toBe(true);
  });

  it('goes on where an offer has broken the negotiation itself, and refuses those that follow', () => {
    expect(seen.stuck).toEqual({ refusal: 'negotiation_failed', next: 'negotiation_failed', lives: true });
  });

  it('is connected once, lost never, and keeps no track when it is closed', () => {
    expect(seen.told).toMatchObject({ connected: 1, lost: [] });
    expect(seen.leftOnClose).toBe(0);
  });
});
