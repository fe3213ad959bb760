import { VideoProbe } from './probe.js';

const HEADERS = { 'reactor-api-version': '1', 'reactor-api-accept-version': '1', 'reactor-webrtc-version': '1.0' };

/**
 * The requests and frames of the newest clients, in the order of the native one: candidates before the offer, the data
 * channel before the control channel, binary frames. Frames are hexadecimal on their way to and from the test.
 */
class ProtobufClient {
  readonly probe = new VideoProbe();
  readonly heard: { data: string[]; control: string[] } = { data: [], control: [] };
  private readonly pc = new RTCPeerConnection();
  private readonly data = this.channel('data');
  private readonly control = this.channel('control');

  async connect(api: string): Promise<void> {
    const { session_id } = (await this.request('POST', `${api}/start_session`, {})) as { session_id: string };
    const base = `${api}/sessions/${session_id}/transport/webrtc`;
    await this.request('GET', `${base}/ice_servers`);
    const { connection_id } = (await this.request('POST', `${base}/connections`, {})) as { connection_id: number };
    const connection = `${base}/connections/${connection_id}`;
    const { mid } = await this.offer(connection);
    await this.request('POST', `${connection}/sdp_params`, {
      sdp_offer: this.pc.localDescription?.sdp,
      client_info: { sdk_type: 'ffi', sdk_version: '0.1.0' },
      track_mapping: [{ mid, name: 'main_video', kind: 'video', direction: 'recvonly' }],
    });
    const { sdp_answer } = (await this.request('GET', `${connection}/sdp_params`)) as { sdp_answer: string };
    await this.pc.setRemoteDescription({ type: 'answer', sdp: sdp_answer });
    await Promise.all(
      [this.data, this.control].map(
        (channel) => new Promise((resolve) => channel.addEventListener('open', resolve, { once: true })),
      ),
    );
  }

  say(channel: 'data' | 'control', hex: string): void {
    this[channel].send(Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)));
  }

  private channel(name: 'data' | 'control'): RTCDataChannel {
    const channel = this.pc.createDataChannel(name);
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('message', ({ data }) => {
      const text = typeof data === 'string' ? `text: ${data}` : '';
      const bytes = typeof data === 'string' ? [] : new Uint8Array(data as ArrayBuffer);
      this.heard[name].push(text + Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
    });
    return channel;
  }

  /** Every candidate is posted before the offer is. */
  private async offer(connection: string): Promise<{ mid: string | null }> {
    this.pc.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') this.probe.show(track);
    });
    const transceiver = this.pc.addTransceiver('video', { direction: 'recvonly' });
    const posts: Promise<unknown>[] = [];
    const gathered = new Promise<void>((resolve) => {
      this.pc.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate === null) {
          resolve();
          return;
        }
        const entry = {
          candidate: candidate.candidate,
          sdp_mid: candidate.sdpMid,
          sdp_mline_index: candidate.sdpMLineIndex,
        };
        posts.push(this.request('POST', `${connection}/ice_candidates`, { candidates: [entry], is_final: false }));
      });
    });
    const offer = await this.pc.createOffer();
    await this.pc.setLocalDescription(offer);
    await gathered;
    await Promise.all(posts);
    return transceiver;
  }

  private async request(method: string, url: string, body?: unknown): Promise<unknown> {
    const response = await fetch(url, {
      method,
      headers: { ...HEADERS, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  }
}

const client = new ProtobufClient();
export type ProtobufApi = ProtobufClient;
Object.assign(window, { protobuf: client });
