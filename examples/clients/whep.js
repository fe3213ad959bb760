// A WHEP player: one request, and the picture is there.

/** Watches `url` (such as http://localhost:8080/whep) in a <video>. Call what it returns to stop. */
export async function watch(url, video, token) {
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const peer = new RTCPeerConnection();
  peer.addTransceiver('video', { direction: 'recvonly' });
  peer.addTransceiver('audio', { direction: 'recvonly' });
  video.srcObject = new MediaStream(peer.getReceivers().map(({ track }) => track));
  await peer.setLocalDescription();
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/sdp' },
    body: peer.localDescription.sdp,
  });
  if (!reply.ok) throw new Error((await reply.json()).detail);
  const place = new URL(reply.headers.get('Location'), url);
  await peer.setRemoteDescription({ type: 'answer', sdp: await reply.text() });
  return async () => {
    try {
      return await fetch(place, { method: 'DELETE', headers });
    } finally {
      peer.close();
    }
  };
}
