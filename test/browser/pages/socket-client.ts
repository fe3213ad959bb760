import { difference, VideoProbe } from './probe.js';

/** A client of the signalling gateway that uses nothing but what a browser has. */
class SocketClient {
  readonly probe = new VideoProbe();
  readonly difference = difference;
  readonly received: Record<string, unknown>[] = [];
  private socket!: WebSocket;
  private pc!: RTCPeerConnection;
  private mapping: object[] = [];
  private requests = 0;
  private readonly senders = new Map<string, RTCRtpSender>();

  async open(url: string): Promise<void> {
    this.socket = new WebSocket(url);
    this.socket.addEventListener('message', ({ data }) =>
      this.receive(JSON.parse(data as string) as Record<string, unknown>),
    );
    await new Promise((resolve, reject) => {
      this.socket.addEventListener('open', resolve);
      this.socket.addEventListener('error', () => reject(new Error('the socket did not open')));
    });
  }

  /**
   * @param model the default one where absent
   * @param codecs of video, that it offers in this order and no others; all where absent
   */
  async watch(model?: string, codecs?: readonly string[]): Promise<void> {
    const joined = (await this.ask({ type: 'join', ...(model === undefined ? {} : { model }) })) as {
      session: { capabilities: { tracks: { name: string; kind: string; direction: RTCRtpTransceiverDirection }[] } };
    };
    const pc = new RTCPeerConnection();
    this.pc = pc;
    pc.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') this.probe.show(track);
    });
    const mapped = joined.session.capabilities.tracks.map((track) => ({
      ...track,
      transceiver: pc.addTransceiver(track.kind, { direction: track.direction }),
    }));
    if (codecs !== undefined) {
      for (const { kind, transceiver } of mapped)
        if (kind === 'video') transceiver.setCodecPreferences(offered(codecs));
    }
    for (const { name, direction, transceiver } of mapped)
      if (direction === 'sendonly') this.senders.set(name, transceiver.sender);
    pc.addEventListener('icecandidate', ({ candidate }) => {
      void this.ask({
        type: 'candidate',
        candidate:
          candidate === null
            ? null
            : { candidate: candidate.candidate, sdp_mid: candidate.sdpMid, sdp_mline_index: candidate.sdpMLineIndex },
      });
    });
    await pc.setLocalDescription(await pc.createOffer());
    this.mapping = mapped.map(({ name, kind, direction, transceiver }) => ({
      mid: transceiver.mid,
      name,
      kind,
      direction,
    }));
    if ((await this.offer())['type'] === 'error') return;
    for (const { name, direction } of mapped)
      if (direction === 'recvonly') await this.ask({ type: 'resume', track: name });
  }

  /** @returns the fingerprints and ICE names that the server had before and has now */
  async restartIce(): Promise<{ readonly fingerprints: string[]; readonly names: string[] }> {
    const before = this.pc.remoteDescription!.sdp;
    this.pc.restartIce();
    await this.pc.setLocalDescription();
    await this.offer();
    const both = [before, this.pc.remoteDescription!.sdp];
    return {
      fingerprints: both.map((sdp) => /^a=fingerprint:(.*)\r$/m.exec(sdp)![1]!),
      names: both.map((sdp) => /^a=ice-ufrag:(.*)\r$/m.exec(sdp)![1]!),
    };
  }

  /** What it has received of the picture so far. */
  async media(): Promise<Received> {
    const reports = [...(await this.pc.getStats()).values()] as Record<string, unknown>[];
    const video = reports.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
    const codec = reports.find(({ id }) => id === video?.['codecId']) as { readonly mimeType: string } | undefined;
    return {
      codec: codec?.mimeType.replace('video/', '') ?? '',
      frames: Number(video?.['framesReceived'] ?? 0),
      bytes: Number(video?.['bytesReceived'] ?? 0),
      width: Number(video?.['frameWidth'] ?? 0),
      atMs: performance.now(),
    };
  }

  /** @returns what came of it: an answer, or an error */
  private async offer(): Promise<Record<string, unknown>> {
    const { sdp } = this.pc.localDescription!;
    const answer = await this.ask({ type: 'offer', sdp, track_mapping: this.mapping });
    if (answer['type'] === 'answer')
      await this.pc.setRemoteDescription({ type: 'answer', sdp: answer['sdp'] as string });
    return answer;
  }

  /** Sends the browser's own fake camera: a green picture with a clock in it. */
  async publishCamera(name: string, size: MediaTrackConstraints | true = true): Promise<void> {
    const [track] = (await navigator.mediaDevices.getUserMedia({ video: size })).getVideoTracks();
    await this.senders.get(name)!.replaceTrack(track!);
    await this.ask({ type: 'publish', track: name });
  }

  /** Keys of the page become keys of the model, as a page of one's own would do it. */
  steer(): void {
    for (const [event, pressed] of [
      ['keydown', true],
      ['keyup', false],
    ] as const) {
      window.addEventListener(event, ({ key, repeat }) => {
        if (repeat) return;
        const name = key.replace('Arrow', '').toLowerCase();
        void this.ask({ type: 'command', name: 'set_key_state', args: { key: name, pressed } });
      });
    }
  }

  /** Sends a request and resolves with its one answer. */
  ask(request: Record<string, unknown>): Promise<Record<string, unknown>> {
    const request_id = `r${++this.requests}`;
    this.socket.send(JSON.stringify({ ...request, request_id }));
    return new Promise((resolve) => {
      const listen = ({ data }: MessageEvent): void => {
        const message = JSON.parse(data as string) as Record<string, unknown>;
        if (message['request_id'] !== request_id) return;
        this.socket.removeEventListener('message', listen);
        resolve(message);
      };
      this.socket.addEventListener('message', listen);
    });
  }

  close(): void {
    this.pc.close();
    this.socket.close();
  }

  private receive(message: Record<string, unknown>): void {
    this.received.push(message);
    if (message['type'] !== 'candidate' || message['candidate'] === null) return;
    const { candidate, sdp_mid, sdp_mline_index } = message['candidate'] as {
      candidate: string;
      sdp_mid?: string;
      sdp_mline_index?: number;
    };
    void this.pc.addIceCandidate({ candidate, sdpMid: sdp_mid ?? null, sdpMLineIndex: sdp_mline_index ?? null });
  }
}

/** Counters of the picture that a client is sent. */
export interface Received {
  readonly codec: string;
  readonly frames: number;
  readonly bytes: number;
  readonly width: number;
  readonly atMs: number;
}

function offered(names: readonly string[]): RTCRtpCodec[] {
  const { codecs } = RTCRtpReceiver.getCapabilities('video')!;
  const of = (name: string): RTCRtpCodec[] =>
    codecs.filter(({ mimeType }) => mimeType.toLowerCase() === `video/${name.toLowerCase()}`);
  return [...names.flatMap(of), ...of('rtx')];
}

export type SocketApi = SocketClient;
Object.assign(window, { socketClient: new SocketClient() });
