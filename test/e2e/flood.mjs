// Floods a server until it is killed: node flood.mjs <kind> <url> [sockets]. In a process of its own, so that what it costs to send
// does not slow what measures. A socket that the server closes is opened again.
import { once } from 'node:events';
import { WebSocket } from 'ws';

/** What waits at this end beyond it is not added to: the server does not read. */
const BUFFER_BYTES = 1_000_000;
const BATCH = 500;

const [kind, url, sockets = '1'] = process.argv.slice(2);

const FRAMES = {
  nonsense: (socket) => socket.send('{'),
  messages: (socket) => socket.send('{"type":"ping"}'),
  pings: (socket) => socket.ping(),
  commands: (socket) => socket.send('{"type":"command","name":"set_shade","args":{"shade":128}}'),
};

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
const elapse = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function floodSocket(send) {
  for (;;) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/signaling`);
    socket.on('error', () => undefined);
    // Read and dropped: a flood that did not read would be closed for it.
    socket.on('message', () => undefined);
    await Promise.race([once(socket, 'open'), once(socket, 'close')]);
    if (socket.readyState === WebSocket.OPEN) {
      socket.send('{"type":"join"}');
      process.send?.('flooding');
    }
    while (socket.readyState === WebSocket.OPEN) {
      if (socket.bufferedAmount < BUFFER_BYTES) {
        for (let i = 0; i < BATCH; i++) send(socket);
        await nextTurn();
      } else {
        // Turning on would take the processor from the server, which is not what is measured.
        await elapse(5);
      }
    }
    await elapse(100);
  }
}

/** Twenty in a second of 760 kB, whatever becomes of them. */
async function floodStarts() {
  const body = JSON.stringify(Object.fromEntries(Array.from({ length: 55_000 }, (_, i) => [`name${i}`, i % 10])));
  process.send?.('flooding');
  for (;;) {
    fetch(`${url}/start_session`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
      .then((reply) => reply.arrayBuffer())
      .catch(() => undefined);
    await elapse(50);
  }
}

// What started it has ended.
process.on('disconnect', () => process.exit(0));
if (kind === 'starts') await floodStarts();
await Promise.all(Array.from({ length: Number(sockets) }, () => floodSocket(FRAMES[kind])));
