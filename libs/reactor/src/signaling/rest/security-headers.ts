import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet, { type HelmetOptions } from 'helmet';

/** Of a content policy, by directive in helmet's spelling. */
export type ContentPolicy = Readonly<Record<string, readonly string[]>>;

/** Sets headers on a response that is not sent yet. */
export type SecurityHeaders = (request: IncomingMessage, response: ServerResponse) => void;

/** HSTS is left to the application: it affects its other routes too. */
const COMMON: HelmetOptions = { strictTransportSecurity: false };

const secureDataHeaders = headers({
  ...COMMON,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  crossOriginResourcePolicy: { policy: 'cross-origin' },
});

/**
 * For data responses: never executed, framed or cached. Pages of other origins may load them, for CORS decides which.
 */
export const secureData: SecurityHeaders = (request, response) => {
  secureDataHeaders(request, response);
  response.setHeader('Cache-Control', 'no-store');
};

/** For a page of the framework's: it runs its own files only, and what `policy` adds. */
export function securePage(policy: ContentPolicy): SecurityHeaders {
  return headers({
    ...COMMON,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
        ...policy,
      },
    },
  });
}

function headers(options: HelmetOptions): SecurityHeaders {
  const set = helmet(options);
  return (request, response) =>
    set(request, response, (error) => {
      if (error !== undefined) throw error;
    });
}
