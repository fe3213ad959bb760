import { type ApiAddress, apiAddress } from '../client/api-address.js';

/** Where the server is and which model is meant, from the page's own head and address: `?model=name`. */
export function readPageSettings(): ApiAddress {
  const base = document.querySelector<HTMLMetaElement>('meta[name="reactor-base"]')?.content || '/';
  const model = new URLSearchParams(location.search).get('model') || undefined;
  return apiAddress(location.href, base, model);
}
