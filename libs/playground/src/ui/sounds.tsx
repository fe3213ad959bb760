import { useEffect } from 'preact/hooks';
import type { Received } from '../playground.js';
import { useStream } from './use-stream.js';

/** Plays the model's sound. Muted until the user unmutes it, since browsers block sound that was not requested. */
export function Sounds({ tracks, muted }: { tracks: readonly Received[]; muted: boolean }) {
  return (
    <>
      {tracks.map(({ info, media }) => (
        <Sound key={info.name} name={info.name} media={media} muted={muted} />
      ))}
    </>
  );
}

function Sound({ name, media, muted }: { name: string; media: MediaStreamTrack; muted: boolean }) {
  const element = useStream<HTMLAudioElement>(media);
  // Browsers start no sound by themselves, not even a muted one; the click that unmutes may.
  useEffect(() => {
    if (!muted) element.current?.play().catch(() => undefined);
  }, [element, media, muted]);
  return <audio ref={element} data-track={name} autoplay muted={muted} />;
}
