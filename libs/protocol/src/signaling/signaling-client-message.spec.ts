import { describe, expect, it } from '@jest/globals';
import { parseSignalingMessage, requestIdOf } from './signaling-client-message.js';

describe('parseSignalingMessage', () => {
  it.each([
    { type: 'join' },
    { type: 'join', request_id: '1', model: 'echo', session_id: 's', start: false },
    {
      type: 'offer',
      sdp: 'v=0',
      track_mapping: [{ mid: '0', name: 'main_video', kind: 'video', direction: 'recvonly' }],
    },
    { type: 'candidate', candidate: null },
    { type: 'candidate', candidate: { candidate: '', sdp_mid: '0', sdp_mline_index: 0 } },
    { type: 'command', name: 'set_hue', args: { hue: 1 } },
    { type: 'resume', track: 'main_video' },
    { type: 'pause', track: 'main_video' },
    { type: 'publish', track: 'webcam' },
    { type: 'unpublish', track: 'webcam' },
    { type: 'control', action: 'ask' },
    { type: 'control', action: 'give', to: 4711 },
    { type: 'wait', model: 'echo', ticket: 't' },
    { type: 'stop_waiting' },
    { type: 'join', ticket: 't' },
    { type: 'schema', request_id: 'r' },
    { type: 'ping' },
    { type: 'leave', stop: true },
  ])('reads %j', (message) => {
    expect(parseSignalingMessage(JSON.stringify(message))).toEqual(message);
  });

  it('takes null for absent', () => {
    const join = { type: 'join', request_id: null, model: null, session_id: null, start: null };
    expect(parseSignalingMessage(JSON.stringify(join))).toEqual({ type: 'join' });
    const command = { type: 'command', name: 'a', args: null, uploads: null };
    expect(parseSignalingMessage(JSON.stringify(command))).toEqual({ type: 'command', name: 'a' });
  });

  it.each([
    ['no type', '{}', 'type'],
    ['a type that objects have', '{"type":"toString"}', 'type'],
    ['another type', '{"type":"dance"}', 'type'],
    ['a key nobody knows', '{"type":"join","token":"x"}', 'token'],
    ['an empty id', '{"type":"ping","request_id":""}', 'request_id'],
    ['an id of 65 characters', `{"type":"ping","request_id":"${'x'.repeat(65)}"}`, 'request_id'],
    ['an offer without a mapping', '{"type":"offer","sdp":"v=0"}', 'track_mapping'],
    ['a candidate that is absent', '{"type":"candidate"}', 'candidate'],
    ['arguments that are no object', '{"type":"command","name":"a","args":[1]}', 'args'],
    ['control without an action', '{"type":"control"}', 'action'],
    ['control for nobody', '{"type":"control","action":"give","to":-1}', 'to'],
    ['an empty ticket', '{"type":"wait","ticket":""}', 'ticket'],
    ['a ticket of 65 characters', `{"type":"join","ticket":"${'x'.repeat(65)}"}`, 'ticket'],
    ['a track without a name', '{"type":"publish"}', 'track'],
  ])('refuses %s', (_what, frame, field) => {
    expect(() => parseSignalingMessage(frame)).toThrow(expect.objectContaining({ code: 'bad_message', field }));
  });

  it('refuses a frame beyond the largest offer', () => {
    expect(() => parseSignalingMessage(`{"type":"${'x'.repeat(262_144)}"}`)).toThrow(
      expect.objectContaining({ code: 'message_too_large' }),
    );
  });
});

describe('requestIdOf', () => {
  it.each([
    ['{"type":"dance","request_id":"r1"}', 'r1'],
    ['{"request_id":7}', undefined],
    ['{"request_id":', undefined],
    ['[]', undefined],
  ])('finds that of %s', (frame, id) => {
    expect(requestIdOf(frame)).toBe(id);
  });
});
