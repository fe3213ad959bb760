/** By what a queue is kept. Times are milliseconds. */
export interface QueueRules {
  /** How long an instance is held for the visitor who is called. */
  readonly claimMs: number;
  /** How long a turn may last while others wait. Zero: as long as the visitor likes. */
  readonly turnMs: number;
  /** A turn that has lasted longer when somebody comes to wait ends this much later, not at once. */
  readonly noticeMs: number;
  /** A visitor nobody has heard of for so long has gone. */
  readonly absentMs: number;
}
