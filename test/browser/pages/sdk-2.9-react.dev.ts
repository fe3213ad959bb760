import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ReactorProvider, ReactorView, useReactor } from 'reactor-sdk-2.9';

/** An application as one writes it with the client's components, the way development servers run it: mounted twice. */
const api = {
  render(apiUrl: string, modelName: string): void {
    const Status = () =>
      createElement(
        'output',
        null,
        useReactor((state) => state.status),
      );
    const provider = createElement(ReactorProvider, {
      apiUrl,
      modelName,
      local: true,
      // Sent nowhere, but without it nothing connects by itself.
      jwtToken: 'any',
      connectOptions: { autoConnect: true },
      children: [createElement(Status, { key: 'status' }), createElement(ReactorView, { key: 'view' })],
    });
    createRoot(document.getElementById('root')!).render(createElement(StrictMode, null, provider));
  },
};
export type Sdk29ReactApi = typeof api;
Object.assign(window, { sdk29React: api });
