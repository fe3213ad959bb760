export { type LogFields, LogLine } from './log-line.js';
