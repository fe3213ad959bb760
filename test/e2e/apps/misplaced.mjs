// A model whose worker cannot have what the server has. MISTAKE names what: its file's language, or what it asks for.
import 'reflect-metadata';
import { isMainThread } from 'node:worker_threads';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModel, ReactorModule, Video } from '@nestjs-reactor/core';

class Output {}
Video()(Output.prototype, 'mainVideo');

class Weather {}

export class Sunny extends ReactorModel {
  async run() {}
}
Reflect.defineMetadata('design:paramtypes', [Weather], Sunny);
const source = new URL('../../../examples/hello/hello.model.ts', import.meta.url);
const file = process.env.MISTAKE === 'typescript' ? source : import.meta.url;
ReactorModel({ name: 'sunny', output: Output, file })(Sunny);

if (isMainThread) {
  class AppModule {}
  Module({ imports: [ReactorModule.forRoot({ models: [Sunny] })], providers: [Weather] })(AppModule);

  const app = await NestFactory.create(AppModule);
  await app.listen(Number(process.env.PORT), process.env.HOST);
  console.log(`Open ${await app.getUrl()}`);
}
