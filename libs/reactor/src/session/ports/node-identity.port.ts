import type { ReactorError } from '../../errors/index.js';

/** This process, where it is one of several machines. */
export interface NodeIdentity {
  /** What names it in ids and addresses that another machine may have to answer. */
  readonly tag: string;
  /** An id that no other machine makes, and that names this one. */
  newId(): string;
  /** Why no session may start here now; undefined: one may. */
  startRefusal(): ReactorError | undefined;
  /** The others know that this process is one of them: what it has begun may go on. */
  readonly isMember: boolean;
}

/** Injection token of the identity; its value is undefined where this process is the only one. */
export const NodeIdentity = Symbol('NodeIdentity');
