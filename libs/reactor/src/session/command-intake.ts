import type { UploadReference } from '@nestjs-reactor/protocol';
import { checkCommand } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';
import type { CommandOutcome, FileStore, ModelHost, StoredFile } from './ports/index.js';
import type { SessionClient } from './session-client.js';
import type { SessionFacts } from './session-facts.js';

/** The way of a command from a client to the model: bounded, checked against the contract, its files fetched. */
export class CommandIntake {
  private closed = false;

  constructor(
    private readonly sessionId: string,
    private readonly host: ModelHost,
    private readonly files: FileStore | undefined,
    private readonly facts: SessionFacts,
    private readonly maxQueued: number,
  ) {}

  /**
   * Never rejects: whatever goes wrong is an outcome with a code. Commands of one client reach the model in the order
   * they came in, but for those that wait for an upload's bytes: later ones overtake them.
   */
  async run(
    client: SessionClient,
    name: string,
    args: unknown,
    uploads: Readonly<Record<string, UploadReference>>,
    requestId?: string,
  ): Promise<CommandOutcome> {
    const arrivedMs = performance.now();
    if (this.closed) {
      return this.refuse(
        client,
        name,
        arrivedMs,
        new ReactorError('no_session', `${name}: the session is ending; start another one`),
      );
    }
    if (client.queuedCommands >= this.maxQueued) {
      return this.refuse(
        client,
        name,
        arrivedMs,
        new ReactorError(
          'queue_full',
          `${this.maxQueued} commands of this client wait already; send fewer at once, or wait for replies`,
        ),
      );
    }
    client.queuedCommands++;
    try {
      const command = checkCommand(this.host.contract, name, args, uploads);
      const names = Object.entries(command.uploads);
      const fetchMs = performance.now();
      const files = names.length === 0 ? {} : await this.fetch(command.name, names);
      const waitedMs = performance.now() - fetchMs;
      this.facts.commandAccepted(client.id, command.name, command.args);
      const ms = performance.now() - arrivedMs;
      this.facts.measured({ kind: 'command', name, verdict: 'accepted', ms: ms - waitedMs });
      const outcome = await this.host.command({ clientId: client.id, command, files });
      this.facts.measured({ kind: 'applied', ms: performance.now() - arrivedMs });
      if (!outcome.ok) this.facts.commandFailed(client.id, name, outcome, requestId);
      return outcome;
    } catch (error) {
      return this.refuse(client, name, arrivedMs, error);
    } finally {
      client.queuedCommands--;
    }
  }

  /** Refuses whatever comes from here on; what is under way is the host's to end. */
  close(): void {
    this.closed = true;
  }

  private async fetch(
    command: string,
    uploads: readonly [string, UploadReference][],
  ): Promise<Record<string, StoredFile>> {
    const found = await Promise.all(
      uploads.map(async ([param, reference]) => {
        const file = await this.files?.resolve(this.sessionId, reference.upload_id);
        if (file === undefined) {
          throw new ReactorError(
            'unresolved_upload',
            `${command}: no upload ${JSON.stringify(reference.upload_id)} was completed in this session; upload the file first`,
            { field: param },
          );
        }
        return [param, file] as const;
      }),
    );
    return Object.fromEntries(found);
  }

  private refuse(client: SessionClient, name: string, arrivedMs: number, error: unknown): CommandOutcome {
    const known =
      error instanceof ReactorError
        ? error
        : new ReactorError('internal_error', 'the command could not be handled; see the server’s log', {
            cause: error,
          });
    const verdict = known.code === 'unresolved_upload' ? 'unresolved_upload' : 'rejected';
    this.facts.measured({ kind: 'command', name, verdict, ms: performance.now() - arrivedMs });
    this.facts.commandRejected(client.id, name, known);
    return {
      ok: false,
      code: known.code,
      message: known.message,
      ...(known.field === undefined ? {} : { field: known.field }),
      ...(known.fields === undefined ? {} : { fields: known.fields }),
    };
  }
}
