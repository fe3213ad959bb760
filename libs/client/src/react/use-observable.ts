import { useCallback, useSyncExternalStore } from 'react';
import type { Observable } from '../observable.js';

/**
 * The value of an observable of the client; the component renders again when it changes.
 *
 * @param onServer what is rendered on a server, and first in the browser, so that both agree
 */
export function useObservable<T>(observable: Observable<T>, onServer: T): T {
  const subscribe = useCallback((listener: () => void) => observable.subscribe(listener), [observable]);
  return useSyncExternalStore(
    subscribe,
    () => observable.value,
    () => onServer,
  );
}
