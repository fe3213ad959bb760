import { describe, expect, it } from '@jest/globals';
import { exportedNames } from '../../../test/support/exported-names.js';
import * as client from './index.js';

describe('the public surface', () => {
  const { values, types } = exportedNames(new URL('./index.ts', import.meta.url));

  it('is these values', () => {
    expect(Object.keys(client).sort()).toEqual([
      'ClientError',
      'ReactorApi',
      'ReactorClient',
      'STAGES',
      'SignalingSocket',
      'apiAddress',
      'figuresBetween',
      'isRetryable',
      'toClientError',
    ]);
    expect(values).toEqual(Object.keys(client).sort());
  });

  it('is these types', () => {
    expect(types).toEqual([
      'AnyModel',
      'ApiAddress',
      'ClientErrorCode',
      'ClientErrorDetails',
      'ClientEvents',
      'ClientPorts',
      'CommandArgs',
      'CommandName',
      'CommandParameters',
      'CommandReply',
      'CommandResult',
      'CommandTypes',
      'CommandValues',
      'Connection',
      'Entry',
      'Health',
      'KnownMessage',
      'LinkFactory',
      'LinkOffer',
      'ListedModel',
      'MediaFigures',
      'MediaLink',
      'MediaSample',
      'MessageOf',
      'ModelCommands',
      'ModelMessage',
      'ModelTypes',
      'ModelUsage',
      'Observable',
      'Over',
      'ReactorClientOptions',
      'SessionStatus',
      'SessionWish',
      'ShownCommand',
      'ShownMetadata',
      'SocketLike',
      'Stage',
      'StateName',
      'TrackInfo',
      'TrackName',
      'TrackTypes',
      'UnknownMessage',
      'UnknownMessageType',
      'VideoSample',
    ]);
  });
});
