import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Check } from '../check.js';
import { ok, problem, warning } from '../finding.js';
import { probeNode } from '../probe.js';

/** The media engine: encoders in `wrtc`, and the fan-out to viewers in WebAssembly. */
export const engine: Check = {
  name: 'media engine',
  isOfProject: true,
  async run({ project }) {
    const { folder } = project!;
    const wrtc = await probeNode(
      `const { default: wrtc } = await import('wrtc'); new wrtc.RTCPeerConnection().close(); process.exit(0);`,
      folder,
    );
    if (!wrtc.ok) {
      return problem(
        `wrtc cannot be loaded: ${wrtc.text}`,
        "run 'npm install'; wrtc has builds for macOS, Windows, and Linux with glibc (no Alpine)",
      );
    }
    const core = project!.resolve('@nestjs-reactor/core');
    const fanout = core === undefined ? undefined : createRequire(core).resolve('@nestjs-reactor/fanout');
    const loaded = await probeNode(
      `const { loadFanout } = await import(${JSON.stringify(fanout && pathToFileURL(fanout).href)}); await loadFanout();`,
      folder,
    );
    if (loaded.ok) return ok('wrtc and the fan-out load');
    return warning(
      `the fan-out cannot be loaded (${loaded.text}): each viewer is encoded for separately`,
      "run 'npm install'; without it set media.engine to 'wrtc'",
    );
  },
};
