import { type PeerSession, request } from './peer-session.js';

/** A client of FastRTC as its guide writes one: an offer, candidates by the same route, inputs by a route of the application. */
export async function connectToFastRtc(url: string, onTrack: (track: MediaStreamTrack) => void): Promise<PeerSession> {
  const id = Math.random().toString(36).slice(2);
  const pc = new RTCPeerConnection();
  // Without a channel of its own FastRTC says nothing of errors.
  pc.createDataChannel('text');
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.addEventListener('track', ({ track }) => onTrack(track));
  pc.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate === null || candidate.candidate === '') return;
    void request(`${url}/webrtc/offer`, { candidate: candidate.toJSON(), webrtc_id: id, type: 'ice-candidate' });
  });
  await pc.setLocalDescription();
  const { sdp, type } = pc.localDescription!;
  const answer = await request(`${url}/webrtc/offer`, { sdp, type, webrtc_id: id });
  await pc.setRemoteDescription(answer as RTCSessionDescriptionInit);
  const setMarker = (marker: number): void => void request(`${url}/input_hook`, { webrtc_id: id, marker });
  // It generates nothing before it has inputs.
  setMarker(0);
  return { pc, setMarker };
}
