import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/**
 * Scrolls an element into view when it appears below a control that the person is using. What appears elsewhere moves
 * nothing.
 */
export function useReveal<E extends HTMLElement>(): RefObject<E> {
  const element = useRef<E>(null);
  useEffect(() => {
    const control = element.current?.closest('[data-command]');
    if (control?.contains(document.activeElement)) element.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return element;
}
