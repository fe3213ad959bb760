import { relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientTarget, writeClient } from '../generate/write-client.js';
import { CliError, toCliError } from '../errors/index.js';
import { findSchema } from '../schema/schema-source.js';

/** Of {@link reactorClient}: the schema of a server, or of a file. */
export interface ReactorClientPluginOptions {
  /** Folder for the generated file, relative to Vite's root. */
  readonly out: string;
  /** A server that runs during development, with the path of a model where it is not the first. */
  readonly url?: string;
  /** Bearer token for that server. */
  readonly token?: string;
  /** A schema that `reactor schema --out` has saved, relative to Vite's root; in place of `url`. */
  readonly schema?: string;
  /**
   * For the public js-sdk in place of `@nestjs-reactor/client`.
   * @defaultValue false
   */
  readonly jsSdk?: boolean;
  /**
   * Milliseconds between two looks at the server.
   * @defaultValue 2000
   */
  readonly pollMs?: number;
}

/** The part of Vite's plugins that this one uses; Vite 5 and newer call it. */
export interface ReactorClientPlugin {
  readonly name: string;
  configResolved(config: ResolvedViteConfig): void;
  buildStart(): Promise<void>;
  configureServer(server: ViteServer): void;
  closeBundle(): void;
}

interface ResolvedViteConfig {
  readonly root: string;
  readonly command: 'build' | 'serve';
  readonly logger: { info(text: string): void; warn(text: string): void };
}

interface ViteServer {
  readonly watcher: {
    add(path: string): unknown;
    on(event: 'change', listener: (path: string) => void): unknown;
  };
}

/**
 * A plugin for Vite that keeps the TypeScript of a model fresh during development, as `reactor client` writes it: when the
 * model's schema changes, the file does, and the page with it. A build uses the file that is there, and makes it anew from a
 * saved `schema`; it asks no server.
 *
 * Throws `usage` without `url` and `schema`, and with both.
 */
export function reactorClient(options: ReactorClientPluginOptions): ReactorClientPlugin {
  const { out, url, token, schema, jsSdk = false, pollMs = 2_000 } = options;
  if ((url === undefined) === (schema === undefined)) {
    throw CliError.of('usage', 'reactorClient needs either url, of a running server, or schema, a saved one');
  }
  const stop = new AbortController();
  let config: ResolvedViteConfig;
  let problem: string | undefined;
  let isPolling = false;

  const target = (): ClientTarget => ({ folder: resolve(config.root, out), jsSdk });
  const write = async (): Promise<void> => {
    const found = await findSchema({ url, token, file: schema }, config.root);
    const { file, changed } = await writeClient(found, target());
    if (changed) config.logger.info(`reactor-client wrote ${relative(config.root, file)}`);
  };
  /** A server that starts again is away for a moment: the file stays, and each problem is reported once. */
  const refresh = async (): Promise<void> => {
    try {
      await write();
      problem = undefined;
    } catch (error) {
      const { message } = toCliError(error);
      if (message !== problem) config.logger.warn(`reactor-client: ${message}`);
      problem = message;
    }
  };
  const poll = async (): Promise<void> => {
    isPolling = true;
    while (!stop.signal.aborted) {
      // It does not keep a process alive that has nothing else to do.
      await sleep(pollMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (!stop.signal.aborted) await refresh();
    }
  };

  return {
    name: 'reactor-client',
    configResolved: (resolved) => {
      config = resolved;
    },
    buildStart: async () => {
      if (config.command === 'build') {
        if (schema !== undefined) await write();
        return;
      }
      await refresh();
      // Vite starts a build for each of its environments.
      if (url !== undefined && !isPolling) void poll();
    },
    configureServer: ({ watcher }) => {
      if (schema === undefined) return;
      const file = resolve(config.root, schema);
      watcher.add(file);
      watcher.on('change', (changed) => {
        if (resolve(changed) === file) void refresh();
      });
    },
    closeBundle: () => stop.abort(),
  };
}
