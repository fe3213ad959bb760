// A client of the `echo` example, with nothing but what a browser has.
// Open plain.html, or plain.html?server=http://host:8080.

// #region requests
const server = new URLSearchParams(location.search).get('server') ?? 'http://localhost:8080';
const video = document.querySelector('#video');
const pending = new Map();
const settings = new Map(); // commands to send again in a new session
let socket, session, iceServers, pc, senders, mapping, camera;
let requests = 0;

function send(message) {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Resolves with the answer, rejects with the error: { code, message, field? }. */
function request(message) {
  const request_id = String(++requests);
  send({ ...message, request_id });
  return new Promise((resolve, reject) => pending.set(request_id, { resolve, reject }));
}
// #endregion

// #region receive
function receive(message) {
  const waiting = pending.get(message.request_id);
  if (waiting) {
    pending.delete(message.request_id);
    if (message.type === 'error') waiting.reject(message.error);
    else waiting.resolve(message);
    return;
  }
  switch (message.type) {
    case 'candidate':
      return addCandidate(message.candidate);
    case 'message': // from the model: { type, data }
      return log(message.message);
    case 'error': // of a message that had no request_id
      return showError(message.error);
    case 'ended': // the session is over, the socket stays open
      return showEnd(message);
  }
}
// #endregion

// #region media
async function openMedia() {
  pc?.close();
  pc = new RTCPeerConnection({ iceServers });
  video.srcObject = new MediaStream();
  pc.ontrack = ({ track }) => video.srcObject.addTrack(track);
  pc.onicecandidate = ({ candidate }) => send({ type: 'candidate', candidate: toWire(candidate) });
  pc.onconnectionstatechange = watchPath;

  // One transceiver for each track of the model: what it sends is "recvonly" here, what it takes is "sendonly".
  const tracks = session.capabilities.tracks;
  const transceivers = tracks.map(({ kind, direction }) => pc.addTransceiver(kind, { direction }));
  senders = new Map(tracks.map(({ name }, i) => [name, transceivers[i].sender]));
  await pc.setLocalDescription();
  mapping = tracks.map((track, i) => ({ mid: transceivers[i].mid, ...track }));
  await offer();

  // An output sends nothing until it is resumed.
  for (const { name, direction } of tracks)
    if (direction === 'recvonly') await request({ type: 'resume', track: name });
  if (camera) await publish('webcam', camera);
}

async function offer() {
  const { sdp } = await request({ type: 'offer', sdp: pc.localDescription.sdp, track_mapping: mapping });
  await pc.setRemoteDescription({ type: 'answer', sdp });
}

function toWire(candidate) {
  if (candidate === null) return null; // no more will come
  return { candidate: candidate.candidate, sdp_mid: candidate.sdpMid, sdp_mline_index: candidate.sdpMLineIndex };
}

function addCandidate(entry) {
  if (entry === null) return;
  const { candidate, sdp_mid, sdp_mline_index } = entry;
  pc.addIceCandidate({ candidate, sdpMid: sdp_mid, sdpMLineIndex: sdp_mline_index }).catch(() => undefined);
}
// #endregion

// #region connect
const FINAL = [4401, 4403]; // not authenticated, origin not allowed: another try changes nothing
const TEMPORARY = ['model_loading', 'connection_limit', 'rate_limited', 'session_busy', 'shutting_down'];
let failures = 0;

function connect() {
  status('Connecting');
  socket = new WebSocket(`${server.replace(/^http/, 'ws')}/signaling`);
  socket.onopen = () => join();
  socket.onmessage = ({ data }) => receive(JSON.parse(data));
  socket.onclose = ({ code }) => {
    for (const { reject } of pending.values()) reject({ code: 'closed', message: 'The socket closed.' });
    pending.clear();
    if (FINAL.includes(code)) return status(`The server refused this page (${code}).`);
    const waitMs = Math.min(30_000, 500 * 2 ** failures++) * (0.5 + Math.random());
    status(`Disconnected. Next try in ${Math.ceil(waitMs / 1000)} s.`);
    setTimeout(connect, waitMs);
  };
}

async function join() {
  try {
    const joined = await request({ type: 'join' }); // model: 'name' joins another than the default one
    const isNew = joined.session.session_id !== session?.session_id;
    session = joined.session;
    iceServers = joined.ice_servers.map(({ uris, credentials }) => ({
      urls: uris,
      username: credentials?.username,
      credential: credentials?.password,
    }));
    await openMedia();
    if (isNew) for (const [name, args] of settings) await request({ type: 'command', name, args });
    failures = 0;
    status(`Connected to ${session.model.name}`);
  } catch (error) {
    if (error.code === 'closed') return; // onclose tries again
    showError(error);
    if (TEMPORARY.includes(error.code)) socket.close();
  }
}
// #endregion

// #region restart
async function watchPath() {
  const { connectionState } = pc;
  if (socket.readyState !== WebSocket.OPEN) return; // the next join makes a new peer connection
  try {
    if (connectionState === 'disconnected') {
      pc.restartIce();
      await pc.setLocalDescription();
      await offer();
    } else if (connectionState === 'failed') {
      await openMedia();
    }
  } catch (error) {
    if (error.code === 'negotiation_failed') await openMedia().catch(showError);
    else showError(error);
  }
}
// #endregion

// #region camera
async function useCamera() {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
  [camera] = stream.getVideoTracks();
  await publish('webcam', camera);
}

async function publish(name, track) {
  await request({ type: 'publish', track: name }); // publish_refused where another client sends this track
  await senders.get(name).replaceTrack(track);
}
// #endregion

// #region upload
async function upload(file) {
  const announced = { name: file.name, size: file.size, mime_type: file.type };
  const slot = await fetch(`${server}/sessions/${session.session_id}/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(announced),
  });
  const reply = await slot.json();
  if (!slot.ok) throw { code: reply.code, message: reply.detail };
  const stored = await fetch(reply.presigned_url, { method: 'PUT', body: file });
  if (!stored.ok) throw { code: stored.status, message: (await stored.json()).detail };
  return { upload_id: reply.presigned_id, ...announced };
}
// #endregion

// #region controls
const on = (id, event, handle) =>
  document.querySelector(id).addEventListener(event, ({ target }) => handle(target).catch(showError));

on('#camera', 'click', useCamera);
on('#effect', 'change', async ({ value: effect }) => {
  settings.set('set_effect', { effect });
  const reply = await request({ type: 'command', name: 'set_effect', args: { effect } });
  log(reply); // { type: 'reply', message?, turn, frame }: the effect holds from this frame on
});
on('#overlay', 'change', async ({ files: [file] }) => {
  const overlay_image = await upload(file);
  await request({ type: 'command', name: 'set_overlay_image', uploads: { overlay_image } });
});
// #endregion

// #region ends
function showEnd({ message, retryable }) {
  if (retryable) return socket.close(); // the server restarts: onclose connects again
  pc.close();
  status(message); // a person stopped the session
  document.querySelector('#join').hidden = false;
}

on('#join', 'click', async (button) => {
  button.hidden = true;
  await join();
});

function showError({ code, name, message }) {
  log({ error: { code: code ?? name, message } });
  status(name === 'NotAllowedError' ? 'Camera access was denied.' : message);
}
// #endregion

function status(text) {
  document.querySelector('#status').textContent = text;
}

function log(entry) {
  document.querySelector('#log').append(`${JSON.stringify(entry)}\n`);
}

connect();
