import { randomBytes } from 'node:crypto';
import { ReactorError } from '../../errors/index.js';

/** A strong entity tag that no other ICE session has. */
export function newEntityTag(): string {
  return `"${randomBytes(9).toString('base64url')}"`;
}

/**
 * Is the request about the ICE session with this tag? `*` is any, also in quotes, as the examples of RFC 9725 have it.
 *
 * Throws `precondition_required` without a header, and `precondition_failed` for another tag.
 */
export function checkIfMatch(header: string | undefined, tag: string): void {
  if (header === undefined) {
    throw new ReactorError(
      'precondition_required',
      'the request needs If-Match, with the newest ETag of this connection, or with * for an ICE restart',
    );
  }
  const tags = header.split(',').map((one) => one.trim());
  if (tags.some((one) => one === tag || one === '*' || one === '"*"')) return;
  throw new ReactorError(
    'precondition_failed',
    'ICE was restarted since that ETag; this request is about the ICE before',
  );
}
