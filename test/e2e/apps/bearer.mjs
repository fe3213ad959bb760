// An application that asks each client for a token, as a header, and on the socket as a subprotocol.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModule, ReactorService } from '@nestjs-reactor/core';
import { EXAMPLES } from '#examples';

const authorize = ({ edge, headers }) =>
  edge === 'http'
    ? headers.authorization === 'Bearer sesame'
    : headers['sec-websocket-protocol']?.replaceAll(' ', '') === 'bearer,sesame';

class AppModule {}
Module({ imports: [ReactorModule.forRoot({ models: [EXAMPLES.echo], signaling: { authorize } })] })(AppModule);

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.listen(Number(process.env.PORT), process.env.HOST);
await app.get(ReactorService).whenLoaded();
console.log(`Open ${await app.getUrl()}`);
