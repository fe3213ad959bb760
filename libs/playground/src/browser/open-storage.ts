import type { Store } from './store.js';

/**
 * The browser's storage, or one that keeps nothing where the browser forbids it: there, merely naming it throws.
 *
 * @param name as on `window`
 */
export function openStorage(name: 'localStorage' | 'sessionStorage'): Store {
  try {
    return window[name];
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}
