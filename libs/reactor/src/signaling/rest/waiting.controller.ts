import { Body, Controller, Param, Req } from '@nestjs/common';
import { parseTicket, type WaitingPlace } from '@nestjs-reactor/protocol';
import type { Request } from 'express';
import { SessionService } from '../../local-api/index.js';
import { ReactorRoute } from '../../routes/index.js';
import { WaitingRoom } from '../../waiting/index.js';
import { Callers } from '../access/callers.js';
import { toWaitingPlace } from '../waiting-place.js';

/** How busy a model is, for who has no place yet. */
export interface ListedQueue {
  readonly instances: number;
  readonly playing: number;
  readonly waiting: number;
  /** Of a visitor who comes now; absent where it is not known yet. */
  readonly expected_wait_ms?: number;
}

/** The waiting room for clients without a socket: they ask again every few seconds, which keeps their places. */
@Controller()
export class WaitingController {
  constructor(
    private readonly sessions: SessionService,
    private readonly room: WaitingRoom,
    private readonly callers: Callers,
  ) {}

  @ReactorRoute('queue')
  async queue(@Param('model') model: string | undefined): Promise<ListedQueue> {
    const { instances, playing, waiting, expectedWaitMs } = await this.room.summary(this.nameOf(model));
    return {
      instances,
      playing,
      waiting,
      ...(expectedWaitMs === undefined ? {} : { expected_wait_ms: Math.round(expectedWaitMs) }),
    };
  }

  @ReactorRoute('wait')
  async wait(
    @Param('model') model: string | undefined,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<WaitingPlace> {
    const { ticket, view } = await this.room.enter(this.nameOf(model), {
      ...parseTicket(body),
      principal: this.callers.principalOf(request)?.id,
      address: this.callers.addressOf(request),
    });
    return toWaitingPlace(ticket, view);
  }

  @ReactorRoute('stopWaiting')
  async stopWaiting(
    @Param('model') model: string | undefined,
    @Req() request: Request,
    @Body() body: unknown,
  ): Promise<void> {
    const principal = this.callers.principalOf(request)?.id;
    await this.room.leave(this.nameOf(model), { ...parseTicket(body), principal });
  }

  private nameOf(model: string | undefined): string {
    return this.sessions.runtime(model).name;
  }
}
