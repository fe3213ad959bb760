import { TOPICS } from '../input-value.js';
import { anyObject, finite, list, literal, map, object, optional, text } from '../shape.js';
import { uploadReference } from '../upload-reference.js';

/** Bounds and parts of client messages that all versions share. */

const MAX_UPLOADS = 32;

const name = text({ min: 1, max: 128 });

/** Ids are chosen by the client; an empty one counts as none. */
export const requestId = text({ max: 128 });

/** A command as it was sent; its arguments are checked against the contract later. */
export const command = object({
  type: name,
  data: optional((value) => value),
  uploads: optional(map(uploadReference, MAX_UPLOADS)),
});

export const track = object({ name });

export const subscribe = object({ topics: list(literal(...TOPICS), TOPICS.length) });

export const clip = object({ duration_seconds: optional(finite) });

/** The detail of a platform message. */
export const platform = object({ type: text({ min: 1, max: 64 }), data: optional(anyObject) });
