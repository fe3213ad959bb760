import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ReactorProvider, ReactorView, useReactor } from 'reactor-sdk-2.2';

/** An application with the oldest client's components, the way development servers run it: mounted twice. */
const api = {
  render(modelName: string): void {
    const Status = () =>
      createElement(
        'output',
        null,
        useReactor((state) => state.status),
      );
    const provider = createElement(ReactorProvider, {
      modelName,
      local: true,
      autoConnect: true,
      // Sent nowhere, but without it nothing connects by itself.
      jwtToken: 'any',
      children: [createElement(Status, { key: 'status' }), createElement(ReactorView, { key: 'view' })],
    });
    createRoot(document.getElementById('root')!).render(createElement(StrictMode, null, provider));
  },
};
export type Sdk22ReactApi = typeof api;
Object.assign(window, { sdk22React: api });
