/** Allowed wire names of commands, fields, tracks, messages and models. */
export const WIRE_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** The wire's name for a TypeScript one: `mainVideo` is `main_video`, `HTTPServer` is `http_server`. */
export function toWireName(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
