import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { host, port } from './settings.js';

const app = await NestFactory.create(AppModule, { forceCloseConnections: true });
// A signal ends sessions in order: viewers learn why, and uploaded files are removed.
app.enableShutdownHooks();
await app.listen(port, host);
console.log(`Open ${await app.getUrl()}`);
