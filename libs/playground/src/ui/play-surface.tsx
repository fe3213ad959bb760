import type { TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { picturePoint } from '../play/picture-point.js';
import type { PlayMeans } from '../play/play.js';
import { playWords } from '../play/play-words.js';
import type { Playground } from '../playground.js';
import { TouchPad } from './touch-pad.js';

/** Lies on the picture of a model that is played: takes the keys while it has the focus, the pointer, and a gamepad. */
export function PlaySurface({ playground }: { playground: Playground }) {
  const means = playground.play.means.value;
  const live = playground.commandable.value;
  return means === undefined || !live ? null : <Surface playground={playground} means={means} />;
}

function Surface({ playground, means }: { playground: Playground; means: PlayMeans }) {
  const { play } = playground;
  const [playing, setPlaying] = useState(false);
  const [touch, setTouch] = useState(() => matchMedia('(pointer: coarse)').matches);
  const surface = useRef<HTMLDivElement>(null);
  useRelease(() => play.release());
  useGamepad(means);
  const pointer = usePointer(means);
  const key = (event: TargetedKeyboardEvent<HTMLDivElement>, down: boolean): void => {
    if (event.key === 'Escape' && down) surface.current?.blur();
    const pressed = means.keys?.keyOf(event.code);
    if (pressed === undefined) return;
    // A shortcut of the browser is no move; a key that is released is, whatever else is held.
    if (down && (event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    if (down) means.keys?.press(pressed, event.code);
    else means.keys?.release(pressed, event.code);
  };
  const words = playWords(means.model);
  return (
    <>
      <div
        ref={surface}
        class="play-surface"
        tabIndex={0}
        role="application"
        aria-label={`Play with ${words}`}
        data-play={playing ? 'playing' : 'waiting'}
        onFocus={() => setPlaying(true)}
        onBlur={() => {
          setPlaying(false);
          play.release();
        }}
        onKeyDown={(event) => key(event, true)}
        onKeyUp={(event) => key(event, false)}
        onPointerDown={(event) => {
          if (event.pointerType === 'touch') setTouch(true);
          event.currentTarget.focus();
          event.currentTarget.setPointerCapture(event.pointerId);
          pointer(event);
        }}
        onPointerMove={pointer}
        onPointerUp={pointer}
        onPointerCancel={() => means.pointer?.release()}
        onContextMenu={(event) => event.preventDefault()}
      />
      {!playing && !touch && <p class="play-hint">Click to play: {words}</p>}
      {touch && means.model.keys !== undefined && means.keys !== undefined && (
        <TouchPad play={means.model.keys} held={means.keys} />
      )}
    </>
  );
}

/** Nothing stays held when the page is left by whatever way. */
function useRelease(release: () => void): void {
  useEffect(() => {
    const hidden = (): void => {
      if (document.hidden) release();
    };
    window.addEventListener('blur', release);
    window.addEventListener('pagehide', release);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      window.removeEventListener('blur', release);
      window.removeEventListener('pagehide', release);
      document.removeEventListener('visibilitychange', hidden);
      release();
    };
  }, []);
}

/** Looks at the first gamepad with each frame of the page, which a hidden page has none of. */
function useGamepad({ gamepad }: PlayMeans): void {
  useEffect(() => {
    if (gamepad === undefined || typeof navigator.getGamepads !== 'function') return undefined;
    let frame = 0;
    const look = (): void => {
      const pads = document.hasFocus() ? navigator.getGamepads() : [];
      gamepad.update(pads.find((pad) => pad?.connected === true) ?? undefined);
      frame = requestAnimationFrame(look);
    };
    frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [gamepad]);
}

function usePointer({ pointer }: PlayMeans): (event: TargetedPointerEvent<HTMLDivElement>) => void {
  const last = useRef<{ readonly x: number; readonly y: number } | undefined>(undefined);
  return (event) => {
    if (pointer === undefined || !event.isPrimary) return;
    const element = event.currentTarget;
    const box = element.getBoundingClientRect();
    const video = element.parentElement?.querySelector('video');
    const picture = { width: video?.videoWidth ?? 0, height: video?.videoHeight ?? 0 };
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    const before = last.current ?? point;
    last.current = point;
    pointer.move({
      ...picturePoint(point, box, picture),
      dx: point.x - before.x,
      dy: point.y - before.y,
      buttons: event.buttons,
    });
  };
}
