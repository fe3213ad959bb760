import type { ModelManifest, Track } from '../../contract/index.js';
import { ReactorError } from '../../errors/index.js';
import { denialOf } from '../access/permission.js';
import type { Seats } from '../access/seats.js';
import type { RequestAdmission } from '../commands/request-admission.js';
import type { InputDropCause } from '../lifecycle/measurement.js';
import { PublisherSlots } from './publisher-slots.js';
import type { Participant } from './participant.js';

/**
 * Which client receives which of the model's outputs, and which publishes its inputs. A wrong name is refused with an
 * error, and each request counts as a command: it costs the engine work, and resuming a track shows its last picture to
 * every client.
 */
export class TrackRouter {
  private readonly slots = new PublisherSlots();

  constructor(
    private readonly manifest: ModelManifest,
    private readonly requests: RequestAdmission,
    private readonly seats: Pick<Seats, 'act' | 'watches'>,
  ) {}

  /** Throws `rate_limited`, or `unknown_track` where the model has no such output. Idempotent. */
  setFlowing(client: Participant, name: string, flowing: boolean): void {
    this.requests.admit(client, { role: 'view' });
    this.check(name, 'out');
    client.peer.current?.setFlowing(name, flowing);
    client.stream.current?.setFlowing(name, flowing);
  }

  /** May it be sent outputs? Throws `rate_limited` or `forbidden`. */
  checkWatch(client: Participant): void {
    this.requests.admit(client, { role: 'view' });
  }

  /**
   * Throws `rate_limited`, `forbidden`, `not_in_control`, `unknown_track`, or `publish_refused` where a client already publishes
   * the track.
   */
  publish(client: Participant, name: string): void {
    this.requests.admit(client, { role: 'publish' });
    this.seats.act(client.id);
    this.check(name, 'in');
    if (!this.slots.claim(name, client.id)) {
      throw new ReactorError(
        'publish_refused',
        `track already published: ${name} has one publisher a session; wait until it is unpublished`,
        {
          field: 'name',
        },
      );
    }
  }

  /** Throws `rate_limited`, `forbidden` or `unknown_track`. A track that the client does not hold is unchanged. */
  unpublish(client: Participant, name: string): void {
    this.requests.admit(client, { role: 'publish' });
    this.check(name, 'in');
    this.slots.release(name, client.id);
  }

  /**
   * Why media of this client are not sent to the model; undefined where they are: it may publish and does not only watch, and
   * holds the track or no client does (older clients never publish).
   */
  dropCauseOf(client: Participant, name: string): InputDropCause | undefined {
    if (denialOf(client.principal, { role: 'publish' }, Date.now()) !== undefined) return 'forbidden';
    if (this.seats.watches(client.id)) return 'not_publisher';
    return this.slots.holds(name, client.id) || !this.slots.taken(name) ? undefined : 'not_publisher';
  }

  leave(client: Participant): void {
    this.slots.releaseAll(client.id);
  }

  private check(name: string, direction: Track['direction']): void {
    if (this.manifest.tracks.some((track) => track.name === name && track.direction === direction)) return;
    const names = this.manifest.tracks.filter((track) => track.direction === direction).map((track) => track.name);
    const which = direction === 'out' ? 'output' : 'input';
    throw new ReactorError(
      'unknown_track',
      `${this.manifest.name} has no ${which} track ${JSON.stringify(name)}; it has ${names.length === 0 ? 'none' : names.join(', ')}`,
      { field: 'name' },
    );
  }
}
