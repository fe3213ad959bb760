import type { Session } from '../lifecycle/session.js';
import type { Model } from './model.js';

/** Finds sessions by id. Asynchronous, because a session may be one of another process some day. */
export interface SessionDirectory {
  /** A running session. @param model its model's name, where it is known */
  find(id: string, model?: string): Promise<Session | undefined>;
}

/** The sessions of this process. */
export class LocalSessionDirectory implements SessionDirectory {
  constructor(private readonly models: () => readonly Model[]) {}

  async find(id: string, model?: string): Promise<Session | undefined> {
    for (const { name, sessions } of this.models()) {
      if (model !== undefined && name !== model) continue;
      const session = sessions.find((one) => one.id === id);
      if (session !== undefined) return session;
    }
    return undefined;
  }
}
