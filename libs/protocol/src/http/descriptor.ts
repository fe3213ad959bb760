/** A server's description of its session. Clients reject null where a value is optional. */
export interface SessionDescriptor {
  readonly session_id: string;
  readonly state: string;
  readonly cluster: string;
  readonly model: { readonly name: string; readonly version?: string };
  readonly server_info: { readonly server_version: string };
  readonly selected_transport: { readonly protocol: 'webrtc'; readonly version: '1.0' };
  readonly capabilities: {
    readonly protocol_version: string;
    /** In the client's view: `recvonly` is a track that it receives. */
    readonly tracks: readonly {
      readonly name: string;
      readonly kind: 'video' | 'audio';
      readonly direction: 'recvonly' | 'sendonly';
    }[];
    readonly commands: readonly { readonly name: string; readonly description: string }[];
    readonly emission_fps?: number;
  };
}
