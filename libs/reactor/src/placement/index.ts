export { LocalPlacement } from './local-placement.js';
export { SessionStarts } from './session-starts.js';
export {
  type Capacity,
  type PlacedSession,
  type PlacementRequest,
  PlainPlacement,
  SessionPlacement,
} from './session-placement.js';
