import { describe, expect, it } from '@jest/globals';
import { pathOf, ReactorPaths } from './reactor-paths.js';

const atRoot = new ReactorPaths();

describe('ReactorPaths', () => {
  it.each([
    ['/start_session', 'POST'],
    ['/models/echo/start_session', 'POST'],
    ['/session', 'GET'],
    ['/session/', 'GET'],
    ['/SESSION', 'GET'],
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
    const found = atRoot.find(path)?.routes.map(({ method }) => method);
    expect(found?.sort().join(' ')).toBe(methods);
  });

  it.each(['/', '/sessions', '/session/s-1', '/models', '/models/echo', '/my/start_session', '/uploads', '/sessionsx'])(
    'leaves %s to the application',
    (path) => {
      expect(atRoot.find(path)).toBeUndefined();
    },
  );

  it('answers for whatever lies under a transport, known or not', () => {
    const found = atRoot.find('/sessions/s-1/transport/webrtc/nothing');
    expect(found).toEqual({
      routes: [],
      base: '',
      params: { sid: 's-1' },
      path: '/sessions/s-1/transport/webrtc/nothing',
    });
  });

  it('says what a path is in the contract’s terms, wherever it lies', () => {
    const paths = new ReactorPaths({ globalPrefix: '/api/', path: 'stream', excludes: () => false });
    expect(paths.base).toBe('/api/stream');
    expect(paths.find('/api/stream/models/echo/session')).toMatchObject({
      base: '/api/stream',
      params: { model: 'echo' },
      path: '/session',
      routes: [{ fullPath: '/api/stream/models/:model/session' }],
    });
    expect(paths.find('/session')).toBeUndefined();
    expect(paths.find('/api/session')).toBeUndefined();
  });

  it('has a route that is left out of the prefix where it lies then, by method', () => {
    const excludes = (method: string, path: string): boolean => method === 'GET' && path === '/health';
    const paths = new ReactorPaths({ globalPrefix: 'api', path: '', excludes });
    expect(paths.find('/health')?.routes[0]?.fullPath).toBe('/health');
    expect(paths.find('/api/health')).toBeUndefined();
    expect(paths.find('/api/models/echo/health')?.routes[0]?.fullPath).toBe('/api/models/:model/health');
    expect(paths.find('/session')).toBeUndefined();
  });

  it('takes a prefix with a part that stands for any', () => {
    const paths = new ReactorPaths({ globalPrefix: 'of/:tenant', path: '', excludes: () => false });
    expect(paths.find('/of/them/session')?.base).toBe('/of/them');
    expect(paths.paramsOf('/of/th%65m/session')).toEqual({ tenant: 'them' });
    expect(paths.paramsOf('/elsewhere')).toEqual({});
  });
});

describe('pathOf', () => {
  it('is the whole path, under whatever the request is mounted', () => {
    expect(pathOf({ baseUrl: '/api', path: '/session' })).toBe('/api/session');
  });
});
