import { flag, number, text } from '../command/index.js';

/** How an application is started, for the commands that do. */
export const APP_OPTIONS = {
  port: number('PORT', 'TCP port of the page; 0 for any free one; PORT of the environment', {
    max: 65_535,
    integer: true,
  }),
  host: text('ADDRESS', 'address to listen on; HOST of the environment'),
  open: flag('open the page in the browser'),
};

/** The variables that stand for the options. */
export function environmentOf(port: number | undefined, host: string | undefined): Readonly<Record<string, string>> {
  return { ...(port === undefined ? {} : { PORT: String(port) }), ...(host === undefined ? {} : { HOST: host }) };
}
