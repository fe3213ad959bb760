import { setTimeout as delay } from 'node:timers/promises';
import type { Fanout } from './fanout.js';
import type { TransportAddress } from './transport-address.js';

/** Of two peers of which nobody else knows; nothing is sent there. */
const [SERVER, CLIENT] = [
  { address: '127.0.0.1', port: 1 },
  { address: '127.0.0.1', port: 2 },
] as const;

/** A busy machine takes a second. */
const LIMIT_MS = 3_000;

/** Of some packets. The lowest bit of the first byte is 0 in a keyframe of VP8 (RFC 6386, 9.1). */
const FRAME = new Uint8Array(20_000);

interface Datagram {
  readonly data: Uint8Array;
  readonly from: TransportAddress;
  readonly to: TransportAddress;
}

/**
 * Connects two peers of the engine with each other, in memory, and sends a frame and a message. WebAssembly is compiled as it is
 * called: without this the first client waits some tenths of a second longer, for the code of the handshake above all.
 *
 * To be called before there are other peers: it takes their events.
 * @returns whether all arrived in time
 */
export async function warmUp(fanout: Fanout): Promise<boolean> {
  const server = fanout.createPeer({ role: 'answerer', candidates: [SERVER] });
  const client = fanout.createPeer({ role: 'offerer', candidates: [CLIENT] });
  let mid: string | undefined;
  let connected = 0;
  const arrived = { frame: false, message: false };
  const poll = (): readonly Datagram[] => {
    const datagrams: Datagram[] = [];
    fanout.poll({
      transmit: (_peer, data, to, from) => datagrams.push({ data: Uint8Array.from(data), from, to }),
      event: (event) => {
        if (event.type === 'connected') connected++;
        else if (event.type === 'media' && event.peer === server) mid = event.mid;
        else if (event.type === 'frame') arrived.frame = true;
        else if (event.type === 'channelMessage') arrived.message = true;
        else if (event.type === 'channelOpen' && event.peer === server)
          fanout.sendMessage(server, event.channel, true, FRAME);
      },
    });
    return datagrams;
  };
  const exchange = (): void => {
    fanout.tick();
    for (let datagrams = poll(); datagrams.length > 0; datagrams = poll())
      for (const { data, from, to } of datagrams)
        fanout.receive(to.port === SERVER.port ? server : client, data, from, to);
  };
  try {
    fanout.acceptAnswer(
      client,
      fanout.acceptOffer(server, fanout.createOffer(client, { receiveVideo: 1, channel: 'data' })),
    );
    const untilMs = performance.now() + LIMIT_MS;
    let sent = false;
    while (!(arrived.frame && arrived.message) && performance.now() < untilMs) {
      exchange();
      if (connected === 2 && mid !== undefined && !sent) {
        fanout.setFrame(FRAME);
        sent = fanout.sendFrame(server, mid, { codec: 'VP8', rtpTimestamp: 0 });
        continue;
      }
      await delay(Math.min(Math.max(fanout.nextTimeoutMs(), 0), 5));
    }
    return arrived.frame && arrived.message;
  } finally {
    fanout.closePeer(client);
    fanout.closePeer(server);
    poll();
  }
}
