import type { Playground } from '../playground.js';

/** What is received, measured each second. Units do not change, so that figures can be compared at a glance. */
export function StatsBar({ playground }: { playground: Playground }) {
  const { fps, bitrateKbps, width, height, rttMs, frames, lossPercent, codec } = playground.figures.figures.value;
  const applied = playground.runner.latency.value;
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
      <Stat name="frames" label="Frames" value={frames?.toLocaleString('en')} unit="" />
      <Stat name="loss" label="Lost" value={lossPercent?.toFixed(1)} unit="%" />
    </dl>
  );
}

function Stat({ name, label, value, unit }: { name: string; label: string; value: string | undefined; unit: string }) {
  return (
    <div class="stat">
      <dt>{label}</dt>
      <dd>
        <span data-stat={name}>{value ?? '–'}</span> {value !== undefined && <small>{unit}</small>}
      </dd>
    </div>
  );
}

function mbit(kbps: number | undefined): string | undefined {
  return kbps === undefined ? undefined : (kbps / 1000).toFixed(2);
}
