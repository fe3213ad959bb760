import type { ClientError, SourceKind } from '@nestjs-reactor/client';

const NAMES: Readonly<Record<SourceKind, string>> = {
  camera: 'camera',
  microphone: 'microphone',
  screen: 'screen',
  canvas: 'canvas',
  file: 'file',
  track: 'source',
};

/** What to say when a capture ended by itself. */
export function captureEnd(kind: SourceKind): string {
  switch (kind) {
    case 'screen':
      return 'Screen sharing was stopped.';
    case 'camera':
    case 'microphone':
      return `The ${NAMES[kind]} was disconnected. Connect it again, or choose another source.`;
    case 'canvas':
    case 'file':
    case 'track':
      return `The ${NAMES[kind]} ended.`;
  }
}

/** What to say while a capture delivers nothing. */
export function capturePause(kind: SourceKind): string {
  return kind === 'microphone'
    ? 'The microphone is muted by the system or the browser.'
    : `The ${NAMES[kind]} is paused by the system or the browser.`;
}

/** What to say when the server did not take an input. */
export function publishRefusal({ code, message }: ClientError): string {
  return code === 'publish_refused'
    ? 'Another participant sends this input already. Try again when they have stopped.'
    : message;
}

export const INSECURE_PAGE =
  'Browsers give cameras and microphones only to pages on HTTPS or localhost. Open this page that way, or use a file.';
