import { describe, expect, it } from '@jest/globals';
import { flatCodec } from './flat.codec.js';
import type { ServerMessage } from './server-message.js';

describe('flatCodec', () => {
  it.each([
    [
      '{"type":"set_effect","data":{"effect":"a"}}',
      { kind: 'command', name: 'set_effect', args: { effect: 'a' }, uploads: {} },
    ],
    ['{"type":"reset"}', { kind: 'command', name: 'reset', args: {}, uploads: {} }],
    ['{"type":"requestCapabilities","data":{}}', { kind: 'requestCapabilities' }],
    // A command may be called anything: this generation has no ping.
    ['{"type":"ping","data":{}}', { kind: 'command', name: 'ping', args: {}, uploads: {} }],
  ])('reads %s', (frame, message) => {
    expect(flatCodec.decode(frame, 'data')).toEqual(message);
  });

  it.each(['', '{', '[]', '{"data":{}}', '{"type":1}', '{"type":""}'])('refuses %j', (frame) => {
    expect(() => flatCodec.decode(frame, 'data')).toThrow(expect.objectContaining({ name: 'WireError' }));
  });

  it('writes a message of the model in the only envelope that its clients open', () => {
    expect(flatCodec.encode({ kind: 'modelMessage', type: 'told', data: { a: 1 } })).toEqual({
      channel: 'data',
      frame: '{"type":"application","data":{"type":"told","data":{"a":1}}}',
    });
  });

  it('writes the commands by name', () => {
    const openapi = {
      paths: {
        '/set_hue': {
          post: {
            operationId: 'set_hue',
            summary: 'Trigger set_hue',
            requestBody: {
              content: {
                'application/json': {
                  schema: { properties: { hue: { type: 'number', minimum: 0, 'x-own': 1 } }, required: ['hue'] },
                },
              },
            },
          },
        },
      },
    };
    expect(flatCodec.encode({ kind: 'modelCapabilities', openapi })).toEqual({
      channel: 'data',
      frame:
        '{"type":"application","data":{"commands":{"set_hue":{"description":"Trigger set_hue",' +
        '"schema":{"hue":{"type":"number","minimum":0,"required":true}}}}}}',
    });
  });

  it.each([
    { kind: 'ack', requestId: 'r' },
    { kind: 'error', requestId: 'r', code: 'c', message: 'm' },
    { kind: 'modelSchema', openapi: {} },
    { kind: 'clipFailed', reason: 'r' },
    { kind: 'sessionEnded', reason: 'bye' },
    { kind: 'connectionEnded', code: 'connection_replaced', message: 'bye' },
    { kind: 'publishGranted', requestId: 'r' },
  ] as ServerMessage[])('withholds %j', (message) => {
    expect(flatCodec.encode(message)).toBeUndefined();
  });
});
