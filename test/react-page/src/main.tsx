import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';

const url = new URLSearchParams(location.search).get('server')!;
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App url={url} />
  </StrictMode>,
);
