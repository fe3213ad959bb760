import { describe, expect, it } from '@jest/globals';
import type { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { Surface } from '../rest/surface.js';
import { DEFAULT_SIGNALING_OPTIONS } from '../signaling.options.js';
import type { MediaSockets } from './media-sockets.js';
import type { OrderedMessages } from './ordered-messages.js';
import { SIGNALING_GATEWAY, SignalingAdapter } from './signaling-adapter.js';

describe('SignalingAdapter', () => {
  it('says what to do in an application without an HTTP server', () => {
    const moduleRef = { container: {} } as unknown as ModuleRef;
    const adapter = new SignalingAdapter(
      // What Nest has in an application of `createMicroservice`.
      { httpAdapter: null } as unknown as HttpAdapterHost,
      new Surface(DEFAULT_SIGNALING_OPTIONS, moduleRef),
      DEFAULT_SIGNALING_OPTIONS,
      {} as OrderedMessages,
      {} as MediaSockets,
      moduleRef,
    );
    expect(() => adapter.create(0, { path: SIGNALING_GATEWAY })).toThrow(
      expect.objectContaining({
        code: 'bad_configuration',
        message: expect.stringContaining('app.connectMicroservice('),
      }),
    );
    expect(() => (adapter.forceCloseConnections = true)).toThrow('NestFactory.createMicroservice');
  });
});
