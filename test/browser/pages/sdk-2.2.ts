import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { fetchInsecureJwtToken, Reactor, ReactorController, ReactorProvider, useReactor } from 'reactor-sdk-2.2';
import { PaintedCamera } from './painted-camera.js';
import { difference, VideoProbe } from './probe.js';

/** The oldest client that anybody still runs: one unnamed video track each way, flat messages, answers inline. */
const probe = new VideoProbe();
const messages: unknown[] = [];
const statuses: string[] = [];
const errors: unknown[] = [];
let reactor: Reactor | undefined;

const api = {
  probe,
  messages,
  statuses,
  errors,
  difference,
  /** @param coordinatorUrl of the cloud API; undefined: local mode */
  create(modelName: string, coordinatorUrl?: string): void {
    reactor = new Reactor({ modelName, ...(coordinatorUrl === undefined ? { local: true } : { coordinatorUrl }) });
    reactor.on('statusChanged', (status: string) => statuses.push(status));
    reactor.on('newMessage', (message: unknown) => messages.push(message));
    reactor.on('error', (error: unknown) => errors.push(error));
    reactor.on('streamChanged', (track: MediaStreamTrack | null) => {
      if (track !== null) probe.show(track);
    });
  },
  /** With the client's own function. */
  token(key: string, coordinatorUrl: string): Promise<string> {
    return fetchInsecureJwtToken(key, coordinatorUrl);
  },
  async publish(red: number, green: number, blue: number): Promise<void> {
    await reactor!.publishTrack(new PaintedCamera(red, green, blue).track);
  },
  get reactor(): Reactor {
    return reactor!;
  },
  /** The page that the client's own components make: a control for everything that the model says it takes. */
  renderController(modelName: string): void {
    const Status = () =>
      createElement(
        'output',
        null,
        useReactor((state) => state.status),
      );
    createRoot(document.getElementById('root')!).render(
      createElement(ReactorProvider, {
        modelName,
        local: true,
        autoConnect: true,
        // Sent nowhere, but without it nothing connects by itself.
        jwtToken: 'any',
        children: [createElement(Status, { key: 'status' }), createElement(ReactorController, { key: 'controller' })],
      }),
    );
  },
};
export type Sdk22Api = typeof api;
Object.assign(window, { sdk22: api });
