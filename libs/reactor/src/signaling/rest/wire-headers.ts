/** Sent on signalling requests only by the clients that speak protobuf. */
export const API_VERSION_HEADER = 'reactor-api-version';

/** A client's codec until its first frame: the newest client version sends its API version, the others do not. */
export function wireOf(apiVersion: string | undefined): 'v0' | 'v1' {
  return apiVersion === undefined ? 'v0' : 'v1';
}
