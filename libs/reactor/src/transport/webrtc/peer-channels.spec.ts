import { describe, expect, it } from '@jest/globals';
import type { Channel, ClientMessage, WireError, WireVersion } from '@nestjs-reactor/protocol';
import { LoopbackChannel } from '../loopback/loopback-channel.js';
import { PeerChannels } from './peer-channels.js';

const PING_V0 = '{"scope":"runtime","data":{"type":"ping","data":{}}}';
const PING_V1 = '10035200';

/** Text as it is, binary as hex. */
function sentOn(channel: LoopbackChannel): string[] {
  return channel.sent.map((frame) => (typeof frame === 'string' ? frame : Buffer.from(frame).toString('hex')));
}

function hex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

interface Refused {
  readonly code: string;
  readonly channel: Channel;
  readonly requestId: string | undefined;
}

function connect(wire: WireVersion, maxMessageBytes = 262_144, maxQueuedMessages = 256) {
  const messages: ClientMessage[] = [];
  const refused: Refused[] = [];
  let closed = 0;
  let dropped = 0;
  let floods = 0;
  let ignored = 0;
  const clock = { now: 0 };
  const channels = new PeerChannels(
    wire,
    { maxBufferedBytes: 1_000, maxMessageBytes, maxQueuedMessages, messagesPerSecond: 100 },
    {
      opened: () => {},
      closed: () => closed++,
      message: (message) => messages.push(message),
      malformed: ({ code, requestId }: WireError, channel) => refused.push({ code, channel, requestId }),
      dropped: (count) => (dropped += count),
      ignored: () => ignored++,
      flooded: () => floods++,
    },
    () => clock.now,
  );
  const data = new LoopbackChannel('data');
  const control = new LoopbackChannel('control');
  for (const channel of [control, data]) {
    channels.adopt(channel);
    channel.open();
  }
  return {
    channels,
    data,
    control,
    messages,
    refused,
    clock,
    closed: () => closed,
    dropped: () => dropped,
    floods: () => floods,
    ignored: () => ignored,
  };
}

