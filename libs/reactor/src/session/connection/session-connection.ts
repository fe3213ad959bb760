import type { StreamCodec, Topic, UploadReference } from '@nestjs-reactor/protocol';
import type { Refusal } from '../commands/command-dispatcher.js';
import type { OfferRequest } from './offer-request.js';
import type { CommandOutcome, EncodedStream, IceCandidate } from '../ports/index.js';

/** What a client does about the control of its session. */
export type ControlAction = 'ask' | 'release' | 'give';

/** What a client on a socket may do in its session. */
export interface SessionActions {
  negotiate(request: OfferRequest): Promise<string>;
  addCandidates(candidates: readonly IceCandidate[]): void;
  command(
    name: string,
    args: unknown,
    uploads: Record<string, UploadReference>,
    requestId: string | undefined,
  ): Promise<CommandOutcome>;
  fileUploaded(uploadId: string): Promise<Refusal | undefined>;
  setFlowing(track: string, flowing: boolean): void;
  publish(track: string): void;
  unpublish(track: string): void;
  subscribe(topics: readonly Topic[]): void;
  control(action: ControlAction, to: number | undefined): void;
  openStream(codecs: readonly StreamCodec[]): Promise<EncodedStream>;
  closeStream(stream: EncodedStream, cause: string): void;
  leave(): void;
}

/** A socket client's place in a session. Once left, or once the session has ended, `leave` does nothing more. */
export class SessionConnection implements SessionActions {
  constructor(
    readonly id: number,
    private readonly actions: SessionActions,
  ) {}

  /** The answer to an offer of the client; rejects as `Session.negotiate` does. */
  negotiate(request: OfferRequest): Promise<string> {
    return this.actions.negotiate(request);
  }

  addCandidates(candidates: readonly IceCandidate[]): void {
    this.actions.addCandidates(candidates);
  }

  /** Never rejects: a refusal is an outcome with a code. */
  command(
    name: string,
    args: unknown,
    uploads: Record<string, UploadReference> = {},
    requestId?: string,
  ): Promise<CommandOutcome> {
    return this.actions.command(name, args, uploads, requestId);
  }

  /** Never rejects: undefined once the model is notified, or where it has no hook for files. */
  fileUploaded(uploadId: string): Promise<Refusal | undefined> {
    return this.actions.fileUploaded(uploadId);
  }

  /** Throws `rate_limited` or `unknown_track`. */
  setFlowing(track: string, flowing: boolean): void {
    this.actions.setFlowing(track, flowing);
  }

  /** Throws `rate_limited`, `unknown_track` or `publish_refused`. */
  publish(track: string): void {
    this.actions.publish(track);
  }

  /** Throws `rate_limited` or `unknown_track`. */
  unpublish(track: string): void {
    this.actions.unpublish(track);
  }

  /** Sends each topic at once and whenever it changes; earlier subscriptions stay. */
  subscribe(topics: readonly Topic[]): void {
    this.actions.subscribe(topics);
  }

  /**
   * Throws `rate_limited`, `forbidden`, `not_in_control` or `bad_message`.
   * @param to of `give`, a connection id of the session; undefined: its own
   */
  control(action: ControlAction, to: number | undefined): void {
    this.actions.control(action, to);
  }

  /**
   * The outputs as encoded frames, in place of a stream before; nothing is sent until it is started.
   * Rejects with `rate_limited`, `forbidden`, `stream_unavailable` or `negotiation_failed`.
   *
   * @param codecs that the client decodes
   */
  openStream(codecs: readonly StreamCodec[]): Promise<EncodedStream> {
    return this.actions.openStream(codecs);
  }

  /** Ends the stream, unless it has ended. */
  closeStream(stream: EncodedStream, cause: string): void {
    this.actions.closeStream(stream, cause);
  }

  leave(): void {
    this.actions.leave();
  }
}
