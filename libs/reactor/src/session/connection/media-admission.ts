import { toReactorError } from '../../errors/index.js';
import type { I420Picture, PcmBlock } from '../../media/index.js';
import { checkPermission } from '../access/permission.js';
import type { SessionEvents } from '../lifecycle/session-events.js';
import type { SessionWorker } from '../model/session-worker.js';
import type { Participant } from './participant.js';
import type { TrackRouter } from './track-router.js';

/** What the media of a session's clients go through. */
export interface MediaAdmissionParts {
  readonly tracks: TrackRouter;
  readonly worker: Pick<SessionWorker, 'pushVideo' | 'pushAudio'>;
  readonly events: SessionEvents;
}

/** Sends the pictures and sound of clients to the model, as far as they may publish. What it drops is counted. */
export class MediaAdmission {
  /** @param forbidden a client publishes that may not; called once for each, with the reason */
  constructor(
    private readonly parts: MediaAdmissionParts,
    private readonly forbidden: (participant: Participant, reason: { code: string; message: string }) => void,
  ) {}

  video(participant: Participant, track: string, picture: I420Picture, captureTimeUs?: number): void {
    if (this.admits(participant, track)) this.parts.worker.pushVideo(track, picture, captureTimeUs);
  }

  audio(participant: Participant, track: string, block: PcmBlock): void {
    if (this.admits(participant, track)) this.parts.worker.pushAudio(track, block);
  }

  private admits(participant: Participant, track: string): boolean {
    const cause = this.parts.tracks.dropCauseOf(participant, track);
    if (cause === undefined) return true;
    this.parts.events.measured({ kind: 'inputDropped', track, cause, frames: 1 });
    if (cause === 'forbidden' && !participant.saidForbidden) this.refuse(participant);
    return false;
  }

  private refuse(participant: Participant): void {
    participant.saidForbidden = true;
    try {
      checkPermission(participant.principal, { role: 'publish' });
    } catch (error) {
      this.forbidden(participant, toReactorError(error));
    }
  }
}
