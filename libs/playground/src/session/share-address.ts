/** A link that opens the page at one model. */
export interface ShareAddress {
  readonly url: string;
  /** It names this machine itself, so it leads nowhere on another one. */
  readonly localOnly: boolean;
}

/**
 * @param page the page's own address; of its query only the model is passed on, since anything else may be personal
 * @param model undefined: not known yet
 */
export function shareAddress(page: string, model: string | undefined): ShareAddress {
  const { origin, pathname, hostname } = new URL(page);
  const url = new URL(pathname, origin);
  if (model !== undefined) url.searchParams.set('model', model);
  return { url: url.href, localOnly: /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) };
}
