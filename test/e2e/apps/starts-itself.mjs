// A model in the file that starts its application, which its worker imports.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModel, ReactorModule, Video } from '@nestjs-reactor/core';

class Output {}
Video()(Output.prototype, 'mainVideo');

export class Crowded extends ReactorModel {
  async run() {}
}
ReactorModel({ name: 'crowded', output: Output, file: import.meta.url })(Crowded);

class AppModule {}
Module({ imports: [ReactorModule.forRoot({ models: [Crowded] })] })(AppModule);

const app = await NestFactory.create(AppModule);
await app.listen(Number(process.env.PORT), process.env.HOST);
console.log(`Open ${await app.getUrl()}`);
