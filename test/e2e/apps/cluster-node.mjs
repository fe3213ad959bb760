// One machine of a cluster: a grey picture, in as many instances as INSTANCES says. Each start and end of a session is
// written to the file JOURNAL, with the time of the clock that all processes of a machine share. With CLOUD, a folder with API
// keys, sessions are those of tokens.
import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  InputField,
  InputState,
  ReactorModel,
  ReactorModule,
  ReactorPipeline,
  ReactorService,
  SessionService,
  Video,
  VideoFrame,
} from '@nestjs-reactor/core';
import { LoopbackEngine } from '@nestjs-reactor/core/testing';

class State extends InputState {}
InputField({ default: 60, min: 0, max: 255, type: 'integer' })(State.prototype, 'level');

class Output {}
Video()(Output.prototype, 'mainVideo');

class Lamp extends ReactorPipeline {
  *inference() {
    while (true) yield { mainVideo: VideoFrame.rgb(16, 16, new Uint8Array(16 * 16 * 3).fill(this.state.level)) };
  }
}
ReactorModel({ name: 'lamp', state: State, output: Output, fps: 1 })(Lamp);

const { NATS, NODE_ID, INSTANCES, JOURNAL, LEASE = '3', DRAIN_MS = '0', CLOUD, HOST, PORT } = process.env;

/** A client says who it is. */
const byHeader = ({ headers }) =>
  headers['x-user'] === undefined ? true : { id: headers['x-user'], roles: ['view', 'control', 'publish', 'operate'] };

class AppModule {}
Module({
  imports: [
    ReactorModule.forRoot({
      models: [Lamp],
      engines: [{ useValue: new LoopbackEngine() }],
      session: { instances: Number(INSTANCES) },
      inference: { isolation: 'inline' },
      signaling: {
        sessionStartsPerMinute: 0,
        joinsPerMinute: 0,
        requestsPerMinute: 0,
        ...(CLOUD === undefined ? { authorize: byHeader } : {}),
      },
      ...(CLOUD === undefined ? {} : { cloud: { directory: CLOUD, anonymousRoles: ['operate'] } }),
      cluster: { nats: NATS, name: 'test', nodeId: NODE_ID, leaseSeconds: Number(LEASE), drainMs: Number(DRAIN_MS) },
    }),
  ],
})(AppModule);

const app = await NestFactory.create(AppModule);
app.enableShutdownHooks();
await app.init();

const write = (event, session) => {
  const at = Number(process.hrtime.bigint() / 1_000n);
  appendFileSync(JOURNAL, `${JSON.stringify({ at, node: NODE_ID, pid: process.pid, event, session })}\n`);
};
for (const { model } of app.get(SessionService).models) {
  model.events.on('session', (session) => {
    write('start', session.id);
    session.events.once('ended', () => write('end', session.id));
  });
}

await app.listen(Number(PORT), HOST);
await app.get(ReactorService).whenLoaded();
console.log(`Open ${await app.getUrl()}`);
