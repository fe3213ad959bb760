import { useEffect } from 'preact/hooks';
import type { ReactorClient, TrackInfo } from '@nestjs-reactor/client';
import { useTrack } from './use-track.js';

/** Plays the model's sound. Muted until the user unmutes it, since browsers block sound that was not requested. */
export function Sounds({
  client,
  tracks,
  muted,
}: {
  client: ReactorClient;
  tracks: readonly TrackInfo[];
  muted: boolean;
}) {
  return (
    <>
      {tracks.map(({ name }) => (
        <Sound key={name} client={client} name={name} muted={muted} />
      ))}
    </>
  );
}

function Sound({ client, name, muted }: { client: ReactorClient; name: string; muted: boolean }) {
  const element = useTrack<HTMLAudioElement>(client, name);
  // Browsers start no sound by themselves, not even a muted one; the click that unmutes may.
  useEffect(() => {
    if (!muted) element.current?.play().catch(() => undefined);
  }, [element, muted]);
  return <audio ref={element} data-track={name} autoplay muted={muted} />;
}
