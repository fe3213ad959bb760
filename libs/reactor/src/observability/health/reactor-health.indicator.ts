import { Injectable } from '@nestjs/common';
import { type ModelHealth, SessionService } from '../../local-api/index.js';

/** One entry of a health check, in the shape of `@nestjs/terminus`: each model with its status in `/health`. */
export type HealthEntry<K extends string = string> = Record<
  K,
  { readonly status: 'up' | 'down'; readonly models: Readonly<Record<string, ModelHealth['state']>> }
>;

/**
 * The models' health for an application's own health module:
 *
 * ```ts
 * this.health.check([() => this.reactor.isReady('reactor')]);
 * ```
 */
@Injectable()
export class ReactorHealthIndicator {
  constructor(private readonly sessions: SessionService) {}

  /**
   * Down when a model failed permanently: restart the process. A model that is loading is up.
   *
   * @param model one model; all where absent. Throws `unknown_model`.
   */
  isAlive<const K extends string>(key: K, model?: string): HealthEntry<K> {
    return this.entry(key, model, ({ state }) => state !== 'terminated');
  }

  /** Also down while a model loads: route no traffic to it yet. Parameters as in `isAlive`. */
  isReady<const K extends string>(key: K, model?: string): HealthEntry<K> {
    return this.entry(key, model, ({ state }) => state === 'available' || state === 'serving');
  }

  private entry<K extends string>(
    key: K,
    model: string | undefined,
    isUp: (health: ModelHealth) => boolean,
  ): HealthEntry<K> {
    const models = model === undefined ? this.sessions.models : [this.sessions.runtime(model)];
    const healths = models.map((runtime) => [runtime.manifest.name, runtime.health()] as const);
    const status = healths.every(([, health]) => isUp(health)) ? 'up' : 'down';
    const states = Object.fromEntries(healths.map(([name, health]) => [name, health.state]));
    return { [key]: { status, models: states } } as HealthEntry<K>;
  }
}
