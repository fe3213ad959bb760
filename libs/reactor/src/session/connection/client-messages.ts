import { randomUUID } from 'node:crypto';
import { type Channel, type ClientMessage, type ServerMessage, WireError } from '@nestjs-reactor/protocol';
import { type ReactorError, toReactorError } from '../../errors/index.js';
import type { CommandDispatcher } from '../commands/command-dispatcher.js';
import type { RequestAdmission } from '../commands/request-admission.js';
import type { CommandOutcome } from '../ports/index.js';
import type { Participant } from './participant.js';
import type { SessionObserver } from '../lifecycle/session-observer.js';
import type { TrackRouter } from './track-router.js';

/** Handles one message of a client's data channels and answers in the encoding of its protocol version. */
export class ClientMessages {
  constructor(
    private readonly commands: CommandDispatcher,
    private readonly tracks: TrackRouter,
    private readonly schema: () => Record<string, unknown>,
    private readonly facts: SessionObserver,
    private readonly requests: RequestAdmission,
  ) {}

  handle(client: Participant, message: ClientMessage): void {
    switch (message.kind) {
      case 'ping':
        return;
      case 'command':
        void this.command(client, message);
        return;
      case 'requestSchema':
        this.answer(
          client,
          () => ({ kind: 'modelSchema', requestId: message.requestId, openapi: this.admittedSchema(client) }),
          message.requestId,
          'control',
        );
        return;
      case 'requestCapabilities':
        this.answer(client, () => ({ kind: 'modelCapabilities', openapi: this.admittedSchema(client) }));
        return;
      case 'resumeTrack':
      case 'pauseTrack':
        this.attempt(client, () => this.tracks.setFlowing(client, message.name, message.kind === 'resumeTrack'));
        return;
      case 'publishTrack':
        this.publish(client, message.requestId, message.name);
        return;
      case 'unpublishTrack':
        this.attempt(client, () => this.tracks.unpublish(client, message.name));
        return;
      case 'fileUploaded':
        void this.fileUploaded(client, message.file.upload_id);
        return;
      case 'requestClip':
      case 'requestRecording':
        this.answer(
          client,
          () => {
            this.requests.admit(client, { role: 'view' });
            return {
              kind: 'clipFailed',
              requestId: message.requestId,
              reason: 'recorder disabled or encoder crashed',
            };
          },
          message.requestId,
          'control',
        );
        return;
      case 'unknown':
        this.facts.unknownMessage(client.id, message.what, client.saidUnknown);
        client.saidUnknown = true;
        return;
      case 'subscribe':
        this.attempt(client, () => {
          this.requests.admit(client, { role: 'view' });
          client.feed.subscribe(message.topics);
        });
        return;
      case 'clientError':
        this.facts.refused(client.id, {
          code: 'client_error',
          message: `the client reports ${message.code}: ${message.message}`,
        });
        return;
    }
  }

  /** A frame that is no message: counted, and answered where the client's protocol version can encode it. */
  malformed(client: Participant, error: WireError, channel: Channel): void {
    this.facts.refused(client.id, error);
    client.send({
      kind: 'error',
      requestId: error.requestId,
      code: error.code,
      message: error.message,
      field: error.field,
      channel,
    });
  }

  private async command(client: Participant, message: Extract<ClientMessage, { kind: 'command' }>): Promise<void> {
    const requestId = message.requestId ?? randomUUID().replaceAll('-', '');
    const outcome = await this.commands.run(client, message.name, message.args, message.uploads, requestId);
    this.answer(client, () => toReply(requestId, outcome), requestId);
  }

  /** A client waits for no answer to it; a refusal is still sent. */
  private async fileUploaded(client: Participant, uploadId: string): Promise<void> {
    const refusal = await this.commands.fileUploaded(client, uploadId);
    if (refusal === undefined) return;
    const { code, message } = refusal;
    this.answer(client, () => ({ kind: 'error', code, message, channel: 'control' }));
  }

  /**
   * A reply that cannot be encoded, or does not fit a frame, is answered with an error, because the caller waits for
   * it.
   */
  private answer(client: Participant, reply: () => ServerMessage, requestId?: string, channel?: Channel): void {
    try {
      client.send(reply());
    } catch (error) {
      const refusal = asRefusal(error);
      const { code, message } = refusal;
      this.facts.refused(client.id, refusal);
      client.send({ kind: 'error', requestId, code, message, channel });
    }
  }

  /** It is large, so requesting it counts as a command. Throws `rate_limited` or `forbidden`. */
  private admittedSchema(client: Participant): Record<string, unknown> {
    this.requests.admit(client, { role: 'view' });
    return this.schema();
  }

  private publish(client: Participant, requestId: string, name: string): void {
    try {
      this.tracks.publish(client, name);
      client.send({ kind: 'publishGranted', requestId });
    } catch (error) {
      const refusal = asRefusal(error);
      this.facts.refused(client.id, refusal);
      client.send({ kind: 'publishRefused', requestId, code: refusal.code, message: refusal.message });
    }
  }

  /** A track request has no id to answer; an error is still sent, on the channel of the request. */
  private attempt(client: Participant, act: () => void): void {
    try {
      act();
    } catch (error) {
      const refusal = asRefusal(error);
      this.facts.refused(client.id, refusal);
      client.send({
        kind: 'error',
        code: refusal.code,
        message: refusal.message,
        field: refusal.field,
        channel: 'control',
      });
    }
  }
}

function toReply(requestId: string, outcome: CommandOutcome): ServerMessage {
  if (!outcome.ok) {
    return { kind: 'error', requestId, code: outcome.code, message: outcome.message, field: outcome.field };
  }
  return outcome.reply === undefined
    ? { kind: 'ack', requestId }
    : { kind: 'modelMessage', requestId, ...outcome.reply };
}

function asRefusal(error: unknown): ReactorError | WireError {
  return error instanceof WireError ? error : toReactorError(error);
}
