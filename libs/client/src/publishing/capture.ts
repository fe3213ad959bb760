import { ClientError } from '../client-error.js';
import { captureFailure, insecurePage } from './capture-failure.js';
import { type Source, sourceOf } from './source.js';

/** Of a camera. */
export interface CameraOptions {
  /** One of `enumerateDevices`. @defaultValue the browser's default camera */
  readonly deviceId?: string | undefined;
  /** Pixels; the camera delivers what it has next to it. @defaultValue 640 */
  readonly width?: number;
  /** @defaultValue 360 */
  readonly height?: number;
}

/** Of a microphone. */
export interface MicrophoneOptions {
  /** One of `enumerateDevices`. @defaultValue the browser's default microphone */
  readonly deviceId?: string | undefined;
}

/** As many pixels as a model is likely to look at: more would cost both ends time, and show as delay. */
const CAMERA = { width: 640, height: 360 };

/** A screen has small text; beyond this it is scaled down. */
const SCREEN = { width: { max: 1280 }, height: { max: 720 }, frameRate: { max: 30 } };

/** Frames a second, at most, of a canvas. */
const CANVAS_FPS = 30;

/** Whether the page can have cameras and microphones at all: it is on HTTPS or on localhost. */
export function hasDevices(): boolean {
  return globalThis.isSecureContext && globalThis.navigator?.mediaDevices !== undefined;
}

/** Whether the page can capture a screen; phones cannot. */
export function canShareScreen(): boolean {
  return hasDevices() && typeof navigator.mediaDevices.getDisplayMedia === 'function';
}

/**
 * Asks the person for a camera. Call it from a click.
 *
 * Rejects with a {@link ClientError} whose message says what to do: `insecure_page`, `permission_denied`,
 * `capture_cancelled`, `no_device`, `device_busy` or `capture_failed`.
 */
export async function captureCamera(options: CameraOptions = {}): Promise<Source> {
  const { deviceId, width = CAMERA.width, height = CAMERA.height } = options;
  const video = { width: { ideal: width }, height: { ideal: height }, ...exact(deviceId) };
  return await captureDevice('camera', { video });
}

/** Asks the person for a microphone, as {@link captureCamera} for a camera. */
export async function captureMicrophone({ deviceId }: MicrophoneOptions = {}): Promise<Source> {
  return await captureDevice('microphone', { audio: deviceId === undefined ? true : exact(deviceId) });
}

/**
 * Asks the person for a screen, a window or a tab, at 1280x720 and 30 frames a second at most. Rejects with
 * `capture_unsupported` on a phone, with `capture_cancelled` where the person chooses none, else as {@link captureCamera}.
 */
export async function captureScreen(): Promise<Source> {
  if (!hasDevices()) throw insecurePage();
  if (!canShareScreen()) {
    throw ClientError.own('capture_unsupported', 'This browser cannot share a screen. Use a camera or a file.');
  }
  try {
    return first('screen', await navigator.mediaDevices.getDisplayMedia({ video: SCREEN }));
  } catch (error) {
    throw captureFailure('screen', error);
  }
}

/**
 * Sends what is drawn on a canvas, from now on. Throws `capture_unsupported` where the browser cannot, or where the canvas
 * has pictures of another site.
 *
 * @param fps frames a second at most; a canvas that is not drawn on sends nothing new. @defaultValue 30
 */
export function captureCanvas(canvas: HTMLCanvasElement, fps: number = CANVAS_FPS): Source {
  try {
    return first('canvas', canvas.captureStream(fps));
  } catch (error) {
    const { message } = error as Error;
    throw ClientError.own('capture_unsupported', `This canvas cannot be captured: ${message}`);
  }
}

async function captureDevice(kind: 'camera' | 'microphone', wanted: MediaStreamConstraints): Promise<Source> {
  if (!hasDevices()) throw insecurePage();
  try {
    return first(kind, await navigator.mediaDevices.getUserMedia(wanted));
  } catch (error) {
    throw captureFailure(kind, error);
  }
}

function first(kind: Source['kind'], stream: MediaStream): Source {
  const [media, ...others] = stream.getTracks();
  for (const other of others) other.stop();
  return sourceOf(media!, kind);
}

function exact(deviceId: string | undefined): MediaTrackConstraints {
  return deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
}
