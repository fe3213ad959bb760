export { reactorClient, type ReactorClientPlugin, type ReactorClientPluginOptions } from './reactor-client.js';
