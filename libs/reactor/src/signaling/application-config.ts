import type { ApplicationConfig, ModuleRef } from '@nestjs/core';

/** What the application was told: its prefix, its adapter for sockets. Nest gives it to no provider. */
export function applicationConfigOf(moduleRef: ModuleRef): ApplicationConfig | undefined {
  return moduleRef['container'].applicationConfig;
}
