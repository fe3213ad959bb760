import { Hello } from './hello/hello.model.js';

/** Every example, by the name of its model. */
export const EXAMPLES = { hello: Hello } as const;
