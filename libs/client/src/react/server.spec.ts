import { describe, expect, it } from '@jest/globals';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { type Reactor, useCommand, useMessage, useModelState, useReactor, useTrack } from './index.js';

interface Lamp {
  commands: { set_brightness: { args: { brightness?: number }; reply: undefined } };
  messages: { dimmed: { brightness: number } };
  tracks: { main_video: { kind: 'video'; direction: 'recvonly' } };
  state: { brightness: number };
}

describe('the hooks on a server', () => {
  it('render a page that is not connected yet, and connect nowhere', () => {
    const seen: Reactor<Lamp>[] = [];
    function Page() {
      const lamp = useReactor<Lamp>({ url: '/' });
      seen.push(lamp);
      const picture = useTrack(lamp.client, 'main_video');
      const { brightness = 'unknown' } = useModelState(lamp.client);
      const { isPending } = useCommand(lamp.client, 'set_brightness');
      useMessage(lamp.client, 'dimmed', () => {});
      return createElement('p', { ref: picture }, `${lamp.status.kind}, ${brightness}, ${String(isPending)}`);
    }
    expect(renderToString(createElement(Page))).toBe('<p>idle, unknown, false</p>');
    expect(seen[0]).toMatchObject({ isLive: false });
    expect(seen[0]!.client.status.value.kind).toBe('idle');
  });

  it('share no client between two pages', () => {
    const clients = new Set<unknown>();
    function Page() {
      clients.add(useReactor({ url: '/' }).client);
      return null;
    }
    renderToString(createElement(Page));
    renderToString(createElement(Page));
    expect(clients.size).toBe(2);
  });
});
