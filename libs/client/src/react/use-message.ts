import { useEffect, useRef } from 'react';
import type { ModelTypes } from '../model-types.js';
import type { ReactorClient } from '../reactor-client.js';

/** Hears one type of message of the model while the component is mounted. The listener may be a new one in each render. */
export function useMessage<M extends ModelTypes, T extends keyof M['messages'] & string>(
  client: ReactorClient<M>,
  type: T,
  listener: (data: M['messages'][T]) => void,
): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => client.onMessage(type, (data) => latest.current(data)), [client, type]);
}
