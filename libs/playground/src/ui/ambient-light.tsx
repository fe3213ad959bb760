import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** So few pixels that stretching them is all the blur it takes. */
const WIDTH = 16;
const HEIGHT = 9;

const PERIOD_MS = 200;

/**
 * The picture's own light on the wall behind it. When the picture is gone it stays, as a memory of it. Off for those who
 * want less motion.
 */
export function AmbientLight({ source, live }: { source: RefObject<HTMLVideoElement>; live: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !live || matchMedia('(prefers-reduced-motion: reduce)').matches) return undefined;
    const timer = setInterval(() => {
      const video = source.current;
      if (document.hidden || video === null || video.readyState < video.HAVE_CURRENT_DATA) return;
      context.globalAlpha = 0.35;
      context.drawImage(video, 0, 0, WIDTH, HEIGHT);
    }, PERIOD_MS);
    return () => clearInterval(timer);
  }, [source, live]);
  return <canvas ref={canvas} class="ambient-light" width={WIDTH} height={HEIGHT} aria-hidden="true" />;
}
