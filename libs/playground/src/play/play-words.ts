import type { PlayModel } from './play-model.js';

/** With what the picture is played: `W A S D, ← →, drag, gamepad`. */
export function playWords({ keys, pointer, gamepad }: PlayModel): string {
  const labels = keys?.keys.map(({ label }) => label) ?? [];
  const arrows = labels.filter((label) => '←↑→↓'.includes(label));
  const others = labels.filter((label) => !arrows.includes(label));
  const moves = pointer?.dx !== undefined || pointer?.dy !== undefined;
  return [
    ...(others.length === 0 ? [] : [others.join(' ')]),
    ...(arrows.length === 4 ? ['arrow keys'] : arrows.length === 0 ? [] : [arrows.join(' ')]),
    ...(pointer === undefined ? [] : [moves ? 'drag' : 'pointer']),
    ...(gamepad === undefined ? [] : ['gamepad']),
  ].join(', ');
}
