/** What a client may do. */
export const ROLES = ['view', 'control', 'publish', 'operate'] as const;

/**
 * - `view`: start and join a session, receive its tracks, read its schema
 * - `control`: send commands and files
 * - `publish`: send the inputs of a model, a camera for example
 * - `operate`: stop a session, read events, metrics and statistics of viewers
 */
export type Role = (typeof ROLES)[number];
