import type { SourceKind } from './source.js';

const NAMES: Readonly<Record<SourceKind, string>> = {
  camera: 'camera',
  microphone: 'microphone',
  screen: 'screen',
  file: 'file',
};

/** What to say when a capture cannot start. @param name that of the browser's exception */
export function captureFailure(kind: SourceKind, name: string, message: string): string {
  const device = NAMES[kind];
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return denied(kind, message);
    case 'NotFoundError':
      return `No ${device} was found. Connect one, then try again.`;
    case 'NotReadableError':
      return kind === 'screen'
        ? 'The system did not let the browser capture the screen. Check its screen recording settings.'
        : `The ${device} is in use by another program. Close it, then try again.`;
    case 'OverconstrainedError':
      return `This ${device} is no longer available. Choose another one.`;
    case 'AbortError':
      return `The ${device} could not be started. Try again.`;
    default:
      return `The ${device} could not be started: ${message || name}`;
  }
}

function denied(kind: SourceKind, message: string): string {
  const access = kind === 'screen' ? 'Screen capture' : kind === 'camera' ? 'Camera access' : 'Microphone access';
  if (/system/i.test(message)) {
    return `${access} was denied by the operating system. Allow it for this browser in the system settings.`;
  }
  if (/dismiss/i.test(message)) return `${access} was not granted. Try again, and choose Allow.`;
  return `${access} was denied. Allow it in the address bar, then try again.`;
}

/** What to say when a capture ended by itself. */
export function captureEnd(kind: SourceKind): string {
  switch (kind) {
    case 'screen':
      return 'Screen sharing was stopped.';
    case 'file':
      return 'The file ended.';
    case 'camera':
    case 'microphone':
      return `The ${NAMES[kind]} was disconnected. Connect it again, or choose another source.`;
  }
}

/** What to say while a capture delivers nothing. */
export function capturePause(kind: SourceKind): string {
  return kind === 'microphone'
    ? 'The microphone is muted by the system or the browser.'
    : `The ${NAMES[kind]} is paused by the system or the browser.`;
}

export const INSECURE_PAGE =
  'Browsers give cameras and microphones only to pages on HTTPS or localhost. Open this page that way, or use a file.';
