import { captureFailure, INSECURE_PAGE } from '../inputs/capture-words.js';
import type { Capture, Source, SourceKind, SourceRequest } from '../inputs/source.js';
import { captureFile } from './capture-file.js';

/** As many pixels as a model is likely to look at: more would cost both ends time, and show as delay. */
const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 } };

/** A screen has small text; beyond this it is scaled down. */
const SCREEN = { width: { max: 1280 }, height: { max: 720 }, frameRate: { max: 30 } };

/** Captures by the browser's own means. */
export const captureByBrowser: Capture = async (request, kind) => {
  switch (request.kind) {
    case 'file':
      return await captureFile(request.file, kind);
    case 'screen':
      return await captureScreen();
    case 'camera':
    case 'microphone':
      return await captureDevice(request);
  }
};

/** Where a page can have cameras and microphones at all. */
export function hasDevices(): boolean {
  return window.isSecureContext && navigator.mediaDevices !== undefined;
}

/** Phones cannot share their screen. */
export function canShareScreen(): boolean {
  return hasDevices() && typeof navigator.mediaDevices.getDisplayMedia === 'function';
}

async function captureDevice({
  kind,
  deviceId,
}: Extract<SourceRequest, { kind: 'camera' | 'microphone' }>): Promise<Source> {
  if (!hasDevices()) throw new Error(INSECURE_PAGE);
  const device = deviceId === undefined ? {} : { deviceId: { exact: deviceId } };
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
      kind === 'camera' ? { video: { ...CAMERA, ...device } } : { audio: deviceId === undefined ? true : device },
    );
    return toSource(kind, stream);
  } catch (error) {
    const { name, message } = error as DOMException;
    throw new Error(captureFailure(kind, name, message), { cause: error });
  }
}

async function captureScreen(): Promise<Source | undefined> {
  if (!canShareScreen()) throw new Error('This browser cannot share a screen.');
  try {
    return toSource('screen', await navigator.mediaDevices.getDisplayMedia({ video: SCREEN }));
  } catch (error) {
    const { name, message } = error as DOMException;
    // The person closed the browser's dialog.
    if (name === 'NotAllowedError' && !/system/i.test(message)) return undefined;
    throw new Error(captureFailure('screen', name, message), { cause: error });
  }
}

function toSource(kind: SourceKind, stream: MediaStream): Source {
  const media = stream.getTracks()[0]!;
  const source: Source = {
    kind,
    label: media.label,
    deviceId: kind === 'screen' ? undefined : media.getSettings().deviceId,
    media,
    onEnded: null,
    onPaused: null,
    stop: () => {
      for (const track of stream.getTracks()) track.stop();
    },
  };
  media.onended = () => source.onEnded?.();
  media.onmute = () => source.onPaused?.(true);
  media.onunmute = () => source.onPaused?.(false);
  return source;
}
