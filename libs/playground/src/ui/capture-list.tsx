import type { Playground } from '../playground.js';
import { CaptureRow } from './capture-row.js';

/** What the model can be sent: one row for each of its inputs. */
export function CaptureList({ playground, live }: { playground: Playground; live: boolean }) {
  const inputs = playground.inputs.value;
  if (inputs.length === 0) return null;
  return (
    <section class="group">
      <h2>Inputs</h2>
      {!playground.may('publish') && (
        <p class="notice" data-denied="publish">
          You may not send inputs to this model. Ask the operator for the role “publish”.
        </p>
      )}
      <div class="group-controls">
        {inputs.map((track) => (
          <CaptureRow key={track.name} track={track} playground={playground} live={live && playground.may('publish')} />
        ))}
      </div>
    </section>
  );
}
