import type { ComponentChildren } from 'preact';
import type { Playground } from '../playground.js';
import { ChartIcon, MoreIcon } from './icons.js';
import { Popover } from './popover.js';
import { ResponseCharts } from './response-charts.js';
import { routeWords } from '../session/route-words.js';

/** What is received, measured each second. Units do not change, so that figures can be compared at a glance. */
export function StatsBar({ playground }: { playground: Playground }) {
  const { fps, bitrateKbps, width, height, rttMs, frames, lossPercent, codec } = playground.figures.figures.value;
  const applied = playground.runner.latency.value;
  const responses = playground.responses.commands.value;
  const route = playground.route.value;
  const words = route === undefined ? undefined : routeWords(route);
  return (
    <dl class="stats-bar">
      <Stat name="fps" label="Frame rate" value={fps?.toFixed(0)} unit="fps" />
      <Stat name="bitrate" label="Received" value={mbit(bitrateKbps)} unit="Mbit/s" />
      <Stat
        name="resolution"
        label="Picture"
        value={width === undefined || height === undefined ? undefined : `${width}×${height}`}
        unit={codec ?? ''}
      />
      <Stat name="rtt" label="Round trip" value={rttMs?.toFixed(0)} unit="ms" />
      <Stat name="response" label="Last command" value={applied?.toFixed(0)} unit="ms" />
      {responses.length > 0 && (
        <Stat name="on-screen" label="On the screen" value={responses.at(-1)!.totalMs.toFixed(0)} unit="ms">
          <Popover label="Where the time goes" icon={<ChartIcon />}>
            {() => <ResponseCharts commands={responses} />}
          </Popover>
        </Stat>
      )}
      <Stat name="frames" label="Frames" value={frames?.toLocaleString('en')} unit="" />
      {words !== undefined && (
        <Stat name="way" label="Network" value={words.name} unit="">
          <Popover label="How the picture comes" icon={<MoreIcon />}>
            {() => <p>{words.text}</p>}
          </Popover>
        </Stat>
      )}
      <Stat name="loss" label="Lost" value={lossPercent?.toFixed(1)} unit="%" />
    </dl>
  );
}

function Stat({
  name,
  label,
  value,
  unit,
  children,
}: {
  name: string;
  label: string;
  value: string | undefined;
  unit: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="stat">
      <dt>{label}</dt>
      <dd>
        <span data-stat={name}>{value ?? '–'}</span> {value !== undefined && <small>{unit}</small>}
        {children}
      </dd>
    </div>
  );
}

function mbit(kbps: number | undefined): string | undefined {
  return kbps === undefined ? undefined : (kbps / 1000).toFixed(2);
}
