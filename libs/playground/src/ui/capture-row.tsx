import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import { canShareScreen, hasDevices, type Source, type TrackInfo } from '@nestjs-reactor/client';
import type { SourceRequest } from '../inputs/source-request.js';
import type { Playground } from '../playground.js';
import { wireLabel } from '../schema/wire-label.js';
import { ErrorText } from './error-text.js';
import { FilePicker } from './file-picker.js';
import { CameraIcon, MicrophoneIcon } from './icons.js';
import { deviceKind, fileTypes, sourceLabel, startLabel } from './source-words.js';
import { useStream } from './use-stream.js';

/** An option of the source list; a device by its id, `''` for the browser's default. */
type Choice = 'screen' | 'file' | `device:${string}`;

const DEFAULT_DEVICE: Choice = 'device:';

/** One input: where it comes from, and whether it is sent. Another choice while it is sent takes effect at once. */
export function CaptureRow({ track, playground, live }: { track: TrackInfo; playground: Playground; live: boolean }) {
  const { feeds, devices } = playground;
  const { source, error, note } = feeds.of(track.name);
  const chosen = useSignal<Choice>(hasDevices() ? DEFAULT_DEVICE : 'file');
  const picker = useRef<HTMLInputElement>(null);
  const id = useId();
  const starting = feeds.starting.value.has(track.name);
  const device = deviceKind(track.kind);
  const list = (track.kind === 'video' ? devices.cameras : devices.microphones).value;
  const choice = source === undefined ? chosen.value : choiceOf(source);

  const start = (wanted: Choice): void => {
    if (wanted === 'file') picker.current?.click();
    else void feeds.use(track, requestOf(wanted, device));
  };
  const choose = (wanted: Choice): void => {
    chosen.value = wanted;
    if (source !== undefined) start(wanted);
  };
  return (
    <div class="control capture" data-publish={track.name} aria-busy={starting}>
      {track.kind === 'video' ? <CameraIcon /> : <MicrophoneIcon />}
      <span class="capture-name">
        {wireLabel(track.name)}
        <small>{source === undefined ? 'Off' : `On: ${sourceLabel(source)}`}</small>
      </span>
      <button
        type="button"
        class={source === undefined ? 'button' : 'button on'}
        aria-pressed={source !== undefined}
        disabled={!live || starting}
        onClick={() => (source === undefined ? start(choice) : void feeds.stop(track.name))}
      >
        {source === undefined ? startLabel(kindOf(choice, device), track.kind) : 'Stop'}
      </button>
      <label class="unseen" for={id}>
        Source of {wireLabel(track.name)}
      </label>
      <select
        id={id}
        class="source-list"
        value={choice}
        disabled={!live || starting}
        onInput={(event) => {
          choose(event.currentTarget.value as Choice);
          // What is shown is what is sent, until the other source is there.
          event.currentTarget.value = source === undefined ? chosen.value : choiceOf(source);
        }}
      >
        {hasDevices() && !list.some(({ id: listed }) => deviceChoice(listed) === choice) && (
          <option value={choice.startsWith('device:') ? choice : DEFAULT_DEVICE}>Default {device}</option>
        )}
        {list.map(({ id: listed, label }) => (
          <option key={listed} value={deviceChoice(listed)}>
            {label}
          </option>
        ))}
        {track.kind === 'video' && canShareScreen() && <option value="screen">Screen, window or tab</option>}
        <option value="file">{track.kind === 'video' ? 'Video file…' : 'Audio file…'}</option>
      </select>
      <FilePicker
        picker={picker}
        accept={fileTypes(track.kind)}
        onPick={(file) => void feeds.use(track, { kind: 'file', file })}
      />
      {source !== undefined && track.kind === 'video' && <SelfView source={source} />}
      <ErrorText text={error} />
      {note !== undefined && (
        <p class="hint" role="status" data-note>
          {note}
        </p>
      )}
    </div>
  );
}

function SelfView({ source }: { source: Source }) {
  const element = useStream<HTMLVideoElement>(source.media);
  const mirrored = source.kind === 'camera';
  return (
    <video
      ref={element}
      class={mirrored ? 'self-view mirrored' : 'self-view'}
      aria-label={`What is sent: ${sourceLabel(source)}`}
      autoplay
      playsInline
      muted
    />
  );
}

function deviceChoice(id: string): Choice {
  return `device:${id}`;
}

function choiceOf({ kind, deviceId }: Source): Choice {
  return kind === 'screen' || kind === 'file' ? kind : deviceChoice(deviceId ?? '');
}

function kindOf(choice: Choice, device: 'camera' | 'microphone'): Source['kind'] {
  return choice === 'screen' || choice === 'file' ? choice : device;
}

function requestOf(choice: Exclude<Choice, 'file'>, device: 'camera' | 'microphone'): SourceRequest {
  if (choice === 'screen') return { kind: 'screen' };
  return choice === DEFAULT_DEVICE ? { kind: device } : { kind: device, deviceId: choice.slice('device:'.length) };
}
