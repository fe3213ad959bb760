import { Controller, Header, Param } from '@nestjs/common';
import { ReactorRoute } from '../../routes/index.js';
import { SessionService } from '../../local-api/index.js';
import { MetricsService } from './metrics.service.js';

/** Content type of the contract; the body is the same in version 0.0.4. */
const TEXT_FORMAT = 'text/plain; version=1.0.0; charset=utf-8';

/** Figures for Prometheus. */
@Controller()
export class MetricsController {
  constructor(
    private readonly sessions: SessionService,
    private readonly metrics: MetricsService,
  ) {}

  /**
   * Of the default model, those of the server over all models too. Of another model its own alone: scraping every page counts
   * nothing twice.
   */
  @ReactorRoute('metrics')
  @Header('Content-Type', TEXT_FORMAT)
  async read(@Param('model') model: string | undefined): Promise<string> {
    const ofModel = this.metrics.ofModel(this.sessions.runtime(model));
    if (model !== undefined) return await ofModel;
    return (await Promise.all([ofModel, this.metrics.ofServer()])).join('\n');
  }
}
