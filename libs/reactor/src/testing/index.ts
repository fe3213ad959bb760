export { InlineModelHost, InlineModelHostFactory } from '../inference/index.js';
export { ManualClock } from '../media/manual-clock.js';
export { LoopbackChannel } from '../transport/loopback/loopback-channel.js';
export { LoopbackEngine } from '../transport/loopback/loopback-engine.js';
export { type Answerer, type LoopbackOffer, LoopbackPeer } from '../transport/loopback/loopback-peer.js';
export { CommandRefused } from './command-refused.js';
export { TestReactor, type TestReactorOptions } from './test-reactor.js';
export { type CommandDone, type CommandReplied, type FrameOptions, type TestViewer } from './test-viewer.js';
export { type RepliesOf, type WireMessageOf, type WireNameOf } from './wire-types.js';
