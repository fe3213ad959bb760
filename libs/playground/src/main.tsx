import { render } from 'preact';
import { applyTheme } from './browser/apply-theme.js';
import { readPageSettings } from './browser/page-settings.js';
import { Playground } from './playground.js';
import './styles/index.css';
import { App } from './ui/app.js';

const playground = new Playground(readPageSettings());
applyTheme(playground.theme);
void playground.choice.begin();
render(<App playground={playground} />, document.getElementById('app')!);
