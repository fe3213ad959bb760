import type { UploadReference } from '@nestjs-reactor/protocol';
import { checkCommand, commandNamed } from '../../contract/index.js';
import { ReactorError, toReactorError } from '../../errors/index.js';
import type { RequestAdmission } from './request-admission.js';
import type { SessionWorker } from '../model/session-worker.js';
import type { CommandOutcome, SessionFiles, StoredFile } from '../ports/index.js';
import type { Participant } from '../connection/participant.js';
import type { SessionObserver } from '../lifecycle/session-observer.js';

export type Refusal = Extract<CommandOutcome, { ok: false }>;

/** Takes a command from a client to the model: admitted, checked against its schema, its files resolved. */
export class CommandDispatcher {
  private closed = false;
  /** Commands that were applied. */
  private applied = 0;

  constructor(
    private readonly sessionId: string,
    private readonly host: Pick<SessionWorker, 'manifest' | 'command' | 'fileUploaded'>,
    private readonly files: SessionFiles | undefined,
    private readonly facts: SessionObserver,
    private readonly requests: RequestAdmission,
  ) {}

  /**
   * Never rejects: every failure is an outcome with a code. Commands of one client reach the model in the order in
   * which they arrived, except those that wait for an upload's bytes: later ones pass them.
   */
  async run(
    client: Participant,
    name: string,
    args: unknown,
    uploads: Readonly<Record<string, UploadReference>>,
    requestId?: string,
  ): Promise<CommandOutcome> {
    const source = { connectionId: client.id, requestId, name };
    const receivedMs = performance.now();
    let leave: (() => void) | undefined;
    try {
      this.checkOpen(name);
      leave = this.requests.enter(client, { role: 'control', command: name });
      const command = checkCommand(this.host.manifest, name, args, uploads);
      const checkedMs = performance.now();
      const names = Object.entries(command.uploads);
      const files = names.length === 0 ? {} : await this.fetchAll(client, command.name, names);
      const sentMs = performance.now();
      const call = { clientId: client.id, command, files };
      let isAccepted = false;
      const accept = (): void => {
        if (!isAccepted) this.facts.commandAccepted(source.connectionId, call);
        isAccepted = true;
      };
      if (!commandNamed(this.host.manifest, name)?.rules) accept();
      const outcome = await this.host.command(call, accept);
      const doneMs = performance.now();
      const times = { receivedMs, checkedMs, sentMs, doneMs };
      if (outcome.ok) {
        accept();
        const { reply, turn, frame } = outcome;
        this.facts.command({
          ...source,
          verdict: 'applied',
          sequence: ++this.applied,
          call,
          reply,
          turn,
          frame,
          times,
        });
      } else if (outcome.rules === undefined) {
        accept();
        this.facts.command({ ...source, verdict: 'failed', call, refusal: outcome, times });
      } else {
        if (outcome.rules === 'expired') this.requests.charge(client);
        this.facts.command({ ...source, verdict: 'rejected', refusal: outcome, receivedMs, doneMs });
      }
      return outcome;
    } catch (error) {
      const refusal = toReactorError(error);
      this.facts.command({ ...source, verdict: 'rejected', refusal, receivedMs, doneMs: performance.now() });
      return refusalOf(refusal);
    } finally {
      leave?.();
    }
  }

  /** Refuses every later command; the host ends pending ones. */
  close(): void {
    this.closed = true;
  }

  /**
   * Notifies the model that a client's file is complete, where it has a hook for it. Waits for the bytes as a command
   * does.
   * @returns the refusal, if any
   */
  async fileUploaded(client: Participant, uploadId: string): Promise<Refusal | undefined> {
    let leave: (() => void) | undefined;
    try {
      leave = this.requests.enter(client, { role: 'control' });
      if (this.host.manifest.hooks.fileUploaded === undefined) return undefined;
      this.host.fileUploaded(client.id, await this.fetch(client, 'fileUploaded', uploadId));
      return undefined;
    } catch (error) {
      const known = toReactorError(error);
      this.facts.refused(client.id, known);
      return refusalOf(known);
    } finally {
      leave?.();
    }
  }

  private checkOpen(name: string): void {
    if (this.closed) throw new ReactorError('no_session', `${name}: the session is ending; start a new one`);
  }

  private async fetchAll(
    client: Participant,
    command: string,
    uploads: readonly [string, UploadReference][],
  ): Promise<Record<string, StoredFile>> {
    const found = await Promise.all(
      uploads.map(
        async ([param, { upload_id }]) => [param, await this.fetch(client, command, upload_id, param)] as const,
      ),
    );
    return Object.fromEntries(found);
  }

  /** One file, while its client is in the session. */
  private async fetch(client: Participant, what: string, uploadId: string, field?: string): Promise<StoredFile> {
    const { signal } = client.leftSignal;
    const file = await this.files?.resolve(this.sessionId, uploadId, signal);
    if (signal.aborted) throw new ReactorError('no_session', `${what}: the client has left`);
    if (file !== undefined) return file;
    throw new ReactorError(
      'unresolved_upload',
      `${what}: no upload ${JSON.stringify(uploadId)} was completed in this session; upload the file first`,
      field === undefined ? {} : { field },
    );
  }
}

function refusalOf({ code, message, field, fields }: ReactorError): Refusal {
  return {
    ok: false,
    code,
    message,
    ...(field === undefined ? {} : { field }),
    ...(fields === undefined ? {} : { fields }),
  };
}
