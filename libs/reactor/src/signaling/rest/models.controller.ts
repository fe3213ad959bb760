import { Controller, Inject, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ReactorRoute } from '../../routes/index.js';
import { type ModelHealth, SessionService } from '../../local-api/index.js';
import { WaitingRoom } from '../../waiting/index.js';
import { AccessControl } from '../access/access-control.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** One model of the server, for a choice of model. */
export interface ListedModel {
  /** On the wire; its routes are under `models/{name}`. */
  readonly name: string;
  readonly description?: string;
  /** Its routes are also at the root. */
  readonly default: boolean;
  /** `available` is free, `serving` has a session. */
  readonly state: ModelHealth['state'];
  /** Clients in its sessions. */
  readonly viewers: number;
  /** Of a model with several instances: sessions that run, how many may, and `session.visitors`. */
  readonly sessions?: number;
  readonly instances?: number;
  readonly visitors?: 'own' | 'shared';
  /** With a waiting room: visitors who wait. */
  readonly waiting?: number;
  /** Seen from the page; absent where no page is served. */
  readonly page?: string;
}

/** The models of this server that the client may use, in the order in which they were registered. */
@Controller()
export class ModelsController {
  constructor(
    private readonly sessions: SessionService,
    private readonly access: AccessControl,
    private readonly room: WaitingRoom,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  @ReactorRoute('models')
  async list(@Req() request: Request): Promise<{ readonly models: readonly ListedModel[] }> {
    const allowed = this.access.principalOf(request)?.models;
    const waiting = new Map(
      this.room.isOpen
        ? await Promise.all(
            this.sessions.models.map(async ({ name }) => [name, (await this.room.summary(name)).waiting] as const),
          )
        : [],
    );
    const listed = this.sessions.models.map((runtime, index): ListedModel => {
      const { description } = runtime.manifest;
      const { name } = runtime;
      return {
        name,
        ...(description === undefined ? {} : { description }),
        default: index === 0,
        state: runtime.health().state,
        viewers: runtime.viewers,
        ...runtime.usage,
        ...(waiting.has(name) ? { waiting: waiting.get(name) } : {}),
        ...(this.options.playground === false ? {} : { page: `?model=${encodeURIComponent(name)}` }),
      };
    });
    return { models: listed.filter(({ name }) => allowed?.includes(name) !== false) };
  }
}
