import * as library from '@nestjs-reactor/client';
import { difference, VideoProbe } from './probe.js';

/** The echo example, as the compiler knows it. */
interface EchoTypes {
  commands: {
    set_effect: {
      args: { effect?: 'none' | 'invert' };
      reply: { type: 'effect_changed'; data: { effect: string; intensity: number } };
    };
    set_overlay_image: { args: { overlay_image: File; overlay_strength?: number }; reply: undefined };
  };
  messages: { effect_changed: { effect: string; intensity: number } };
  tracks: {
    webcam: { kind: 'video'; direction: 'sendonly' };
    mic: { kind: 'audio'; direction: 'sendonly' };
    main_video: { kind: 'video'; direction: 'recvonly' };
    main_audio: { kind: 'audio'; direction: 'recvonly' };
  };
  state: { effect: string; intensity: number };
}

/** The client library in a page, with a picture to look at. */
const page = {
  ...library,
  probe: new VideoProbe(),
  difference,
  client: undefined as unknown as library.ReactorClient<EchoTypes>,
  library: (url: string, token: string) => library.connect({ url, token }),
  connect(url: string, token: string): void {
    page.client = library.connect<EchoTypes>({ url, token });
    page.client.attach(page.probe.video, 'main_video');
  },
  /** The code of what was thrown. */
  codeOf: (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: unknown) => library.toClientError(error).code,
    ),
  /** A canvas of one colour, drawn again and again, so that it has frames. */
  paint: (color: string): HTMLCanvasElement => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [320, 180];
    const context = canvas.getContext('2d')!;
    setInterval(() => {
      context.fillStyle = color;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }, 30);
    return canvas;
  },
};

export type ClientPage = typeof page;
Object.assign(window, { reactor: page });
