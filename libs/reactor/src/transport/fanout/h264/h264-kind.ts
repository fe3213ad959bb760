/** Who encodes H.264: a graphics card (`nvenc`, `vaapi`), a Mac (`videotoolbox`), or the processor (`x264`). */
export type H264Kind = 'nvenc' | 'videotoolbox' | 'vaapi' | 'x264';

/** In the order in which `auto` tries them: hardware leaves the processor to the model. */
export const H264_KINDS: readonly H264Kind[] = ['nvenc', 'videotoolbox', 'vaapi', 'x264'];

/** How FFmpeg is asked for one of them. */
export interface H264KindSettings {
  /** Name of the encoder in FFmpeg. */
  readonly codec: string;
  /**
   * Options of that encoder: no delay, no B frames, a steady bitrate, Constrained Baseline, keyframes where they are asked
   * for and nowhere else.
   */
  readonly options: Readonly<Record<string, string>>;
  /** An open encoder takes another bitrate. Else it is opened anew. */
  readonly isLive: boolean;
  /** Reads pictures from memory of the graphics card, in NV12. */
  readonly readsFromVaapi?: boolean;
}

export const H264_SETTINGS: Readonly<Record<H264Kind, H264KindSettings>> = {
  nvenc: {
    codec: 'h264_nvenc',
    options: {
      preset: 'p3',
      tune: 'ull',
      rc: 'cbr',
      profile: 'baseline',
      zerolatency: '1',
      delay: '0',
      'forced-idr': '1',
      'no-scenecut': '1',
    },
    isLive: true,
  },
  videotoolbox: {
    codec: 'h264_videotoolbox',
    options: { realtime: '1', prio_speed: '1', allow_sw: '0', profile: 'constrained_baseline' },
    isLive: false,
  },
  vaapi: {
    codec: 'h264_vaapi',
    options: { rc_mode: 'CBR', async_depth: '1', profile: 'constrained_baseline' },
    isLive: false,
    readsFromVaapi: true,
  },
  x264: {
    codec: 'libx264',
    options: {
      // As measured at 1280x720 it costs what ultrafast does, and is 1.2 dB better.
      preset: 'superfast',
      tune: 'zerolatency',
      profile: 'baseline',
      'forced-idr': '1',
      'x264-params': 'log=-1:keyint=infinite:scenecut=0:sliced-threads=0:repeat-headers=1',
    },
    isLive: true,
  },
};
