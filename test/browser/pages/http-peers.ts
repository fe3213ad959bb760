import { PaintedCamera } from './painted-camera.js';
import { VideoProbe } from './probe.js';

/** The rest of the protocol, written as its drafts have it: candidates one by one, and an ICE restart. */
export class HttpPeer {
  readonly peer = new RTCPeerConnection();
  readonly probe = new VideoProbe();
  place = '';
  etag = '';

  constructor(private readonly url: string) {}

  /** Offers without any candidate. @returns the status */
  async offer(): Promise<number> {
    await this.peer.setLocalDescription();
    const bare = this.peer.localDescription!.sdp.replaceAll(/^a=(candidate:|end-of-candidates).*\r\n/gm, '');
    const reply = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/sdp' },
      body: bare,
    });
    if (reply.status !== 201) return reply.status;
    this.place = new URL(reply.headers.get('location')!, this.url).href;
    this.etag = reply.headers.get('etag')!;
    await this.peer.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
    return reply.status;
  }

  /** Sends what was gathered. @returns the status */
  async trickle(etag = this.etag): Promise<number> {
    return (await this.patch(await this.gathered(), etag)).status;
  }

  /** @returns the status; a restart that is refused leaves everything as it was */
  async restart(ifMatch = '*'): Promise<number> {
    const answer = this.peer.remoteDescription!.sdp;
    this.peer.restartIce();
    await this.peer.setLocalDescription();
    const reply = await this.patch(await this.gathered(), ifMatch);
    if (reply.status !== 200) {
      await this.peer.setLocalDescription({ type: 'rollback' });
      return reply.status;
    }
    this.etag = reply.headers.get('etag')!;
    await this.peer.setRemoteDescription({ type: 'answer', sdp: withIceOf(await reply.text(), answer) });
    return reply.status;
  }

  async patch(body: string, ifMatch: string): Promise<Response> {
    return await fetch(this.place, {
      method: 'PATCH',
      headers: { 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': ifMatch },
      body,
    });
  }

  /** @returns the status */
  async end(): Promise<number> {
    return (await fetch(this.place, { method: 'DELETE' })).status;
  }

  private async gathered(): Promise<string> {
    while (this.peer.iceGatheringState !== 'complete') {
      await new Promise((resolve) => this.peer.addEventListener('icegatheringstatechange', resolve, { once: true }));
    }
    const [, section = ''] = this.peer.localDescription!.sdp.split(/^(?=m=)/m);
    return section
      .split('\r\n')
      .filter((line) => /^(m=|a=(mid|ice-ufrag|ice-pwd|candidate|end-of-candidates))/.test(line))
      .join('\r\n');
  }
}

/** The answer with the credentials and candidates of a fragment. */
function withIceOf(fragment: string, answer: string): string {
  const ice = (name: string) => new RegExp(`^a=${name}:(.*)\r$`, 'm').exec(fragment)![1]!;
  const candidates = [...fragment.matchAll(/^a=candidate:.*\r\n/gm)].join('');
  return answer
    .replaceAll(/^a=(candidate:|end-of-candidates).*\r\n/gm, '')
    .replaceAll(/^a=ice-ufrag:.*$/gm, `a=ice-ufrag:${ice('ice-ufrag')}\r`)
    .replaceAll(/^a=ice-pwd:.*$/gm, `a=ice-pwd:${ice('ice-pwd')}\r`)
    .replaceAll('\r\r', '\r')
    .replace(/^(m=.*\r\n)/m, `$1${candidates}`);
}

/** What the player of the guide shows. */
export interface Playing {
  readonly probe: VideoProbe;
  /** @returns the status */
  readonly stop: () => Promise<number>;
}

/** Plays with the player of the guide. */
async function play(url: string, token?: string): Promise<Playing> {
  const probe = new VideoProbe();
  const stop = await window.watchVideo(url, probe.video, token);
  return { probe, stop: async () => (await stop()).status };
}

/** Watches by itself, candidate by candidate. */
function player(url: string): HttpPeer {
  const client = new HttpPeer(url);
  client.peer.addTransceiver('video', { direction: 'recvonly' });
  client.peer.addEventListener('track', ({ track }) => client.probe.show(track));
  return client;
}

/** Sends one plain colour. */
function publisher(url: string, red: number, green: number, blue: number): HttpPeer {
  const client = new HttpPeer(url);
  client.peer.addTransceiver(new PaintedCamera(red, green, blue).track, { direction: 'sendonly' });
  return client;
}

const page = { play, player, publisher };

declare global {
  interface Window {
    httpPeers: typeof page;
    /** The player of the guide, `examples/clients/whep.js`. */
    watchVideo: (url: string, video: HTMLVideoElement, token?: string) => Promise<() => Promise<Response>>;
  }
}

window.httpPeers = page;