describe('PeerChannels', () => {
  it('ignores what comes beyond the rate, says so once a second, and tells when it goes on', () => {
    const { data, messages, refused, clock, ignored, floods } = connect('v0');
    const flood = (): void => {
      for (let i = 0; i < 1_000; i++) data.says('{"scope":"runtime","data":{"type":"ping"}}');
    };
    flood();
    expect(messages).toHaveLength(200);
    expect(refused).toEqual([{ code: 'rate_limited', channel: 'data', requestId: undefined }]);
    expect(ignored()).toBe(800);
    for (let second = 1; second < 10; second++) {
      clock.now += 1_000;
      flood();
      expect([messages.length, refused.length, floods()]).toEqual([200 + 100 * second, 1 + second, 0]);
    }
    clock.now += 1_000;
    flood();
    expect(floods()).toBeGreaterThan(0);
  });

  it.each([
    [
      'v0',
      'text where text was expected',
      '{"scope":"runtime","data":{"type":"sessionEnded","data":{"reason":"bye"}}}',
      '',
    ],
    ['v1', 'protobuf where protobuf was expected', '', '10037a050a03627965'],
    ['flat', 'nothing in the flat form', '', ''],
  ] as [WireVersion, string, string, string][])(
    'speaks %s before the first frame: %s',
    (wire, _what, onData, onControl) => {
      const { channels, data, control } = connect(wire);
      channels.send({ kind: 'sessionEnded', reason: 'bye' });
      expect([sentOn(data).join(), sentOn(control).join()]).toEqual([onData, onControl]);
    },
  );

  it('speaks protobuf on both channels from the first binary frame on, whatever was expected', () => {
    const { channels, data, control, messages } = connect('v0');
    control.says(hex(PING_V1));
    channels.send({ kind: 'ack', requestId: 'data_1' });
    channels.send({ kind: 'sessionEnded', reason: 'bye' });
    expect(messages).toEqual([{ kind: 'ping' }]);
    expect(sentOn(data)).toEqual(['0a06646174615f311002']);
    expect(sentOn(control)).toEqual(['10037a050a03627965']);
  });

  it('speaks text from the first text frame on, and refuses a binary one afterwards', () => {
    const { channels, data, messages, refused } = connect('v1');
    data.says(PING_V0);
    data.says(hex(PING_V1));
    channels.send({ kind: 'modelMessage', type: 'tick', data: { n: 1 } });
    expect(messages).toEqual([{ kind: 'ping' }]);
    expect(refused).toEqual([{ code: 'not_json', channel: 'data', requestId: undefined }]);
    expect(sentOn(data)).toEqual(['{"scope":"application","data":{"type":"tick","data":{"n":1}}}']);
  });

  it('keeps the codec of a first frame that could not be read', () => {
    const { data, control, messages, refused } = connect('v0');
    control.says(hex('ffffffff'));
    data.says(hex('0a06646174615f31100152030a0178'));
    expect(refused.map(({ code }) => code)).toEqual(['bad_message']);
    expect(messages).toEqual([{ kind: 'command', requestId: 'data_1', name: 'x', args: {}, uploads: {} }]);
  });

  it('says on which channel a frame was refused, and for which request', () => {
    const { data, refused } = connect('v1');
    data.says(hex('0a066374726c5f3110017a080a0677656263616d'));
    expect(refused).toEqual([{ code: 'wrong_channel', channel: 'data', requestId: 'ctrl_1' }]);
  });

  it.each([
    ['text', 'v0', undefined],
    ['binary', 'v1', 'data_1'],
  ] as [string, WireVersion, string | undefined][])(
    'refuses %s beyond the limit without reading it, and goes on',
    (form, wire, requestId) => {
      const { data, messages, refused } = connect(wire, 1_024);
      if (form === 'text') data.says(`{"scope":"application","data":{"type":"x","data":{"a":"${'é'.repeat(512)}"}}}`);
      else data.says(hex(`0a06646174615f31100152810a0a0178${'00'.repeat(1_024)}`));
      if (form === 'text') data.says(PING_V0);
      else data.says(hex('0a06646174615f32100152030a0178'));
      expect(refused).toEqual([{ code: 'message_too_large', channel: 'data', requestId }]);
      expect(messages).toHaveLength(1);
    },
  );

  it('refuses to send what would not fit a frame', () => {
    const { channels, data } = connect('v0');
    const text = 'x'.repeat(262_144);
    expect(() => channels.send({ kind: 'modelMessage', type: 't', data: { text } })).toThrow(
      expect.objectContaining({ code: 'message_too_large' }),
    );
    expect(sentOn(data)).toEqual([]);
  });

  it('sends a client what it takes and no more, and goes on', () => {
    const { channels, data, closed } = connect('v0');
    const news = (length: number): void =>
      channels.send({ kind: 'modelMessage', type: 't', data: { text: 'x'.repeat(length) } });
    const around = '{"scope":"application","data":{"type":"t","data":{"text":""}}}'.length;
    channels.bound(1_024);
    news(1_024 - around);
    expect(() => news(1_025 - around)).toThrow(
      expect.objectContaining({ code: 'message_too_large', message: expect.stringContaining('1024 bytes') }),
    );
    news(1);
    expect([sentOn(data).map(({ length }) => length), closed()]).toEqual([[1_024, around + 1], 0]);
  });

  it.each([65_536, 1_000_000, Infinity])(
    'sends at most what a frame has room for to a client that takes %d bytes',
    (most) => {
      const { channels, data } = connect('v0');
      channels.bound(most);
      const bytes = Math.min(most, 262_144);
      const text = 'x'.repeat(bytes);
      expect(() => channels.send({ kind: 'modelMessage', type: 't', data: { text } })).toThrow(`${bytes} bytes`);
      expect(sentOn(data)).toEqual([]);
    },
  );

  it('keeps what comes before its channel is open, in order, and frames it for the client as known by then', () => {
    const channels = new PeerChannels(
      'v0',
      { maxBufferedBytes: 1_000, maxMessageBytes: 1_024, maxQueuedMessages: 256, messagesPerSecond: 0 },
      {
        opened: () => {},
        closed: () => {},
        message: () => {},
        malformed: () => {},
        dropped: () => {},
        ignored: () => {},
        flooded: () => {},
      },
    );
    const control = new LoopbackChannel('control');
    const data = new LoopbackChannel('data');
    channels.adopt(control);
    channels.adopt(data);
    control.open();
    channels.send({ kind: 'modelMessage', type: 'a', data: {} });
    channels.send({ kind: 'ack', requestId: 'withheld in v0' });
    channels.send({ kind: 'modelMessage', type: 'b', data: {} });
    control.says(hex(PING_V1));
    data.open();
    expect(sentOn(data)).toEqual(['100352050a01611200', '100352050a01621200']);
  });

  it.each([1, 256])('keeps the newest %d of them and counts the others', (most) => {
    const { channels, data, dropped } = connect('v0', undefined, most);
    data.readyState = 'connecting';
    for (let i = 1; i <= 300; i++) channels.send({ kind: 'modelMessage', type: String(i), data: {} });
    expect(dropped()).toBe(300 - most);
    data.open();
    expect([sentOn(data).length, sentOn(data)[0]]).toEqual([most, expect.stringContaining(`"${301 - most}"`)]);
  });

  it('drops and counts what a client does not read', () => {
    const { channels, data, dropped } = connect('v0');
    data.bufferedAmount = 1_001;
    channels.send({ kind: 'modelMessage', type: 'tick', data: {} });
    expect(sentOn(data)).toEqual([]);
    expect(dropped()).toBe(1);
  });

  it('counts what the library refuses to send, at once or when the channel opens, and sends what follows', () => {
    const { channels, data, dropped } = connect('v0');
    data.send = () => {
      throw new Error('the channel is closing');
    };
    channels.send({ kind: 'modelMessage', type: 'lost', data: {} });
    data.readyState = 'connecting';
    for (const type of ['one', 'two']) channels.send({ kind: 'modelMessage', type, data: {} });
    const sent: string[] = [];
    data.send = (frame) => {
      if (String(frame).includes('"one"')) throw new Error('no room');
      sent.push(String(frame));
    };
    expect(() => data.open()).not.toThrow();
    expect(sent).toEqual([expect.stringContaining('"two"')]);
    expect(dropped()).toBe(2);
  });

  it('counts what still waits when it ends, and not what was handed over', () => {
    const { channels, data, dropped } = connect('v0');
    data.readyState = 'connecting';
    for (const type of ['one', 'two']) channels.send({ kind: 'modelMessage', type, data: {} });
    expect(channels.takeUnsent()).toMatchObject([{ type: 'one' }, { type: 'two' }]);
    channels.send({ kind: 'modelMessage', type: 'three', data: {} });
    channels.end();
    channels.end();
    expect(dropped()).toBe(1);
  });

  it('tells that the client closed when its last channel does, and is silent once ended', () => {
    const { channels, data, control, closed } = connect('v0');
    data.close();
    expect(closed()).toBe(0);
    control.close();
    expect(closed()).toBe(1);
    channels.end();
    channels.send({ kind: 'sessionEnded', reason: 'bye' });
    expect([...sentOn(data), ...sentOn(control)]).toEqual([]);
  });
});
