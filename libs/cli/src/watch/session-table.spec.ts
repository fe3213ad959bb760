import { describe, expect, it } from '@jest/globals';
import { sessionTable } from './session-table.js';

describe('the table of a session', () => {
  it('has a line for each viewer, and a dash for what is not known', () => {
    const text = sessionTable('sunny', 'streaming', {
      session_id: 'abc',
      wanted_fps: 24,
      emitted_fps: 23.96,
      connections: [
        {
          connection_id: 1002,
          path: 'connected',
          candidate_type: 'host',
          protocol: 'udp',
          round_trip_ms: 41.3,
          sent_kbps: 812.5,
          loss: 0.04,
          outputs: [{ kind: 'audio' }, { kind: 'video', codec: 'VP8', width: 640, height: 360, fps: 24 }],
          verdict: { code: 'link_limited' },
        },
        { connection_id: 7, path: 'none', verdict: { code: 'not_connected' } },
      ],
    });
    expect(text.split('\n')).toEqual([
      'sunny  streaming  24 of 24 frames a second  2 viewers  session abc',
      'viewer  path                 picture      fps  kbps   loss  round trip  verdict',
      '1002    connected, host udp  640x360 VP8  24   812.5  4.0%  41 ms       link_limited',
      '7       none                 -            -    -      -     -           not_connected',
    ]);
  });

  it('is one line without viewers', () => {
    const stats = { session_id: 'abc', connections: [] };
    expect(sessionTable('sunny', 'waiting', stats)).toBe('sunny  waiting  - frames a second  0 viewers  session abc');
  });
});
