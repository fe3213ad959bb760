// An application whose clients have the roles that their path names: /as/viewer, /as/actor, /as/operator, /as/brief.
import 'reflect-metadata';
import { isMainThread } from 'node:worker_threads';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  InputField,
  InputState,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  ReactorService,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';

class State extends InputState {}
InputField({ default: 60, min: 0, max: 255, type: 'integer' })(State.prototype, 'level');

class Input {}
Video()(Input.prototype, 'webcam');

class Output {}
Video()(Output.prototype, 'mainVideo');

/** A grey picture, as bright as it was told. */
export class Lamp extends ReactorPipeline {
  *inference() {
    while (true) yield { mainVideo: VideoFrame.rgb(160, 120, new Uint8Array(160 * 120 * 3).fill(this.state.level)) };
  }
}
ReactorModel({ name: 'lamp', state: State, input: Input, output: Output, fps: 20, file: import.meta.url })(Lamp);

/** Milliseconds that a client of `/as/brief` may stay. */
const BRIEF_MS = 4_000;

const ROLES = {
  viewer: ['view'],
  brief: ['view'],
  actor: ['view', 'control', 'publish'],
  operator: ['view', 'operate'],
};

if (isMainThread) {
  /** From its first request on. */
  let briefEnd;
  const authorize = ({ params: { user } }) => {
    if (user === 'admin') return true;
    const roles = ROLES[user];
    if (roles === undefined) return false;
    if (user === 'brief') briefEnd ??= new Date(Date.now() + BRIEF_MS);
    return { id: user, roles, ...(user === 'brief' ? { expiresAt: briefEnd } : {}) };
  };

  class AppModule {}
  Module({ imports: [ReactorModule.forRoot({ models: [Lamp], signaling: { path: '/as/:user', authorize } })] })(
    AppModule,
  );

  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.listen(Number(process.env.PORT), process.env.HOST);
  await app.get(ReactorService).whenLoaded();
  console.log(`Open ${await app.getUrl()}`);
}
