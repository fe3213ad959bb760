/** A link that opens the page at one model, or in one session. */
export interface ShareAddress {
  readonly url: string;
  /** It names this machine itself, so it leads nowhere on another one. */
  readonly localOnly: boolean;
}

/**
 * @param page the page's own address; of its query nothing is passed on, since it may be personal
 * @param model undefined: not known yet
 * @param session of a model that can run several; undefined: whichever runs
 */
export function shareAddress(page: string, model: string | undefined, session?: string): ShareAddress {
  const { origin, pathname, hostname } = new URL(page);
  const url = new URL(pathname, origin);
  if (model !== undefined) url.searchParams.set('model', model);
  if (session !== undefined) url.searchParams.set('session', session);
  return { url: url.href, localOnly: /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) };
}
