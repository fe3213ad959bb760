import type { Check } from '../check.js';
import { absent, ok, warning } from '../finding.js';
import { probeNode } from '../probe.js';

/** Encoders of H.264 that the framework knows, as FFmpeg calls them. */
const NAMES = ['h264_nvenc', 'h264_videotoolbox', 'h264_vaapi', 'libx264'];

export const encoders: Check = {
  name: 'encoders',
  isOfProject: true,
  async run({ project }) {
    if (project!.resolve('node-av') === undefined) {
      return absent('VP8, VP9 and AV1; no H.264', "for H.264 and hardware encoders run 'npm install node-av@6'");
    }
    const { ok: isLoaded, text } = await probeNode(
      `const { Codec } = await import('node-av');
       console.log(${JSON.stringify(NAMES)}.filter((name) => Codec.findEncoderByName(name)).join(', '));`,
      project!.folder,
    );
    if (isLoaded) return ok(`VP8, VP9, AV1, and H.264 by node-av (${text || 'no encoder in its build'})`);
    return warning(`VP8, VP9 and AV1; node-av cannot be loaded: ${text}`, "run 'npm install node-av@6' again");
  },
};
