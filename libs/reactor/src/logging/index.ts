export { ignoreLostReader } from './ignore-lost-reader.js';
export { FRAMEWORK_CONTEXTS } from './framework-contexts.js';
export { describe, type LogCall, readLogCall, stackOf, stacksOf } from './log-call.js';
export { type LogFields, LogLine } from './log-line.js';
export { LogRateLimiter } from './log-rate-limiter.js';
export { ReactorLogger, type ReactorLoggerOptions } from './reactor-logger.js';
