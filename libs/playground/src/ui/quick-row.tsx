import type { LiveControl } from '../controls/live-control.js';
import { LiveField } from './live-field.js';

/** Small settings side by side, above the others. What they are for is read on them, and by screen readers. */
export function QuickRow({ controls }: { controls: readonly LiveControl[] }) {
  if (controls.length === 0) return null;
  return (
    <section class="group quick" aria-label="Main settings">
      {controls.map((control) => (
        <div key={control.command.name} class={`quick-cell ${lookOf(control)}`} title={control.field.description}>
          <LiveField control={control} />
        </div>
      ))}
    </section>
  );
}

/** Segments need the whole width. */
function lookOf({ field: { widget } }: LiveControl): string {
  return widget.kind === 'choice' && widget.look === 'segments' ? 'wide' : 'narrow';
}
