import { Controller, Get, Header, Param } from '@nestjs/common';
import { SessionService } from '../../session/index.js';
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

  /** Those of the default model, and the server's own over all models. */
  @Get('metrics')
  @Header('Content-Type', TEXT_FORMAT)
  async all(): Promise<string> {
    const [model, server] = await Promise.all([this.metrics.ofModel(this.sessions.runtime()), this.metrics.ofServer()]);
    return `${model}\n${server}`;
  }

  /** Those of one model: the server's own are served in one place, so that scraping every page counts nothing twice. */
  @Get('models/:model/metrics')
  @Header('Content-Type', TEXT_FORMAT)
  async ofModel(@Param('model') model: string): Promise<string> {
    return await this.metrics.ofModel(this.sessions.runtime(model));
  }
}
