/** What benches measure, by the key that `results/*.json` has: its name and how many digits are shown. */
export const FIGURES = {
  fps: { label: 'received frames a second', digits: 1 },
  slowestFps: { label: 'the same, slowest viewer', digits: 1 },
  kbps: { label: 'received kbps', digits: 0 },
  psnr: { label: 'PSNR as decoded, dB', digits: 1 },
  psnrShown: { label: 'PSNR as shown, dB', digits: 1 },
  glassP50: { label: 'glass to glass p50, ms', digits: 0 },
  glassP95: { label: 'glass to glass p95, ms', digits: 0 },
  commandP50: { label: 'command to picture p50, ms', digits: 0 },
  commandP95: { label: 'command to picture p95, ms', digits: 0 },
  arrivalP50: { label: 'capture to arrival p50, ms', digits: 0 },
  arrivalP95: { label: 'capture to arrival p95, ms', digits: 0 },
  firstFrame: { label: 'join to first frame p50, ms', digits: 0 },
  firstFrameCold: { label: 'first frame cold, ms', digits: 0 },
  firstFrameWarm: { label: 'first frame warm, ms', digits: 0 },
  frozen: { label: 'frozen, % of the time', digits: 1 },
  handoverP50: { label: 'yield to engine p50, ms', digits: 2 },
  handoverP99: { label: 'yield to engine p99, ms', digits: 2 },
  cores: { label: 'CPU of the server, cores', digits: 2 },
  loopDelayP99: { label: 'event-loop delay p99, ms', digits: 1 },
  failed: { label: 'viewers that failed', digits: 0 },
  memory: { label: 'memory, MB', digits: 0 },
  openFiles: { label: 'open files', digits: 0 },
  threads: { label: 'threads', digits: 0 },
} as const satisfies Record<string, { readonly label: string; readonly digits: number }>;

export type FigureName = keyof typeof FIGURES;
