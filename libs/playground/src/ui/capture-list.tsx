import { useState } from 'preact/hooks';
import { capture } from '../browser/capture.js';
import type { TrackInfo } from '../client/media-link.js';
import type { Playground } from '../playground.js';
import { wireLabel } from '../schema/wire-label.js';
import { CameraIcon, MicrophoneIcon } from './icons.js';
import { useStream } from './use-stream.js';

/** What the model can be sent: one row for each of its inputs. */
export function CaptureList({ playground, live }: { playground: Playground; live: boolean }) {
  const inputs = playground.inputs.value;
  if (inputs.length === 0) return null;
  return (
    <section class="group">
      <h2>Send to the model</h2>
      <div class="group-controls">
        {inputs.map((track) => (
          <CaptureRow key={track.name} track={track} playground={playground} live={live} />
        ))}
      </div>
    </section>
  );
}

function CaptureRow({ track, playground, live }: { track: TrackInfo; playground: Playground; live: boolean }) {
  const { publications } = playground;
  const { media, error } = publications.state.value.get(track.name) ?? {};
  const [asking, setAsking] = useState(false);
  const start = async (): Promise<void> => {
    setAsking(true);
    try {
      await publications.publish(track.name, await capture(track.kind));
    } catch (failure) {
      publications.refuse(track.name, (failure as Error).message);
    } finally {
      setAsking(false);
    }
  };
  const device = track.kind === 'video' ? 'camera' : 'microphone';
  const sending = media !== undefined;
  return (
    <div class="control capture" data-publish={track.name}>
      {track.kind === 'video' ? <CameraIcon /> : <MicrophoneIcon />}
      <span class="capture-name">
        {wireLabel(track.name)}
        <small>{sending ? `your ${device} is on` : track.kind}</small>
      </span>
      <button
        type="button"
        class={sending ? 'button on' : 'button'}
        aria-pressed={sending}
        disabled={!live || asking}
        onClick={() => void (sending ? publications.withdraw(track.name) : start())}
      >
        {sending ? 'Stop' : `Use ${device}`}
      </button>
      {media !== undefined && track.kind === 'video' && <SelfView media={media} />}
      {error !== undefined && (
        <p class="error" role="alert" data-error>
          {error}
        </p>
      )}
    </div>
  );
}

function SelfView({ media }: { media: MediaStreamTrack }) {
  const element = useStream<HTMLVideoElement>(media);
  return <video ref={element} class="self-view" aria-label="What your camera sends" autoplay playsInline muted />;
}
