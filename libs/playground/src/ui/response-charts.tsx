import { STAGES, type ShownCommand, type Stage } from '@nestjs-reactor/client';
import { histogramOf } from '../session/response-histogram.js';
import { SHOWN_COMMANDS } from '../session/response-watch.js';

const WIDTH = 300;
const HEIGHT = 90;

const LABELS: Readonly<Record<Stage, string>> = {
  uplink: 'to the server',
  queue: 'waits for the turn',
  turn: 'the model',
  convert: 'pixels',
  wait: 'waits for its tick',
  encode: 'encoder',
  send: 'sent',
  network: 'network and jitter buffer',
  display: 'decoded and displayed',
};

/** The last commands: a bar for each, made of its stages; how many took how long; the stages of the newest in words. */
export function ResponseCharts({ commands }: { commands: readonly ShownCommand[] }) {
  const newest = commands.at(-1);
  if (newest === undefined) return <p>Change something: here is how long it takes until you see it.</p>;
  return (
    <div class="response">
      <p data-response>
        Your change was on the screen after <strong>{newest.totalMs.toFixed(0)} ms</strong>.
      </p>
      <Strip commands={commands} />
      <ul>
        {STAGES.map((stage) => (
          <li key={stage} data-stage={stage}>
            <span>{LABELS[stage]}</span> {newest.stages[stage].toFixed(1)} ms
          </li>
        ))}
      </ul>
      <Histogram commands={commands} />
    </div>
  );
}

function Strip({ commands }: { commands: readonly ShownCommand[] }) {
  const most = Math.max(...commands.map(({ totalMs }) => totalMs));
  const width = WIDTH / SHOWN_COMMANDS;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`The last commands, up to ${most.toFixed(0)} ms`}>
      {commands.map(({ stages }, i) => {
        let top = HEIGHT;
        return STAGES.map((stage) => {
          const height = (stages[stage] / most) * HEIGHT;
          top -= height;
          return (
            <rect key={`${i} ${stage}`} data-stage={stage} x={i * width} y={top} width={width - 1} height={height} />
          );
        });
      })}
    </svg>
  );
}

function Histogram({ commands }: { commands: readonly ShownCommand[] }) {
  const columns = histogramOf(commands.map(({ totalMs }) => totalMs));
  const most = Math.max(...columns.map(({ count }) => count));
  return (
    <div class="response-histogram" role="img" aria-label="How many commands took how long">
      {columns.map(({ fromMs, count }) => (
        <div key={fromMs} title={`${count} from ${fromMs} ms`}>
          <i style={{ height: `${(60 * count) / most}px` }} />
          <small>{fromMs}</small>
        </div>
      ))}
    </div>
  );
}
