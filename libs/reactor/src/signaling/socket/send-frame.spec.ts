import { describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { RefusalCounter } from '../../session/index.js';
import { sendFrame } from './send-frame.js';

/** A socket of which so much is waiting to be read. */
function socketWith(bufferedAmount: number) {
  const sent: string[] = [];
  const closes: number[] = [];
  const socket = {
    readyState: WebSocket.OPEN as number,
    bufferedAmount,
    send: (text: string) => sent.push(text),
    close: (code: number) => {
      closes.push(code);
      socket.readyState = WebSocket.CLOSING;
    },
  };
  const counted: string[] = [];
  const refusals = new RefusalCounter();
  refusals.onRefusal((edge, code) => counted.push(`${edge} ${code}`));
  const tell = (): void =>
    sendFrame(socket as unknown as WebSocket, { type: 'state', state: 'ready' }, 1_024, refusals);
  return { tell, sent, closes, counted };
}

describe('a message on the signalling socket', () => {
  it('is sent while no more waits than may', () => {
    const { tell, sent, closes, counted } = socketWith(1_024);
    tell();
    expect([sent, closes, counted]).toEqual([['{"type":"state","state":"ready"}'], [], []]);
  });

  it('closes a socket that reads too slowly, which is counted once', () => {
    const { tell, sent, closes, counted } = socketWith(1_025);
    tell();
    tell();
    expect([sent, closes, counted]).toEqual([[], [1013], ['socket queue_full']]);
  });
});
