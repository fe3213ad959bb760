import type { Source } from '@nestjs-reactor/client';

type Capturable = HTMLVideoElement & { captureStream?: () => MediaStream; mozCaptureStream?: () => MediaStream };

/** Of a picture that is drawn by hand, where a browser cannot capture what it plays. */
const DRAWN_LONG_SIDE = 1280;

/** Plays a file of the person's own, over and over, without showing it. Rejects when the browser cannot play it. */
export async function captureFile(file: File, kind: 'video' | 'audio'): Promise<Source> {
  const player = document.createElement('video') as Capturable;
  const url = URL.createObjectURL(file);
  const undo: (() => void)[] = [() => URL.revokeObjectURL(url)];
  const stop = (): void => {
    player.onpause = null;
    player.pause();
    player.removeAttribute('src');
    player.load();
    for (const each of undo.splice(0)) each();
  };
  try {
    await load(player, url, file.name);
    if (kind === 'video' && player.videoWidth === 0) throw new Error(`${file.name} has no picture.`);
    player.muted = kind === 'video';
    await player.play();
    // Browsers pause what plays unseen in a hidden tab, or leave it paused after a call.
    player.onpause = () => void player.play().catch(() => undefined);
    // Only what plays has tracks to capture.
    const track = kind === 'video' ? pictureOf(player, undo) : await soundOf(player, undo);
    undo.push(() => track.stop());
    return { kind: 'file', label: file.name, deviceId: undefined, media: track, onEnded: null, onPaused: null, stop };
  } catch (error) {
    stop();
    throw error instanceof Error ? error : new Error(String(error), { cause: error });
  }
}

async function load(player: HTMLVideoElement, url: string, name: string): Promise<void> {
  player.loop = true;
  player.playsInline = true;
  player.preload = 'auto';
  await new Promise<void>((resolve, reject) => {
    player.oncanplay = () => resolve();
    player.onerror = () => reject(new Error(`This browser cannot play ${name}. MP4 (H.264) and WebM usually work.`));
    player.src = url;
  });
  player.oncanplay = null;
  player.onerror = null;
}

/** The browser's own capture of what it plays, or the pictures drawn by hand. */
function pictureOf(player: Capturable, undo: (() => void)[]): MediaStreamTrack {
  const capture = player.captureStream ?? player.mozCaptureStream;
  return capture?.call(player).getVideoTracks()[0] ?? draw(player, undo);
}

function draw(player: HTMLVideoElement, undo: (() => void)[]): MediaStreamTrack {
  const scale = Math.min(1, DRAWN_LONG_SIDE / Math.max(player.videoWidth, player.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(player.videoWidth * scale);
  canvas.height = Math.round(player.videoHeight * scale);
  const context = canvas.getContext('2d', { alpha: false })!;
  let handle = 0;
  const paint = (): void => {
    context.drawImage(player, 0, 0, canvas.width, canvas.height);
    handle = player.requestVideoFrameCallback(paint);
  };
  paint();
  undo.push(() => player.cancelVideoFrameCallback(handle));
  return canvas.captureStream().getVideoTracks()[0]!;
}

/** Through an audio graph that ends in the track alone, so that the file is not heard here. */
async function soundOf(player: HTMLVideoElement, undo: (() => void)[]): Promise<MediaStreamTrack> {
  const context = new AudioContext();
  undo.push(() => void context.close());
  const destination = context.createMediaStreamDestination();
  context.createMediaElementSource(player).connect(destination);
  await context.resume();
  return destination.stream.getAudioTracks()[0]!;
}
