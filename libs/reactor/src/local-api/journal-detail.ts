import type { CommandRefusal } from '../session/index.js';

type Detail = Readonly<Record<string, unknown>>;

/** Characters of JSON that one client's values may take in the journal; beyond, only their names are kept. */
const MAX_CONTENTS = 16_384;

/** Names chosen by a client that one entry keeps, and characters of each. */
const MAX_NAMES = 64;
const MAX_NAME = 80;

/** Characters of an error text: it may name as many fields as the client sent. */
const MAX_MESSAGE = 1_000;

/**
 * What the journal records of each fact. Without `contents` it has the names of the fields that a client set and error
 * codes, but no client input and no network address.
 */
export class JournalDetail {
  constructor(private readonly contents: boolean) {}

  started(sessionId: string, params: Detail): Detail {
    return { session_id: sessionId, ...this.values('params', 'param_names', params) };
  }

  answered(connectionId: number, sdp: string): Detail {
    return { conn_id: connectionId, ...(this.contents ? { answer: { type: 'answer', sdp } } : {}) };
  }

  command(connectionId: number, name: string, args: Detail): Detail {
    return { name, ...this.values('args', 'arg_names', args), conn_id: connectionId };
  }

  /** @param declared the model has a command of that name; another name is client input */
  commandRejected(connectionId: number, name: string, declared: boolean, refusal: CommandRefusal): Detail {
    const command = declared || this.contents ? `command '${name}'` : 'an unknown command';
    const why = this.contents ? refusal.message : [refusal.field, refusal.code].filter(Boolean).join(': ');
    const message =
      refusal.code === 'unresolved_upload'
        ? `${command} references an unresolved upload`
        : `${command} rejected (${why})`;
    return { message: cut(message), code: refusal.code, conn_id: connectionId };
  }

  commandFailed(connectionId: number, refusal: CommandRefusal, requestId: string | undefined): Detail {
    const why = this.contents ? `${refusal.code}: ${refusal.message}` : refusal.code;
    return {
      message: cut(`command handler failed (${why})`),
      code: refusal.code,
      conn_id: connectionId,
      ...(requestId === undefined ? {} : { request_id: requestId }),
    };
  }

  refused(connectionId: number, code: string, message: string): Detail {
    return { message: this.contents ? cut(message) : `refused (${code})`, code, conn_id: connectionId };
  }

  /** No client's doing. */
  failed(code: string, message: string): Detail {
    return { message: this.contents ? cut(message) : `failed (${code})`, code };
  }

  /** The model failed permanently. The reason has server paths and texts of its packages, so only the log has it. */
  gone(): Detail {
    return { error: 'see the server’s log' };
  }

  private values(key: string, namesKey: string, values: Detail): Detail {
    const fits = this.contents && JSON.stringify(values).length <= MAX_CONTENTS;
    return fits ? { [key]: values } : namesOf(namesKey, Object.keys(values));
  }
}

function namesOf(key: string, names: readonly string[]): Detail {
  const kept = { [key]: names.slice(0, MAX_NAMES).map((name) => cut(name, MAX_NAME)) };
  return names.length > MAX_NAMES ? { ...kept, more_names: names.length - MAX_NAMES } : kept;
}

/** A slice would keep the whole text in memory as long as its entry, so a copy is kept. */
function cut(text: string, length = MAX_MESSAGE): string {
  return text.length > length ? `${Buffer.from(text.slice(0, length)).toString()}…` : text;
}
