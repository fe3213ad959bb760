/** Every route of the contract, at the root or under a model's name. */
const ROUTE =
  /^(?:\/models\/[^/]+)?\/(?:start_session|stop_session|session|schema|health|ice_servers|sdp_params|sessions\/[^/]+\/(?:transport\/webrtc(?:\/.*)?|uploads))\/?$/;

/** Is this path the framework's? Others belong to the application, whose errors and headers are its own. */
export function isReactorPath(path: string): boolean {
  return ROUTE.test(path);
}
