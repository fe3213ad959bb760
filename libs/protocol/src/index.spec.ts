import { describe, expect, it } from '@jest/globals';
import { exportedNames } from '../../../test/support/exported-names.js';
import * as protocol from './index.js';

describe('the public surface', () => {
  const { values, types } = exportedNames(new URL('./index.ts', import.meta.url));

  it('is these values', () => {
    expect(Object.keys(protocol).sort()).toEqual([
      'MAX_FRAME_BYTES',
      'MAX_SDP_LENGTH',
      'MAX_SIGNALING_BYTES',
      'ROLES',
      'SOCKET_TOPICS',
      'STREAM_CODECS',
      'STREAM_FEEDBACK_BYTES',
      'TOPICS',
      'WireError',
      'capabilitiesOf',
      'chooseCodec',
      'codecOf',
      'encodeStreamFeedback',
      'encodeStreamFrame',
      'flatCodec',
      'jsonV0Codec',
      'parseCandidates',
      'parseCreateSession',
      'parseFlatOffer',
      'parseOffer',
      'parsePolledOffer',
      'parseSignalingMessage',
      'parseStartSession',
      'parseStopSession',
      'parseStreamFeedback',
      'parseStreamFrame',
      'parseTicket',
      'parseTokenRequest',
      'parseUploadRequest',
      'protobufV1Codec',
      'requestIdOf',
      'requestIdOfV1',
      'toJsonText',
    ]);
    expect(values).toEqual(Object.keys(protocol).sort());
  });

  it('is these types', () => {
    expect(types).toEqual([
      'CandidateEntry',
      'Channel',
      'ClientMessage',
      'ClipDescription',
      'CommandCapability',
      'CreateSessionBody',
      'EncodedFrame',
      'FrameMetadata',
      'FrameRecord',
      'FrameStages',
      'IceServerEntry',
      'InputValue',
      'InputValues',
      'Notice',
      'OfferBody',
      'Role',
      'SeatList',
      'ServerMessage',
      'SessionDescriptor',
      'SignalingClientMessage',
      'SignalingErrorBody',
      'SignalingRequest',
      'SignalingServerMessage',
      'SignalingType',
      'StreamCodec',
      'StreamFeedback',
      'StreamFrame',
      'StreamTrack',
      'TimeLimit',
      'TokenRequest',
      'Topic',
      'TrackMappingEntry',
      'UploadReference',
      'WaitingPlace',
      'WireCodec',
      'WireErrorCode',
      'WireVersion',
    ]);
  });
});
