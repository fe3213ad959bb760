import { ReactorPlayer } from './reactor-player.js';

export { ReactorPlayer, type ReactorStatusEvent, setHome } from './reactor-player.js';

// Twice where a page loads it twice; and on a server there is no registry.
if (globalThis.customElements?.get('reactor-player') === undefined) {
  globalThis.customElements?.define('reactor-player', ReactorPlayer);
}
