import { Reactor } from 'reactor-sdk-2.9';
import { PaintedCamera } from './painted-camera.js';
import { difference, VideoProbe } from './probe.js';
import { SoundProbe } from './sound-probe.js';

/** The client that npm calls latest, as an application uses it, within reach of the test. */
const probe = new VideoProbe();
const sound = new SoundProbe();
const messages: unknown[] = [];
const notices: unknown[] = [];
const statuses: string[] = [];
const errors: unknown[] = [];
let reactor: Reactor | undefined;

const api = {
  probe,
  sound,
  messages,
  notices,
  statuses,
  errors,
  difference,
  create(apiUrl: string, modelName: string, local = true): Reactor {
    reactor = new Reactor({ apiUrl, modelName, local });
    reactor.on('statusChanged', (status: string) => statuses.push(status));
    reactor.on('message', (message: unknown) => messages.push(message));
    reactor.on('runtimeMessage', (notice: unknown) => notices.push(notice));
    reactor.on('error', (error: unknown) => errors.push(error));
    reactor.on('trackReceived', (_name: string, track: MediaStreamTrack) => {
      if (track.kind === 'video') probe.show(track);
      else sound.listen(track);
    });
    return reactor;
  },
  async publishCamera(name: string, red: number, green: number, blue: number): Promise<void> {
    await reactor!.publishTrack(name, new PaintedCamera(red, green, blue).track);
  },
  /** The browser's own fake microphone: it beeps once a second. */
  async publishMicrophone(name: string): Promise<void> {
    const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
    await reactor!.publishTrack(name, track!);
  },
  /** Uploads a picture of one colour and hands it to a command. */
  async sendImage(command: string, field: string, color: string): Promise<void> {
    const canvas = Object.assign(document.createElement('canvas'), { width: 16, height: 16 });
    const context = canvas.getContext('2d')!;
    context.fillStyle = color;
    context.fillRect(0, 0, 16, 16);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    const file = await reactor!.uploadFile(blob!, { name: `${color}.png` });
    await reactor!.sendCommand(command, { [field]: file });
  },
  /** Uploads a file and sends a command that uses it. */
  async uploadFor(command: string, parameter: string, bytes: readonly number[], name: string): Promise<void> {
    const file = await reactor!.uploadFile(new File([new Uint8Array(bytes)], name));
    await reactor!.sendCommand(command, { [parameter]: file });
  },
  /** Ends the session when the page goes, as the client's own React provider does. */
  leaveWithPage(): void {
    window.addEventListener('beforeunload', () => void reactor!.disconnect(false));
  },
  get reactor(): Reactor {
    return reactor!;
  },
};
export type Sdk29Api = typeof api;
Object.assign(window, { sdk29: api });
