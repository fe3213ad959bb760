/** Where an input's media comes from. */
export type SourceKind = 'camera' | 'microphone' | 'screen' | 'canvas' | 'file' | 'track';

/** Media that is captured now, until `stop` frees it. */
export interface Source {
  readonly kind: SourceKind;
  /** Name of the device or of the file; empty where the browser keeps it to itself. */
  readonly label: string;
  /** Of a camera or a microphone. */
  readonly deviceId: string | undefined;
  readonly media: MediaStreamTrack;
  /** It ended by itself: the device was unplugged, or the sharing stopped from the browser's own bar. */
  onEnded: (() => void) | null;
  /** The browser or the system pauses or resumes delivery. */
  onPaused: ((paused: boolean) => void) | null;
  stop(): void;
}

/** A track that is captured already as a source; stopping the source stops the track. */
export function sourceOf(media: MediaStreamTrack, kind: SourceKind = 'track'): Source {
  const source: Source = {
    kind,
    label: media.label,
    deviceId: kind === 'camera' || kind === 'microphone' ? media.getSettings().deviceId : undefined,
    media,
    onEnded: null,
    onPaused: null,
    stop: () => media.stop(),
  };
  media.onended = () => source.onEnded?.();
  media.onmute = () => source.onPaused?.(true);
  media.onunmute = () => source.onPaused?.(false);
  return source;
}
