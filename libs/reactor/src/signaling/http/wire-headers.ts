/** Sent on signalling requests only by the clients that speak protobuf. */
export const API_VERSION_HEADER = 'reactor-api-version';

/** What a client speaks before its first frame says so: the newest generation names its API version, the others do not. */
export function wireOf(apiVersion: string | undefined): 'v0' | 'v1' {
  return apiVersion === undefined ? 'v0' : 'v1';
}
