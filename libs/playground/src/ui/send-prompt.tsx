import { useRef } from 'preact/hooks';
import { INSECURE_PAGE } from '../inputs/capture-words.js';
import { canShareScreen, hasDevices, type TrackInfo } from '@nestjs-reactor/client';
import type { Playground } from '../playground.js';
import { wireLabel } from '../schema/wire-label.js';
import { ErrorText } from './error-text.js';
import { FilePicker } from './file-picker.js';
import { CameraIcon, FileIcon, MicrophoneIcon } from './icons.js';
import { deviceKind, fileTypes, startLabel } from './source-words.js';

/** Starts what the model waits for on one of its inputs. @param named the model has several such inputs */
export function SendPrompt({ playground, track, named }: { playground: Playground; track: TrackInfo; named: boolean }) {
  const { feeds } = playground;
  const picker = useRef<HTMLInputElement>(null);
  const device = deviceKind(track.kind);
  const starting = feeds.starting.value.has(track.name);
  const { error, note } = feeds.of(track.name);
  const suffix = named ? ` for ${wireLabel(track.name)}` : '';
  const fileButton = (look: string) => (
    <button type="button" class={look} disabled={starting} onClick={() => picker.current?.click()}>
      {look === 'main-button' && <FileIcon />}
      {track.kind === 'video' ? 'Play a video file' : 'Play an audio file'}
      {suffix}
    </button>
  );
  return (
    <div class="send-prompt" data-prompt={track.name}>
      <p>The model is waiting for {track.kind === 'video' ? 'video' : 'sound'}.</p>
      {hasDevices() ? (
        <button
          type="button"
          class="main-button"
          disabled={starting}
          onClick={() => void feeds.use(track, { kind: device })}
        >
          {track.kind === 'video' ? <CameraIcon /> : <MicrophoneIcon />}
          {startLabel(device, track.kind)}
          {suffix}
        </button>
      ) : (
        <>
          {fileButton('main-button')}
          <p class="hint">{INSECURE_PAGE}</p>
        </>
      )}
      {starting && <p class="hint">Waiting for the browser’s permission…</p>}
      <ErrorText text={error} />
      {note !== undefined && <p class="hint">{note}</p>}
      {hasDevices() && (
        <p class="other-sources">
          {track.kind === 'video' && canShareScreen() && (
            <button
              type="button"
              class="link-button"
              disabled={starting}
              onClick={() => void feeds.use(track, { kind: 'screen' })}
            >
              Share your screen
            </button>
          )}
          {fileButton('link-button')}
        </p>
      )}
      <FilePicker
        picker={picker}
        accept={fileTypes(track.kind)}
        onPick={(file) => void feeds.use(track, { kind: 'file', file })}
      />
    </div>
  );
}
