import { Brightness } from './brightness/brightness.model.js';
import { Chunks } from './chunks/chunks.model.js';
import { Echo } from './echo/echo.model.js';
import { Hello } from './hello/hello.model.js';
import { Keys } from './keys/keys.model.js';
import { OnnxFilter } from './onnx-filter/onnx-filter.model.js';

/** Every example, by the name of its model. */
export const EXAMPLES = {
  hello: Hello,
  brightness: Brightness,
  echo: Echo,
  keys: Keys,
  chunks: Chunks,
  onnx_filter: OnnxFilter,
} as const;
export { PYTHON_EXAMPLES } from './python.js';
