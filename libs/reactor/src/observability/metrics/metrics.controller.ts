import { Controller, Get, Header, Param } from '@nestjs/common';
import { SessionService } from '../../session/index.js';
import { MetricsService } from './metrics.service.js';

/** The text format that scrapers of the contract are told; what is sent is the same in 0.0.4. */
const TEXT_FORMAT = 'text/plain; version=1.0.0; charset=utf-8';

/** Figures for Prometheus. */
@Controller()
export class MetricsController {
  constructor(
    private readonly sessions: SessionService,
    private readonly metrics: MetricsService,
  ) {}

  /** The default model's, and the server's own over all models. */
  @Get('metrics')
  @Header('Content-Type', TEXT_FORMAT)
  async all(): Promise<string> {
    const [model, server] = await Promise.all([this.metrics.ofModel(this.sessions.runtime()), this.metrics.ofServer()]);
    return `${model}\n${server}`;
  }

  /** One model's alone: the server's own are told once, so that a scrape of every page counts nothing twice. */
  @Get('models/:model/metrics')
  @Header('Content-Type', TEXT_FORMAT)
  async ofModel(@Param('model') model: string): Promise<string> {
    return await this.metrics.ofModel(this.sessions.runtime(model));
  }
}
