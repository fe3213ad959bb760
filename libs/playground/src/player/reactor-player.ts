// Loaded by a plain script tag: `<script src="https://host/reactor-player.js"></script>`.
import { setHome } from '@nestjs-reactor/client/player';

// Undefined for a module; then a player without `url` means the page's own server.
const { src } = (document.currentScript as HTMLScriptElement | null) ?? {};
if (src !== undefined && src !== '') setHome(new URL('.', src).href);
