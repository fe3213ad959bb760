import { useState } from 'preact/hooks';
import type { HeldKeys } from '../play/held-keys.js';
import type { KeysPlay, PlayKey } from '../play/play-model.js';

/** Where the keys of a keyboard lie to each other, so that thumbs find them. */
const PLACES: Readonly<Record<string, string>> = {
  KeyW: 'up',
  KeyA: 'left',
  KeyS: 'down',
  KeyD: 'right',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowDown: 'down',
  ArrowRight: 'right',
};

/** Keys for fingers, over the picture: letters at the left, arrows at the right, others between them. */
export function TouchPad({ play, held }: { play: KeysPlay; held: HeldKeys }) {
  const groups: [string, PlayKey[]][] = [
    ['letters', play.keys.filter(({ codes: [code = ''] }) => PLACES[code] !== undefined && code.startsWith('Key'))],
    ['others', play.keys.filter(({ codes: [code = ''] }) => PLACES[code] === undefined)],
    ['arrows', play.keys.filter(({ codes: [code = ''] }) => code.startsWith('Arrow'))],
  ];
  return (
    <div class="touch-pad" aria-label="Keys to play with" role="group">
      {groups.map(([name, keys]) => (
        <div key={name} class={`touch-keys ${name}`}>
          {keys.map((key) => (
            <TouchKey key={key.value} play={key} held={held} />
          ))}
        </div>
      ))}
    </div>
  );
}

function TouchKey({ play, held }: { play: PlayKey; held: HeldKeys }) {
  const [down, setDown] = useState(false);
  const release = (event: { readonly pointerId: number }): void => {
    setDown(false);
    held.release(play, `touch ${event.pointerId}`);
  };
  return (
    <button
      type="button"
      tabIndex={-1}
      class="touch-key"
      data-key={play.value}
      data-place={PLACES[play.codes[0] ?? '']}
      data-down={down}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        setDown(true);
        held.press(play, `touch ${event.pointerId}`);
      }}
      onPointerUp={release}
      onPointerCancel={release}
      onLostPointerCapture={release}
      // The picture keeps the focus.
      onMouseDown={(event) => event.preventDefault()}
      onContextMenu={(event) => event.preventDefault()}
    >
      {play.label}
    </button>
  );
}
