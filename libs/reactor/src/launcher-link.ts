import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ModelReloader } from './model-reloader.js';

/** What the application says to the `reactor dev` or `reactor run` that started it. */
export type LauncherNotice =
  /** It listens. The address is that of a browser on this machine. */
  | { readonly type: 'reactor:listening'; readonly url: string }
  /** Folders whose compiled files it loads again by itself: a change there needs no restart. */
  | { readonly type: 'reactor:reloads'; readonly folders: readonly string[] };

/** What it is told. */
export interface LauncherOrder {
  readonly type: 'reactor:build-failed';
  /** The compiler's errors. */
  readonly text: string;
}

/**
 * Connects the application to the launcher that started it, over the channel of their processes. Does nothing where the
 * launcher does not ask for it by `REACTOR_LAUNCHER=1`: other supervisors have such a channel too.
 */
@Injectable()
export class LauncherLink implements OnApplicationBootstrap {
  constructor(
    private readonly reloader: ModelReloader,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    if (process.env['REACTOR_LAUNCHER'] !== '1' || process.send === undefined) return;
    tell({ type: 'reactor:reloads', folders: [...this.reloader.folders.keys()] });
    process.on('message', (message: unknown) => {
      if (isBuildFailure(message)) this.reloader.reportFailure(message.text);
    });
    process.channel?.unref();
    void this.announce();
  }

  private async announce(): Promise<void> {
    const server = this.adapterHost.httpAdapter.getHttpServer() as Server;
    if (!server.listening) await once(server, 'listening');
    tell({ type: 'reactor:listening', url: urlOf(server.address() as AddressInfo) });
  }
}

function tell(notice: LauncherNotice): void {
  // Where the launcher has ended meanwhile nobody is left to read it.
  process.send?.(notice, () => {});
}

function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::' || address === '127.0.0.1' || address === '::1')
    return `http://localhost:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

function isBuildFailure(message: unknown): message is LauncherOrder {
  const { type, text } = (message ?? {}) as Partial<LauncherOrder>;
  return type === 'reactor:build-failed' && typeof text === 'string';
}
