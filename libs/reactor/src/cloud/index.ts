import type { Provider, Type } from '@nestjs/common';
import { CLOUD_OPTIONS, type CloudSettings } from './cloud.options.js';
import { KeyLimits } from './limits/key-limits.js';
import { SessionTimeLimits } from './limits/session-time-limits.js';
import { WithdrawnKeys } from './limits/withdrawn-keys.js';
import { CloudSessionsController } from './rest/cloud-sessions.controller.js';
import { PolledOffersController } from './rest/polled-offers.controller.js';
import { PolledOffers } from './rest/polled-offers.js';
import { UsageController } from './rest/usage.controller.js';
import { TokensController } from './rest/tokens.controller.js';
import { SessionRecords } from './sessions/session-records.js';
import { SigningKeys } from './tokens/signing-keys.js';
import { signingSecrets } from './tokens/signing-secret.js';
import { Tokens } from './tokens/tokens.js';
import { KeyMetrics } from './usage/key-metrics.js';
import { UsageLedger } from './usage/usage-ledger.js';

export { CloudCredentials } from './cloud-credentials.js';
export {
  CLOUD_OPTIONS,
  type CloudOptions,
  type CloudSettings,
  DEFAULT_CLOUD_OPTIONS,
  cloudSettings,
} from './cloud.options.js';
export { principalOfRequest, ReactorTokenGuard, RequireRole } from './guard/token.guard.js';
export type { ApiKey } from './keys/api-key.js';
export { ApiKeyStore } from './keys/api-key-store.js';
export { FileKeyStore } from './keys/file-key-store.js';
export { KeyRing, type NewKey } from './keys/key-ring.js';
export { Tokens } from './tokens/tokens.js';

/** Routes that are there with the option `cloud` alone. */
export const cloudControllers: readonly Type<unknown>[] = [
  TokensController,
  CloudSessionsController,
  PolledOffersController,
  UsageController,
];

export const cloudProviders: readonly Provider[] = [
  SessionRecords,
  PolledOffers,
  UsageLedger,
  KeyMetrics,
  KeyLimits,
  SessionTimeLimits,
  WithdrawnKeys,
  {
    provide: Tokens,
    inject: [CLOUD_OPTIONS],
    useFactory: async (options: CloudSettings) => {
      if (!options.enabled) return undefined;
      const { issuer, maxTokenLifeMs, clockLeewayMs, keyRotationMs } = options;
      const keys = new SigningKeys(await signingSecrets(options), keyRotationMs);
      return new Tokens(keys, { issuer, maxLifeMs: maxTokenLifeMs, leewayMs: clockLeewayMs });
    },
  },
];
