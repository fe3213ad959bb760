import type { AddressInfo } from 'node:net';
import type { LoggerService, ModuleMetadata } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import {
  MediaEngine,
  ModelHostFactory,
  ReactorModule,
  type ReactorModuleOptions,
  ReactorService,
} from '@nestjs-reactor/core';
import { InlineModelHostFactory, LoopbackEngine } from '@nestjs-reactor/core/testing';
import { Echo } from './echo.model.js';

export interface GuestApplicationOptions extends Omit<ReactorModuleOptions, 'models'>, ModuleMetadata {
  /** What the application's main file does between its creation and `listen`. */
  readonly prepare?: (app: NestExpressApplication) => void;
  /** The application's modules come before the reactor's, so that their routes do. */
  readonly reactorLast?: boolean;
}

/** An application of somebody's own with the reactor in it: controllers, filters and gateways of its own beside ours. */
export class GuestApplication {
  private constructor(
    readonly app: NestExpressApplication,
    /** `http://127.0.0.1:port` */
    readonly url: string,
    /** What was logged as a warning or an error since it was created. */
    readonly logged: readonly string[],
  ) {}

  static async start({
    prepare = () => {},
    reactorLast = false,
    imports = [],
    controllers = [],
    providers = [],
    ...options
  }: GuestApplicationOptions = {}): Promise<GuestApplication> {
    class OwnModule {}
    const own = { module: OwnModule, imports, controllers, providers };
    const reactor = ReactorModule.forRoot({ ...options, models: [Echo] });
    const module = await Test.createTestingModule({ imports: reactorLast ? [own, reactor] : [reactor, own] })
      .overrideProvider(MediaEngine)
      .useValue(new LoopbackEngine())
      .overrideProvider(ModelHostFactory)
      .useClass(InlineModelHostFactory)
      .compile();
    const logged: string[] = [];
    const app = module.createNestApplication<NestExpressApplication>({
      logger: loggerInto(logged),
      forceCloseConnections: true,
    });
    prepare(app);
    try {
      await app.listen(0, '127.0.0.1');
    } catch (error) {
      await app.close();
      throw error;
    }
    await app.get(ReactorService).whenLoaded();
    const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
    return new GuestApplication(app, `http://127.0.0.1:${port}`, logged);
  }

  /** One reply: its status, and its body as JSON or else as text. */
  async ask(method: string, path: string, init: Omit<RequestInit, 'method'> = {}): Promise<[number, unknown]> {
    const response = await fetch(this.url + path, { ...init, method });
    const text = await response.text();
    try {
      return [response.status, JSON.parse(text) as unknown];
    } catch {
      return [response.status, text];
    }
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}

function loggerInto(lines: string[]): LoggerService {
  const keep = (message: unknown): void => {
    lines.push(String(message));
  };
  return { log: () => {}, warn: keep, error: keep, fatal: keep };
}
