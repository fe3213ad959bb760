export * from './encoded-stream.port.js';
export * from './file-store.port.js';
export * from './media-engine.port.js';
export * from './model-host.port.js';
export * from './model-source.port.js';
export * from './output-sink.port.js';
export * from './public-address.port.js';
export * from './request-callers.port.js';
