import { choice, number, text, texts } from '../command/index.js';

/** The largest seed that the framework takes. */
const MAX_SEED = 4_294_967_295;

/** What both kinds of a run have. */
export const RUN_OPTIONS = {
  model: text('NAME', 'the model, where the project has several'),
  frames: number('N', 'frames to make', { min: 1, integer: true }),
  seed: number('N', 'where random numbers start', { max: MAX_SEED, integer: true }),
  camera: texts(
    'TRACK=PATH',
    'pictures for a camera: a folder of PNG and JPEG files, or a .y4m video; without TRACK= for the only camera',
  ),
  out: texts('PATH', 'what to write: a folder for PNG files, NAME.y4m for a video, NAME.jsonl for hashes'),
  isolation: choice('WHERE', ['thread', 'process', 'inline'], 'where the model runs', { fallback: 'thread' }),
  timeout: number('SECONDS', 'most that one turn may take', { fallback: 60 }),
};
