import { describe, expect, it } from '@jest/globals';
import { exportedNames } from '../../../../test/support/exported-names.js';
import * as testing from './index.js';

describe('the public surface', () => {
  const { values, types } = exportedNames(new URL('./index.ts', import.meta.url));

  it('is these values', () => {
    expect(Object.keys(testing).sort()).toEqual([
      'CommandRefused',
      'InlineModelHost',
      'InlineModelHostFactory',
      'LoopbackChannel',
      'LoopbackEngine',
      'LoopbackOutboundPeer',
      'LoopbackPeer',
      'ManualClock',
      'TestReactor',
    ]);
    expect(values).toEqual(Object.keys(testing).sort());
  });

  it('is these types', () => {
    expect(types).toEqual([
      'Answerer',
      'CommandDone',
      'CommandReplied',
      'FrameOptions',
      'LoopbackOffer',
      'RepliesOf',
      'TestReactorOptions',
      'TestViewer',
      'WireMessageOf',
      'WireNameOf',
    ]);
  });
});
