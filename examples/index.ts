import { Brightness } from './brightness/brightness.model.js';
import { Echo } from './echo/echo.model.js';
import { Hello } from './hello/hello.model.js';

/** Every example, by the name of its model. */
export const EXAMPLES = { brightness: Brightness, echo: Echo, hello: Hello } as const;
