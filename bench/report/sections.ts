import type { Section } from './result-section.js';

/** The page's sections, in order. One without a result is left out. */
export const SECTIONS: readonly Section[] = [
  {
    bench: 'peers',
    heading: 'Beside FastRTC and Reactor Runtime',
    text: `The same 48 RGB frames of 1280x720, a panning texture with a little grain, are sent at 30 frames a second by each server in
turn to one viewer in the same Chromium. Each frame carries the time at which the model made it, the last command that the model
has seen, and its number in the loop, as black and white blocks that survive any bitrate.

\`fanout\` and \`wrtc\` are the two engines of this project with their defaults (\`webrtc.maxKbps\` 4000), and \`fanout\` with the
bitrate that Reactor Runtime may use. FastRTC and Reactor Runtime are what PyPI has, with their defaults. In addition FastRTC
with 4000 kbps, for which a constant of aiortc is changed because it has no option, and Reactor Runtime with \`buffer_size = 1\`.
Commands take the way that each documents: a data channel for this project and Reactor Runtime, an HTTP route of the application
for FastRTC.

Latency alone can be had by sending less, so the quality is next to it: the PSNR of the luma of 20 received pictures against the
frames that were sent. "As decoded" compares what the decoder made, "as shown" the colours that Chromium displays. They differ
where a stream names other colours than it was encoded with.`,
    command: 'npm run bench -- peers',
    charts: [
      { file: 'latency', title: 'Delay, ms', unit: ' ms', figures: ['glassP50', 'commandP50'] },
      { file: 'kbps', title: 'Bitrate, kbps', unit: ' kbps', figures: ['kbps'] },
      { file: 'quality', title: 'Picture quality, dB', unit: ' dB', figures: ['psnr', 'psnrShown'] },
      { file: 'cpu', title: 'CPU of the server, cores', unit: '', figures: ['cores'] },
    ],
  },
  {
    bench: 'engines',
    heading: 'Both engines',
    text: `One viewer in Chromium, sizes and rates one after the other, both [engines](guides/engines.md) in turn. A grain that no frame has
again needs all of the 4000 kbps that are configured.`,
    command: 'npm run bench -- engines',
    charts: [
      {
        file: 'latency',
        title: '1280x720 at 30: delay, ms',
        unit: ' ms',
        figures: ['glassP50', 'commandP50'],
        table: '1280x720 at 30',
      },
    ],
  },
  {
    bench: 'stream',
    heading: 'Sizes and content',
    text: `One viewer in Chromium with the engine \`fanout\`: a pattern that pans and costs little to encode, and the same with grain. First
frame cold is that of the first viewer after the start of the server.`,
    command: 'npm run bench -- stream',
    charts: [],
  },
  {
    bench: 'viewers',
    heading: 'Many viewers',
    text: `Viewers of one picture, 1280x720 at 30 with grain, with the engine \`fanout\`, which encodes once for all of them. They are
[synthetic](guides/load.md): they receive as a browser does and do not decode. They use the same two cores as the server.`,
    command: 'npm run bench -- viewers',
    charts: [{ file: 'cpu', title: 'CPU of the server, cores', unit: '', figures: ['cores'] }],
  },
  {
    bench: 'links',
    heading: 'Links that lose, delay and are narrow',
    text: `One synthetic viewer behind a relay that loses datagrams, delays them or carries only so much; loss has 10 ms and a narrow link
20 ms of delay in addition. Capture to arrival is without decoding, and with the delay of the link. One link carries 3000 kbps,
after 15 s 800, and 3000 again after 45 s. In the last two rows one of two viewers has a link that narrows to 600 kbps after 10 s,
and the other a free one.`,
    command: 'npm run bench -- links',
    charts: [
      {
        file: 'fanout',
        title: 'fanout: capture to arrival, ms',
        unit: ' ms',
        figures: ['arrivalP50', 'arrivalP95'],
        table: 'fanout',
      },
      {
        file: 'wrtc',
        title: 'wrtc: capture to arrival, ms',
        unit: ' ms',
        figures: ['arrivalP50', 'arrivalP95'],
        table: 'wrtc',
      },
    ],
  },
  {
    bench: 'soak',
    heading: 'Viewers that come and go',
    text: `32 synthetic viewers with the engine \`fanout\`, each of whom stays for about 20 seconds; one half says that it leaves, the other
half is gone without a word, and others take their places. Each sends 5 commands a second and asks for a keyframe every 2
seconds. The picture is small, 320x180. The lowest memory of each third is what stays between collections of garbage. The machine was
busy with other work meanwhile, so that what the viewers got is not given.`,
    command: 'npm run bench -- soak',
    charts: [],
  },
  {
    bench: 'isolation',
    heading: 'A model in a process of its own',
    text: `[\`inference.isolation\`](guides/operations.md#when-a-model-crashes) at 1280x720: in a thread of the server and in a process.`,
    command: 'npm run bench -- isolation',
    charts: [],
  },
  {
    bench: 'inference',
    heading: 'From the model to the server',
    text: `How long a picture takes from the model's \`yield\` to the server's thread, in I420: checking and converting it, and its way out of a
thread, out of a process, and out of [Python](guides/python.md). The model's pictures are made already. A plain copy of the picture
beside it.`,
    command: 'node scripts/python-environment.mjs && npm run bench -- inference',
    charts: [
      {
        file: 'handover',
        title: '1280x720: yield to engine, ms',
        unit: ' ms',
        figures: ['handoverP50'],
        table: '1280x720',
      },
    ],
  },
];
