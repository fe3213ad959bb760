import type { ApplicationConfig, ModuleRef } from '@nestjs/core';

/** The application's configuration: its prefix, its socket adapter. Nest exposes it to no provider. */
export function applicationConfigOf(moduleRef: ModuleRef): ApplicationConfig | undefined {
  return moduleRef['container'].applicationConfig;
}
