import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import chromiumPackage from '@sparticuz/chromium';
import { build, type BuildOptions } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Flags of the packaged build that are meant for one function call in a container, and break media or isolation. */
const UNWANTED = new Set(['--single-process', '--no-zygote', '--disable-web-security', '--no-pings']);

const FLAGS = [
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

/** Candidates carry addresses, also for pages that have no camera. */
const SHOWN_ADDRESSES = '--disable-features=WebRtcHideLocalIpsWithMdns';

export interface TestBrowserOptions {
  /** Folder of the pages' scripts. @defaultValue `test/browser/pages` */
  readonly pages?: string;
  /** Further command-line flags. */
  readonly flags?: readonly string[];
  /** Have candidates with names of mDNS in place of addresses, as a page has that may use no camera. */
  readonly hidesAddresses?: boolean;
}

/**
 * A real Chromium, and pages that come from another origin than the application, as they do in real life. A page's
 * script is a file of this folder's `pages/`, bundled with whatever it imports.
 */
export class TestBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly server: Server,
    private readonly scripts: Map<string, string>,
    private readonly pages: string,
    private readonly permissions: string[],
  ) {}

  static async launch({
    pages = join(import.meta.dirname, '..', 'pages'),
    flags = [],
    hidesAddresses = false,
  }: TestBrowserOptions = {}): Promise<TestBrowser> {
    // Drawing by a software GPU costs a page more than decoding does.
    chromiumPackage.setGraphicsMode = false;
    const executablePath = process.env['CHROMIUM_PATH'] ?? (await chromiumPackage.executablePath());
    const args = chromiumPackage.args.filter((flag) => !UNWANTED.has(flag) && !flag.startsWith('--disable-features'));
    if (!hidesAddresses) args.push(SHOWN_ADDRESSES);
    const browser = await chromium.launch({ executablePath, args: [...args, ...FLAGS, ...flags], headless: true });
    const scripts = new Map<string, string>();
    const server = createServer((request, response) => {
      const name = /^\/([\w.-]+)\.js$/.exec(request.url ?? '')?.[1];
      if (name !== undefined && scripts.has(name))
        response.setHeader('content-type', 'text/javascript').end(scripts.get(name));
      else if (request.url?.startsWith('/page/')) {
        const [script] = request.url.slice('/page/'.length).split('?');
        response
          .setHeader('content-type', 'text/html')
          .end(
            `<!doctype html><title>${script}</title><div id="root"></div><script type="module" src="/${script}.js"></script>`,
          );
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestBrowser(browser, server, scripts, pages, hidesAddresses ? [] : ['camera', 'microphone']);
  }

  /**
   * Opens a page that runs `pages/<script>.ts`. What it writes to the console is kept in the array. A script called
   * `*.dev` is built as for development, with what libraries check and repeat there.
   */
  async open(script: string, query = ''): Promise<{ page: Page; console: string[] }> {
    if (!this.scripts.has(script)) {
      const mode = script.endsWith('.dev') ? 'development' : 'production';
      this.scripts.set(script, await bundle({ entryPoints: [join(this.pages, `${script}.ts`)] }, mode));
    }
    return await this.goTo(script, query);
  }

  /** The same for a script that is given as TypeScript, that of a guide for example. */
  async openText(script: string, source: string): Promise<{ page: Page; console: string[] }> {
    const stdin = { contents: source, loader: 'ts' as const, resolveDir: this.pages };
    this.scripts.set(script, await bundle({ stdin }, 'production'));
    return await this.goTo(script, '');
  }

  private async goTo(script: string, query: string): Promise<{ page: Page; console: string[] }> {
    const { page, console } = await this.blank();
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/page/${script}${query}`);
    return { page, console };
  }

  /** An empty page in a context of its own. */
  async blank(viewport = { width: 1280, height: 800 }): Promise<{ page: Page; console: string[] }> {
    const context = await this.browser.newContext({ viewport, permissions: this.permissions });
    const page = await context.newPage();
    const lines: string[] = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => lines.push(`pageerror: ${error.message}`));
    return { page, console: lines };
  }

  /** An empty page of a phone that is touched. */
  async phone(): Promise<Page> {
    const context = await this.browser.newContext({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
      permissions: this.permissions,
    });
    return await context.newPage();
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function bundle(
  source: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  mode: 'development' | 'production',
): Promise<string> {
  const result = await build({
    ...source,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'chrome120',
    jsx: 'automatic',
    // The name under which users install it; here several versions stand side by side.
    alias: { '@reactor-team/js-sdk': 'reactor-sdk-2.9' },
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    logLevel: 'silent',
  });
  return result.outputFiles[0]!.text;
}
