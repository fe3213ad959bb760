import { render } from 'preact';
import { readPageSettings } from './browser/page-settings.js';
import { Playground } from './playground.js';
import './styles/index.css';
import { App } from './ui/app.js';

const playground = new Playground(readPageSettings());
playground.client.start();
render(<App playground={playground} />, document.getElementById('app')!);
