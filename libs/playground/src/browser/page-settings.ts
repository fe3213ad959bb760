/** What the page is for. */
export interface PageSettings {
  /** Where the server's routes begin, seen from the page. */
  readonly url: string;
  /** Undefined: the server's default model. */
  readonly model: string | undefined;
}

/** Where the server is and which model is meant, from the page's own head and address: `?model=name`. */
export function readPageSettings(): PageSettings {
  const url = document.querySelector<HTMLMetaElement>('meta[name="reactor-base"]')?.content || '/';
  const model = new URLSearchParams(location.search).get('model') || undefined;
  return { url, model };
}
