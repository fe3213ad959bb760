import { AppProcess, type AppProcessOptions } from '../../support/app-process.js';
import { TestBrowser } from './test-browser.js';

export interface StageOptions extends AppProcessOptions {
  /** Let the browser find the app at `http://localhost:8080`, where old clients look and nowhere else. */
  readonly atDefaultAddress?: boolean;
  /** Of the browser: candidates name no addresses. */
  readonly hidesAddresses?: boolean;
  /** Further command-line flags of the browser. */
  readonly flags?: readonly string[];
}

/** The app and a browser, started side by side; when one of them fails the other does not stay behind. */
export class Stage {
  private constructor(
    readonly app: AppProcess,
    readonly browser: TestBrowser,
  ) {}

  static async set(options: StageOptions = {}): Promise<Stage> {
    const started = AppProcess.start(options);
    const { hidesAddresses = false, flags = [] } = options;
    const launched = options.atDefaultAddress
      ? started.then(({ url }) =>
          TestBrowser.launch({
            hidesAddresses,
            flags: [...flags, `--host-resolver-rules=MAP localhost:8080 ${new URL(url).host}`],
          }),
        )
      : TestBrowser.launch({ hidesAddresses, flags });
    const [app, browser] = await Promise.allSettled([started, launched]);
    if (app.status === 'fulfilled' && browser.status === 'fulfilled') return new Stage(app.value, browser.value);
    if (app.status === 'fulfilled') await app.value.stop();
    if (browser.status === 'fulfilled') await browser.value.close();
    throw app.status === 'rejected' ? app.reason : (browser as PromiseRejectedResult).reason;
  }

  /** @returns the app's exit code */
  async strike(): Promise<number | null> {
    await this.browser.close();
    return await this.app.stop();
  }
}
