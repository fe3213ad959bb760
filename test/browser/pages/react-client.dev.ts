import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '../../../examples/clients/react/app.js';

/** The guide's application, mounted twice as development servers do. */
const apiUrl = new URLSearchParams(location.search).get('server')!;
createRoot(document.getElementById('root')!).render(createElement(StrictMode, null, createElement(App, { apiUrl })));
