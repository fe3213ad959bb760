import { Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { ClusterNode } from './cluster/index.js';
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
    private readonly cluster: ClusterNode,
  ) {
    for (const module of modules.values()) if (module.metatype === ReactorShutdownModule) module.distance = BEFORE_ALL;
  }

  /** Of several machines, one lets its sessions go on for a while before it ends them. */
  async onModuleDestroy(): Promise<void> {
    await this.cluster.drain();
    await this.reactor.endSessions();
  }
}

/** The part of the reactor that closes first. */
@Module({ providers: [ReactorShutdown] })
export class ReactorShutdownModule {}
