import { describe, expect, it } from '@jest/globals';
import { routeWords } from './route-words.js';

describe('the way of the picture, in words', () => {
  it.each([
    ['udp', 'UDP'],
    ['tcp', 'TCP'],
    ['relay', 'Relay'],
  ] as const)('%s is %s, and explained', (way, name) => {
    const words = routeWords({ way, retries: false });
    expect(words.name).toBe(name);
    expect(words.text).toMatch(/^WebRTC /);
  });

  it.each([
    ['no_ice_path', 'lets no WebRTC through'],
    ['path_lost', 'was lost'],
    ['no_webrtc', 'has no WebRTC'],
    ['chosen', 'was asked to'],
  ] as const)('a WebSocket says why: %s', (cause, why) => {
    expect(routeWords({ way: 'websocket', cause, retries: false }).text).toContain(why);
  });

  it('says that WebRTC is tried again where it is', () => {
    const text = (retries: boolean): string => routeWords({ way: 'websocket', cause: 'no_ice_path', retries }).text;
    expect(text(true)).toContain('tried again');
    expect(text(false)).not.toContain('tried again');
  });
});
