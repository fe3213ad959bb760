import { difference, VideoProbe } from './probe.js';

/** What a client needs of a session to join it. */
interface Started {
  readonly session_id: string;
  readonly capabilities: {
    readonly tracks: readonly { name: string; kind: string; direction: RTCRtpTransceiverDirection }[];
  };
}

/** The requests and channels of the 2.12 clients, in their order: numbered connections, trickle, `control` and `data`. */
class MultiConnectionClient {
  readonly probe = new VideoProbe();
  readonly difference = difference;
  readonly dataMessages: unknown[] = [];
  readonly controlMessages: unknown[] = [];
  readonly statuses: Record<string, number> = {};
  connectionId = 0;
  private pc!: RTCPeerConnection;
  private control!: RTCDataChannel;
  private data!: RTCDataChannel;
  private base = '';
  private bearer = 'local';
  private mapping: object[] = [];

  async connect(api: string): Promise<void> {
    await this.join(api, (await this.request('POST', `${api}/start_session`, {})) as Started);
  }

  /** Without local mode: a session of its own, which it polls until its tracks are known. */
  async connectToCloud(api: string, jwt: string, model: string): Promise<string> {
    this.bearer = jwt;
    const { session_id: id } = (await this.request('POST', `${api}/sessions`, {
      model: { name: model },
      client_info: { sdk_version: '2.12.3', sdk_type: 'js' },
      supported_transports: [{ protocol: 'webrtc', version: '1.0' }],
    })) as { session_id: string };
    for (let attempt = 0; attempt < 20; attempt++) {
      const session = (await this.request('GET', `${api}/sessions/${id}`)) as Partial<Started> & {
        selected_transport?: object;
      };
      const { capabilities } = session;
      if (capabilities !== undefined && session.selected_transport !== undefined) {
        await this.join(api, { session_id: id, capabilities });
        return id;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('the session has no capabilities');
  }

  private async join(api: string, started: Started): Promise<void> {
    this.base = `${api}/sessions/${started.session_id}/transport/webrtc`;
    const { ice_servers } = (await this.request('GET', `${this.base}/ice_servers`)) as { ice_servers: unknown[] };
    if (!Array.isArray(ice_servers)) throw new Error('ice_servers is no array');
    const pc = new RTCPeerConnection();
    this.pc = pc;
    pc.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') this.probe.show(track);
    });
    this.control = pc.createDataChannel('control');
    this.data = pc.createDataChannel('data');
    this.control.addEventListener('message', ({ data }) => this.controlMessages.push(JSON.parse(data as string)));
    this.data.addEventListener('message', ({ data }) => this.dataMessages.push(JSON.parse(data as string)));
    const transceivers = started.capabilities.tracks.map(({ name, kind, direction }) => ({
      name,
      kind,
      direction,
      transceiver: pc.addTransceiver(kind, { direction }),
    }));
    await pc.setLocalDescription(await pc.createOffer());
    const { connection_id } = (await this.request('POST', `${this.base}/connections`)) as { connection_id: number };
    this.connectionId = connection_id;
    const connection = `${this.base}/connections/${connection_id}`;
    pc.addEventListener('icecandidate', ({ candidate }) => {
      const candidates =
        candidate === null
          ? []
          : [{ candidate: candidate.candidate, sdp_mid: candidate.sdpMid, sdp_mline_index: candidate.sdpMLineIndex }];
      void this.request('POST', `${connection}/ice_candidates`, { candidates, is_final: candidate === null });
    });
    this.mapping = transceivers.map(({ name, kind, direction, transceiver }) => ({
      mid: transceiver.mid,
      name,
      kind,
      direction,
    }));
    await this.offer('POST');
    await Promise.all([this.control, this.data].map((channel) => opened(channel)));
  }

  /** @returns the fingerprints and ICE names that the server had before and has now */
  async restartIce(): Promise<{ readonly fingerprints: string[]; readonly names: string[] }> {
    const before = this.pc.remoteDescription!.sdp;
    this.pc.restartIce();
    await this.pc.setLocalDescription();
    await this.offer('PUT');
    const both = [before, this.pc.remoteDescription!.sdp];
    return {
      fingerprints: both.map((sdp) => /^a=fingerprint:(.*)\r$/m.exec(sdp)![1]!),
      names: both.map((sdp) => /^a=ice-ufrag:(.*)\r$/m.exec(sdp)![1]!),
    };
  }

  /** `resume_track`, `pause_track` or `unpublish_track`. */
  notify(event: string, name: string): void {
    this.control.send(JSON.stringify({ type: 'notification', event, data: { name } }));
  }

  publish(name: string, id: string): void {
    this.control.send(JSON.stringify({ type: 'request', method: 'publish_track', request_id: id, data: { name } }));
  }

  command(type: string, data: unknown): void {
    this.data.send(JSON.stringify({ scope: 'application', data: { type, data } }));
  }

  runtime(type: string): void {
    this.data.send(JSON.stringify({ scope: 'runtime', data: { type, data: {} } }));
  }

  /** Anything at all, as a broken client would. */
  raw(frame: string | number[]): void {
    if (typeof frame === 'string') this.data.send(frame);
    else this.data.send(new Uint8Array(frame));
  }

  async bytesReceived(): Promise<number> {
    let bytes = 0;
    for (const report of (await this.pc.getStats()).values()) {
      const { type, bytesReceived } = report as { type: string; bytesReceived?: number };
      if (type === 'inbound-rtp') bytes += bytesReceived ?? 0;
    }
    return bytes;
  }

  close(): void {
    this.pc.close();
  }

  private async offer(method: 'POST' | 'PUT'): Promise<void> {
    const path = `${this.base}/connections/${this.connectionId}/sdp_params`;
    await this.request(method, path, {
      sdp_offer: this.pc.localDescription!.sdp,
      client_info: { sdk_version: '2.12.3', sdk_type: 'js' },
      track_mapping: this.mapping,
    });
    await this.pc.setRemoteDescription({ type: 'answer', sdp: await this.poll(path) });
  }

  private async poll(url: string): Promise<string> {
    for (let i = 0; i < 30; i++) {
      const response = await fetch(url, { headers: { authorization: `Bearer ${this.bearer}` } });
      if (response.status === 200) return ((await response.json()) as { sdp_answer: string }).sdp_answer;
      if (response.status !== 202) throw new Error(`polling got ${response.status}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('no answer came');
  }

  private async request(method: string, url: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${this.bearer}`,
        'reactor-webrtc-version': '1.0',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.statuses[`${method} ${url.split('/').at(-1)}`] = response.status;
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

function opened(channel: RTCDataChannel): Promise<void> {
  if (channel.readyState === 'open') return Promise.resolve();
  return new Promise((resolve) => channel.addEventListener('open', () => resolve(), { once: true }));
}

const client = new MultiConnectionClient();
export type MultiConnectionApi = MultiConnectionClient;
Object.assign(window, { multi: client });
