export { InlineModelHost, InlineModelHostFactory } from '../inference/index.js';
export { ManualClock } from '../media/manual-clock.js';
