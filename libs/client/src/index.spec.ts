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
      'UploadedFile',
      'apiAddress',
      'canShareScreen',
      'captureCamera',
      'captureCanvas',
      'captureMicrophone',
      'captureScreen',
      'connect',
      'figuresBetween',
      'hasDevices',
      'isRetryable',
      'sourceOf',
      'toClientError',
    ]);
    expect(values).toEqual(Object.keys(client).sort());
  });

  it('is these types', () => {
    expect(types).toEqual([
      'AccessToken',
      'AnyModel',
      'ApiAddress',
      'BackoffOptions',
      'CameraOptions',
      'CaptureErrorCode',
      'ClientErrorCode',
      'ClientErrorDetails',
      'ClientEvents',
      'ClientPorts',
      'CommandArgs',
      'CommandName',
      'CommandOptions',
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
      'LostSetting',
      'MediaFigures',
      'MediaLink',
      'MediaSample',
      'MessageOf',
      'MicrophoneOptions',
      'ModelCommands',
      'ModelMessage',
      'ModelTypes',
      'ModelUsage',
      'Observable',
      'Over',
      'Publication',
      'ReactorClientOptions',
      'SchemaDrift',
      'SessionLimit',
      'SessionStatus',
      'SessionWish',
      'ShownCommand',
      'ShownMetadata',
      'SocketLike',
      'Source',
      'SourceKind',
      'Stage',
      'StateName',
      'TrackInfo',
      'TrackName',
      'TrackTypes',
      'UnknownMessage',
      'UnknownMessageType',
      'UploadOptions',
      'UploadProgress',
      'VideoSample',
    ]);
  });
});
