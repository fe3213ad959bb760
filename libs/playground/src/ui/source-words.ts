import type { Source, SourceKind, TrackInfo } from '@nestjs-reactor/client';

type TrackKind = TrackInfo['kind'];

/** The device that feeds a track when nothing else is chosen. */
export function deviceKind(kind: TrackKind): 'camera' | 'microphone' {
  return kind === 'video' ? 'camera' : 'microphone';
}

/** On the button that starts a source. */
export function startLabel(source: SourceKind, kind: TrackKind): string {
  switch (source) {
    case 'screen':
      return 'Share screen';
    case 'file':
      return kind === 'video' ? 'Choose video' : 'Choose audio';
    case 'camera':
    case 'microphone':
    case 'canvas':
    case 'track':
      return `Use ${source}`;
  }
}

/** Which files a track can be fed from. */
export function fileTypes(kind: TrackKind): string {
  return kind === 'video' ? 'video/*' : 'audio/*,video/*';
}

/** What is sent, in a few words. */
export function sourceLabel({ kind, label }: Source): string {
  switch (kind) {
    case 'screen':
      return 'Your screen';
    case 'file':
    case 'track':
      return label;
    case 'canvas':
      return 'A drawing';
    case 'camera':
    case 'microphone':
      return label === '' ? `Your ${kind}` : label;
  }
}
