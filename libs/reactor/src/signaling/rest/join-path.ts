/** `/a/b` of `a/`, `/b`; nothing of nothing. */
export function joinPath(...parts: readonly string[]): string {
  const inner = parts.flatMap((part) => part.split('/')).filter((part) => part !== '');
  return inner.length === 0 ? '' : `/${inner.join('/')}`;
}
