import type { Type } from '@nestjs/common';
import { RestreamController } from './restream.controller.js';

export { RestreamService } from './restream.service.js';
export type { RestreamStatus } from './restream-status.js';
export {
  DEFAULT_RESTREAM_OPTIONS,
  mergeRestreamOptions,
  RESTREAM_OPTIONS,
  type RestreamedSession,
  type RestreamOptions,
} from './restream.options.js';
export type { WhipEndpoint } from './whip-client.js';

export const restreamControllers: readonly Type<unknown>[] = [RestreamController];
