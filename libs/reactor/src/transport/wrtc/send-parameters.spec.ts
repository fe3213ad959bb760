import { describe, expect, it } from '@jest/globals';
import { mendSendParameters } from './send-parameters.js';

describe('mendSendParameters', () => {
  it('strips what the library added to format lines, and puts the synchronisation source back', () => {
    const mended = mendSendParameters(
      {
        codecs: [
          {},
          { sdpFmtpLine: 'a=fmtp:97 apt=96' },
          { sdpFmtpLine: 'a=fmtp:102 level-asymmetry-allowed=1; packetization-mode=1' },
        ],
        encodings: [{ active: true }],
      },
      3_090_781_455,
    );
    expect(mended).toEqual({
      codecs: [{}, { sdpFmtpLine: 'apt=96' }, { sdpFmtpLine: 'level-asymmetry-allowed=1;packetization-mode=1' }],
      encodings: [{ active: true, ssrc: 3_090_781_455 }],
    });
  });
});
