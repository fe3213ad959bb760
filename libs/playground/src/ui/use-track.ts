import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ReactorClient } from '@nestjs-reactor/client';

/** Plays what the client receives on a track, over its connections, in the element that the returned reference is given to. */
export function useTrack<E extends HTMLMediaElement>(client: ReactorClient, track: string): RefObject<E> {
  const element = useRef<E>(null);
  useEffect(() => (element.current === null ? undefined : client.attach(element.current, track)), [client, track]);
  return element;
}
