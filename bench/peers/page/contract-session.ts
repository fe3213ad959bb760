import { type PeerSession, request } from './peer-session.js';

/** How often an answer is asked for. */
const POLL_MS = 10;

/** A client of the contract that this project and Reactor Runtime share: numbered connections, text in scopes. */
export async function connectByContract(url: string, onTrack: (track: MediaStreamTrack) => void): Promise<PeerSession> {
  const { state } = (await request(`${url}/session`)) as { state: string };
  if (state === 'ready') await request(`${url}/start_session`, {});
  const { session_id: id } = (await request(`${url}/session`)) as { session_id: string };
  const webrtc = `${url}/sessions/${id}/transport/webrtc`;
  const { connection_id: connection } = (await request(`${webrtc}/connections`, {})) as { connection_id: number };
  const own = `${webrtc}/connections/${connection}`;

  const pc = new RTCPeerConnection();
  const control = pc.createDataChannel('control');
  const data = pc.createDataChannel('data');
  const video = pc.addTransceiver('video', { direction: 'recvonly' });
  const opened = Promise.all([control, data].map((channel) => once(channel, 'open')));
  pc.addEventListener('track', ({ track }) => onTrack(track));
  const candidates: RTCIceCandidate[] = [];
  let isOffered = false;
  const send = (): void => {
    if (!isOffered || candidates.length === 0) return;
    const found = candidates.splice(0).map(({ candidate, sdpMid, sdpMLineIndex }) => ({
      candidate,
      sdp_mid: sdpMid,
      sdp_mline_index: sdpMLineIndex,
    }));
    void request(`${own}/ice_candidates`, { candidates: found });
  };
  pc.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate !== null && candidate.candidate !== '') candidates.push(candidate);
    send();
  });
  await pc.setLocalDescription();
  await request(`${own}/sdp_params`, {
    sdp_offer: pc.localDescription!.sdp,
    track_mapping: [{ mid: video.mid, name: 'main_video', kind: 'video', direction: 'recvonly' }],
    ice_servers: [],
  });
  isOffered = true;
  send();
  let answer: { sdp_answer: string } | undefined;
  while (answer === undefined) {
    answer = (await request(`${own}/sdp_params`)) as typeof answer;
    if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp_answer });
  await opened;
  control.send(JSON.stringify({ type: 'notification', event: 'resume_track', data: { name: 'main_video' } }));
  const scoped = (scope: string, type: string, content: object): void =>
    data.send(JSON.stringify({ scope, data: { type, data: content } }));
  setInterval(() => scoped('runtime', 'ping', {}), 5_000);
  return { pc, setMarker: (marker) => scoped('application', 'set_marker', { marker }) };
}

function once(target: EventTarget, event: string): Promise<unknown> {
  return new Promise((resolve) => {
    target.addEventListener(event, resolve, { once: true });
  });
}
