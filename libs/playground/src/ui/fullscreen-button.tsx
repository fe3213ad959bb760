import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ExpandIcon, ShrinkIcon } from './icons.js';

export function FullscreenButton({ target }: { target: RefObject<HTMLElement> }) {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = (): void => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', follow);
    return () => document.removeEventListener('fullscreenchange', follow);
  }, []);
  if (!document.fullscreenEnabled) return null;
  return (
    <button type="button" class="icon-button" title="Full screen" onClick={() => toggleFullscreen(target.current)}>
      {full ? <ShrinkIcon /> : <ExpandIcon />}
      <span class="unseen">{full ? 'Leave full screen' : 'Full screen'}</span>
    </button>
  );
}

/** A browser that refuses leaves everything as it is. */
export function toggleFullscreen(element: HTMLElement | null): void {
  const change = document.fullscreenElement === null ? element?.requestFullscreen() : document.exitFullscreen();
  change?.catch(() => undefined);
}
