export { DocsMiddleware } from './docs.middleware.js';
export { describeHttp } from './http-document.js';
export { describeSocket } from './socket-document.js';
