import { Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ReactorService } from './reactor.service.js';

/** Nest closes modules in the order of their distance from the root, which is 1 or more, and global ones last of all. */
const BEFORE_ALL = -1;

/**
 * Ends the sessions before any other module of the application closes resources that their models and clients need. The
 * reactor's own module is global, and so among the last.
 */
@Injectable()
export class ReactorShutdown implements OnModuleDestroy {
  constructor(
    modules: ModulesContainer,
    private readonly reactor: ReactorService,
  ) {
    for (const module of modules.values()) if (module.metatype === ReactorShutdownModule) module.distance = BEFORE_ALL;
  }

  onModuleDestroy(): Promise<void> {
    return this.reactor.endSessions();
  }
}

/** The part of the reactor that closes first. */
@Module({ providers: [ReactorShutdown] })
export class ReactorShutdownModule {}
