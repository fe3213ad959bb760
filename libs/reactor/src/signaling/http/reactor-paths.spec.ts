import { describe, expect, it } from '@jest/globals';
import { isReactorPath, pathOf, routeOf } from './reactor-paths.js';

describe('routeOf', () => {
  it.each([
    ['/start_session', 'POST'],
    ['/models/echo/start_session', 'POST'],
    ['/session', 'GET'],
    ['/session/', 'GET'],
    ['/ice_servers', 'GET'],
    ['/sdp_params', 'POST'],
    ['/sessions/s-1/transport/webrtc/sdp_params', 'GET POST PUT'],
    ['/models/echo/sessions/s-1/transport/webrtc/connections/1002/sdp_params', 'GET POST PUT'],
    ['/sessions/s-1/transport/webrtc/connections/1002/ice_candidates', 'POST'],
    ['/sessions/s-1/uploads', 'POST'],
    ['/uploads/u-1', 'PUT'],
    ['/events', 'GET'],
    ['/metrics', 'GET'],
    ['/clips', 'GET'],
    ['/clips/chunks/r-1/init.mp4', 'GET'],
  ])('%s takes %s', (path, methods) => {
    expect(routeOf(path)?.methods.join(' ')).toBe(methods);
  });

  it.each(['/', '/sessions', '/session/s-1', '/models', '/models/echo', '/my/start_session', '/uploads', '/sessionsx'])(
    'leaves %s to the application',
    (path) => {
      expect(isReactorPath(path)).toBe(false);
    },
  );

  it('answers for whatever lies under a transport, known or not', () => {
    expect(routeOf('/sessions/s-1/transport/webrtc/nothing')).toBeUndefined();
    expect(isReactorPath('/sessions/s-1/transport/webrtc/nothing')).toBe(true);
  });
});

describe('pathOf', () => {
  it('is the path as it was written, without its query', () => {
    expect(pathOf({ originalUrl: '/session?a=/b' })).toBe('/session');
  });
});
