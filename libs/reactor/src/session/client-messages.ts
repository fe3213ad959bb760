import { randomUUID } from 'node:crypto';
import type { ClientMessage, WireError } from '@nestjs-reactor/protocol';
import { ReactorError } from '../errors/index.js';
import type { CommandIntake } from './command-intake.js';
import type { FileStore, ModelHost } from './ports/index.js';
import type { SessionClient } from './session-client.js';
import type { SessionFacts } from './session-facts.js';
import type { TrackDesk } from './track-desk.js';

/** What one message of a client's data channels asks for, done and answered in the form its generation has. */
export class ClientMessages {
  constructor(
    private readonly sessionId: string,
    private readonly host: ModelHost,
    private readonly commands: CommandIntake,
    private readonly tracks: TrackDesk,
    private readonly files: FileStore | undefined,
    private readonly schema: () => Record<string, unknown>,
    private readonly facts: SessionFacts,
  ) {}

  handle(client: SessionClient, message: ClientMessage): void {
    switch (message.kind) {
      case 'ping':
        return;
      case 'command':
        void this.command(client, message);
        return;
      case 'requestSchema':
        client.send({ kind: 'modelSchema', requestId: message.requestId, openapi: this.schema() });
        return;
      case 'requestCapabilities':
        client.send({ kind: 'modelCapabilities', openapi: this.schema() });
        return;
      case 'resumeTrack':
      case 'pauseTrack':
        this.attempt(client, undefined, () =>
          this.tracks.setFlowing(client, message.name, message.kind === 'resumeTrack'),
        );
        return;
      case 'publishTrack':
        this.publish(client, message.requestId, message.name);
        return;
      case 'unpublishTrack':
        this.tracks.unpublish(client, message.name);
        return;
      case 'fileUploaded':
        void this.fileUploaded(client, message.file.upload_id);
        return;
      case 'requestClip':
      case 'requestRecording':
        client.send({
          kind: 'clipFailed',
          requestId: message.requestId,
          reason: 'recorder disabled or encoder crashed',
        });
        return;
    }
  }

  /** A frame that is no message: answered where the wire has a form, and counted. */
  malformed(client: SessionClient, error: WireError): void {
    this.facts.refused(client.id, error.code, error.message);
  }

  private async command(client: SessionClient, message: Extract<ClientMessage, { kind: 'command' }>): Promise<void> {
    const requestId = message.requestId ?? randomUUID().replaceAll('-', '');
    const outcome = await this.commands.run(client, message.name, message.args, message.uploads, requestId);
    if (!outcome.ok) {
      client.send({ kind: 'error', requestId, code: outcome.code, message: outcome.message, field: outcome.field });
    } else if (outcome.reply === undefined) {
      client.send({ kind: 'ack', requestId });
    } else {
      client.send({ kind: 'modelMessage', requestId, ...outcome.reply });
    }
  }

  private publish(client: SessionClient, requestId: string, name: string): void {
    try {
      this.tracks.publish(client, name);
      client.send({ kind: 'publishGranted', requestId });
    } catch (error) {
      const refusal = asReactorError(error);
      this.facts.refused(client.id, refusal.code, refusal.message);
      client.send({ kind: 'publishRefused', requestId, code: refusal.code, message: refusal.message });
    }
  }

  private async fileUploaded(client: SessionClient, uploadId: string): Promise<void> {
    if (this.host.contract.hooks.fileUploaded === undefined) return;
    const file = await this.files?.resolve(this.sessionId, uploadId);
    if (file === undefined) {
      this.facts.refused(
        client.id,
        'unresolved_upload',
        `file upload ${JSON.stringify(uploadId)} could not be resolved`,
      );
      return;
    }
    this.host.fileUploaded(client.id, file);
  }

  private attempt(client: SessionClient, requestId: string | undefined, act: () => void): void {
    try {
      act();
    } catch (error) {
      const refusal = asReactorError(error);
      this.facts.refused(client.id, refusal.code, refusal.message);
      client.send({ kind: 'error', requestId, code: refusal.code, message: refusal.message, field: refusal.field });
    }
  }
}

function asReactorError(error: unknown): ReactorError {
  return error instanceof ReactorError
    ? error
    : new ReactorError('internal_error', 'the request could not be handled; see the server’s log', { cause: error });
}
