import type { SessionDescriptor } from '@nestjs-reactor/protocol';
import type { ModelManifest } from '../contract/index.js';
import { VERSION } from '../version.js';
import type { ContractState } from './contract-state.js';

/** Means "no session" where the contract requires an id. */
const NO_SESSION_ID = '00000000-0000-0000-0000-000000000000';

/** What clients receive about a session. Track directions are the client's: a model's output is one it receives. */
export function describeSession(
  manifest: ModelManifest,
  state: ContractState,
  sessionId: string | undefined,
): SessionDescriptor {
  return {
    session_id: sessionId ?? NO_SESSION_ID,
    state,
    cluster: 'local',
    model: { name: manifest.name },
    server_info: { server_version: VERSION },
    selected_transport: { protocol: 'webrtc', version: '1.0' },
    capabilities: {
      protocol_version: 'v0',
      tracks: manifest.tracks.map((track) => ({
        name: track.name,
        kind: track.kind,
        direction: track.direction === 'out' ? ('recvonly' as const) : ('sendonly' as const),
      })),
      commands: [],
      ...(manifest.fps === undefined ? {} : { emission_fps: manifest.fps }),
    },
  };
}

/** Tracks in the model's view; a video track's rate is 0 because frames bring their own. */
export function describeTracks(
  manifest: ModelManifest,
): Record<string, { kind: 'video' | 'audio'; direction: 'in' | 'out'; rate: number }> {
  return Object.fromEntries(
    manifest.tracks.map(({ name, kind, direction, sampleRate = 48_000 }) => [
      name,
      { kind, direction, rate: kind === 'audio' ? sampleRate : 0 },
    ]),
  );
}
