import { Reactor } from 'reactor-sdk-2.9';
import { difference, VideoProbe } from './probe.js';

/** The client that npm calls latest, as an application uses it, within reach of the test. */
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
  create(apiUrl: string, modelName: string): Reactor {
    reactor = new Reactor({ apiUrl, modelName, local: true });
    reactor.on('statusChanged', (status: string) => statuses.push(status));
    reactor.on('message', (message: unknown) => messages.push(message));
    reactor.on('error', (error: unknown) => errors.push(error));
    reactor.on('trackReceived', (_name: string, track: MediaStreamTrack) => {
      if (track.kind === 'video') probe.show(track);
    });
    return reactor;
  },
  get reactor(): Reactor {
    return reactor!;
  },
};
export type Sdk29Api = typeof api;
Object.assign(window, { sdk29: api });
