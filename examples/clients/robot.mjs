// Drives the `keys` example over the signalling socket, without WebRTC: node robot.mjs [ws://localhost:8080/signaling]
import { WebSocket } from 'ws'; // or the WebSocket that Node 22 has built in

const address = process.argv[2] ?? 'ws://localhost:8080/signaling';

// #region link
/** One socket. `request` resolves with the answer and rejects with an Error that has the server's code. */
function open() {
  const socket = new WebSocket(address);
  const pending = new Map();
  let requests = 0;

  const closed = new Promise((resolve) => {
    socket.onclose = ({ code, reason }) => {
      resolve(`${code} ${reason}`);
      for (const { reject } of pending.values()) reject(new Error('the socket closed'));
    };
  });
  socket.onerror = () => undefined; // onclose follows, and says why
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    const waiting = pending.get(message.request_id);
    pending.delete(message.request_id);
    if (waiting === undefined)
      console.log(JSON.stringify(message)); // the model's messages, changes of state, the end
    else if (message.type !== 'error') waiting.resolve(message);
    else waiting.reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
  };

  function request(message) {
    const request_id = String(++requests);
    socket.send(JSON.stringify({ ...message, request_id }));
    return new Promise((resolve, reject) => pending.set(request_id, { resolve, reject }));
  }

  const opened = new Promise((resolve) => (socket.onopen = resolve));
  return { request, opened, closed, close: () => socket.close() };
}
// #endregion

// #region drive
async function drive({ request, opened }) {
  await opened;
  const { session } = await request({ type: 'join', model: 'keys' });
  console.log(`joined ${session.session_id}`);

  const command = (name, args) => request({ type: 'command', name, args });
  for (;;) {
    await command('set_axes', { forward: 1, turn: 0.3 }); // resolves when the model has applied it
    await new Promise((resolve) => setTimeout(resolve, 500));
    await command('release');
    const { message, frame } = await command('get_position');
    console.log(`at ${message.data.x.toFixed(2)}, ${message.data.y.toFixed(2)} in frame ${frame}`);
  }
}
// #endregion

// #region again
for (let failures = 0; ; failures++) {
  const link = open();
  void link.opened.then(() => (failures = 0));
  const driving = drive(link).catch((error) => `${error.code ?? 'error'}: ${error.message}`);
  const why = await Promise.race([driving, link.closed]);
  link.close();
  const waitMs = Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random());
  console.log(`${why}; next try in ${Math.ceil(waitMs)} ms`);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
}
// #endregion
