import { type RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Plays one track in the element that the returned reference is given to. */
export function useStream<E extends HTMLMediaElement>(track: MediaStreamTrack): RefObject<E> {
  const element = useRef<E>(null);
  useEffect(() => {
    const media = element.current;
    if (media === null) return;
    media.srcObject = new MediaStream([track]);
    // Where a browser will not start by itself, the person's next click does.
    media.play().catch(() => undefined);
  }, [track]);
  return element;
}
