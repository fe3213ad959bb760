import { count, object, type Schema, text } from './json-schemas.js';

/** Of a visitor's place in the waiting room, the same over HTTP and on a socket. */
export const WAITING_FIELDS: Readonly<Record<string, Schema>> = {
  ticket: { type: 'string', minLength: 1, maxLength: 64, description: 'Secret: whoever shows it is the visitor.' },
  stage: { enum: ['waiting', 'called', 'playing', 'over'] },
  place: { ...count, description: 'Of `waiting`, from 1.' },
  waiting: { ...count, description: 'Of `waiting`: how many visitors wait.' },
  expected_wait_ms: { ...count, description: 'Of `waiting`. Absent: not known yet.' },
  held_for_ms: { ...count, description: 'Of `called`: how long the instance is held; join with the ticket meanwhile.' },
  session_id: { ...text, description: 'Of `playing`.' },
  ends_in_ms: { ...count, description: 'Of `playing`. Absent: the session has no end.' },
  reason: { enum: ['left', 'gone', 'lapsed', 'turn_over', 'ended'], description: 'Of `over`.' },
};

export const WAITING_OPTIONAL: readonly string[] = [
  'place',
  'waiting',
  'expected_wait_ms',
  'held_for_ms',
  'session_id',
  'ends_in_ms',
  'reason',
];

export const waitingPlace: Schema = object(WAITING_FIELDS, WAITING_OPTIONAL);
