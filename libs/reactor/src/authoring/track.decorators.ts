import { OwnMetadata } from './own-metadata.js';
import { refuseUncalled } from './refuse-uncalled.js';

/** One `@Video` or `@Audio`, as written. */
export interface TrackDeclaration {
  readonly property: string;
  readonly kind: 'video' | 'audio';
  readonly name?: string;
  readonly sampleRate?: number;
}

export const trackDeclarations = new OwnMetadata<TrackDeclaration>('track');

/** Of a video track. */
export interface VideoTrackOptions {
  /** Name on the wire. @defaultValue the property in snake_case */
  readonly name?: string;
}

/** Of an audio track. */
export interface AudioTrackOptions extends VideoTrackOptions {
  /** Samples a second that the model emits or reads; the runtime resamples. @defaultValue 48000 */
  readonly sampleRate?: number;
}

/** Declares a video track: sent by the model on an output class, received on an input class. */
export function Video(options?: VideoTrackOptions): PropertyDecorator;
export function Video(options: VideoTrackOptions = {}, ...uncalled: unknown[]): PropertyDecorator {
  refuseUncalled('Video', [options, ...uncalled]);
  return (target, key) =>
    trackDeclarations.add(target.constructor, { property: String(key), kind: 'video', ...options });
}

/** Declares an audio track: sent by the model on an output class, received on an input class. */
export function Audio(options?: AudioTrackOptions): PropertyDecorator;
export function Audio(options: AudioTrackOptions = {}, ...uncalled: unknown[]): PropertyDecorator {
  refuseUncalled('Audio', [options, ...uncalled]);
  return (target, key) =>
    trackDeclarations.add(target.constructor, { property: String(key), kind: 'audio', ...options });
}
