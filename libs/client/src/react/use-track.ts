import { useCallback, useRef } from 'react';
import type { ModelTypes, TrackName } from '../model-types.js';
import type { ReactorClient } from '../reactor-client.js';

/**
 * Plays tracks in the `video` or `audio` element that the result is the `ref` of; see {@link ReactorClient.attach}.
 *
 * @param tracks none: the first video and the first audio
 */
export function useTrack<M extends ModelTypes>(
  client: ReactorClient<M>,
  ...tracks: TrackName<M, { direction: 'recvonly' }>[]
): (element: HTMLMediaElement | null) => void {
  const detach = useRef<(() => void) | undefined>(undefined);
  return useCallback(
    (element: HTMLMediaElement | null) => {
      detach.current?.();
      detach.current = element === null ? undefined : client.attach(element, ...tracks);
    },
    // The list is a new one each time, with the same names
    [client, tracks.join()],
  );
}
