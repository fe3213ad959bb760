// An application that closes when it is told to, and whose process then ends by itself.
import 'reflect-metadata';
import { once } from 'node:events';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ReactorModule } from '@nestjs-reactor/core';
import { Hello } from '../../../dist/examples/hello/hello.model.js';

class AppModule {}
Module({ imports: [ReactorModule.forRoot({ models: [Hello] })] })(AppModule);

const app = await NestFactory.create(AppModule);
await app.listen(Number(process.env.PORT), process.env.HOST);
console.log(`Open ${await app.getUrl()}`);
await once(process, 'SIGUSR2');
process.on('exit', (code) => console.log(`ends with ${code}`));
await app.close();
console.log('closed');
