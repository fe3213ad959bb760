/** The part of a browser's storage that is used here. */
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** What this tab knows of what is set in one session. */
export interface Remembered {
  /** By command. */
  readonly values: Readonly<Record<string, unknown>>;
  /** It was here from the session's start, so what it did not set itself is at its default. */
  readonly whole: boolean;
}

const KEY = 'reactor-playground';

/** A page that is loaded again comes back into the same session, where all that it set is still in force. */
export class ValueMemory {
  constructor(private readonly store: Store) {}

  /** Undefined for a session that this tab was not in. */
  recall(sessionId: string): Remembered | undefined {
    try {
      const kept = JSON.parse(this.store.getItem(KEY) ?? '{}') as Partial<Remembered> & { session?: string };
      if (kept.session !== sessionId) return undefined;
      return { values: kept.values ?? {}, whole: kept.whole ?? false };
    } catch {
      return undefined;
    }
  }

  /** Forgets the session before. */
  begin(sessionId: string, whole: boolean): void {
    this.write(sessionId, { values: {}, whole });
  }

  keep(sessionId: string, command: string, value: unknown): void {
    const { values, whole } = this.recall(sessionId) ?? { values: {}, whole: false };
    this.write(sessionId, { values: { ...values, [command]: value }, whole });
  }

  private write(session: string, remembered: Remembered): void {
    try {
      this.store.setItem(KEY, JSON.stringify({ session, ...remembered }));
    } catch {
      // Storage is full or forbidden: the page works without it.
    }
  }
}
