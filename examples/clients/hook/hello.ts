// Written by `reactor client` from the schema of hello v0.0.0; do not edit it.
// Schema: 2da6014495b5ce5fcedb8f2e418882a746e561a9c42f13a32395736de73b2983
import {
  type ClientErrorCode,
  connect,
  type MessageOf,
  type ReactorClient,
  type ReactorClientOptions,
  type TrackName,
} from '@nestjs-reactor/client';

/** What `set_brightness` takes. */
export type SetBrightnessArgs = {
  /**
   * How bright the picture is
   * 0 to 1.
   * @defaultValue 0.8
   */
  readonly brightness?: number;
};

/** What the compiler knows of hello. */
export type Hello = {
  readonly commands: {
    /** How bright the picture is */
    readonly set_brightness: {
      readonly args: SetBrightnessArgs;
      readonly reply: undefined;
    };
  };
  readonly messages: {};
  readonly tracks: {
    readonly main_video: {
      readonly kind: 'video';
      readonly direction: 'recvonly';
    };
  };
  readonly state: {
    /** How bright the picture is */
    readonly brightness: number;
  };
};

/** What hello sends: a `switch` over `type` knows the data of each, and leaves those of another version. */
export type HelloMessage = MessageOf<Hello>;

/** Tracks that hello sends. */
export type HelloOutput = TrackName<Hello, { direction: 'recvonly' }>;

/** Tracks that hello receives. */
export type HelloInput = TrackName<Hello, { direction: 'sendonly' }>;

/** Why a command may be refused, as the `code` of a `ClientError`; a server of another version may have others. */
export type HelloErrorCode =
  | ClientErrorCode
  | 'invalid_command'
  | 'unresolved_upload'
  | 'handler_timeout'
  | 'model_failed'
  | 'model_loading'
  | 'worker_lost'
  | 'no_session'
  | 'forbidden'
  | 'authorization_expired'
  | 'rate_limited'
  | 'queue_full'
  | 'message_too_large'
  | 'internal_error';

/** Names what these types were made from. A client that has it warns where the server's model is another one. */
export const HELLO_SCHEMA_HASH = '2da6014495b5ce5fcedb8f2e418882a746e561a9c42f13a32395736de73b2983';

const HELLO_SCHEMA =
  '{"openapi":"3.1.0","info":{"title":"hello","version":"v0.0.0"},"x-reactor":{"tracks":[{"name":"main_video","kind":"video","direction":"out"}]},"paths":{"/events/set_brightness":{"post":{"operationId":"set_brightness","requestBody":{"required":true,"content":{"application/json":{"schema":{"type":"object","properties":{"brightness":{"type":"number","default":0.8,"minimum":0,"maximum":1}}}}}},"responses":{"202":{}}}}},"components":{"schemas":{"ReactorUploadReference":{"type":"object","format":"reactor-upload-reference","properties":{"upload_id":{"type":"string","format":"uuid"},"name":{"type":"string"},"mime_type":{"type":"string"},"size":{"type":"integer"}},"required":["upload_id","name","mime_type","size"]}}}}';

export type HelloClient = ReactorClient<Hello>;

export type HelloOptions = Omit<ReactorClientOptions, 'model' | 'schema' | 'schemaHash'>;

/** The client of hello, started; see `connect`. */
export function connectHello(options: HelloOptions): HelloClient {
  return connect<Hello>({
    ...options,
    model: 'hello',
    schemaHash: HELLO_SCHEMA_HASH,
    schema: () => Promise.resolve(JSON.parse(HELLO_SCHEMA)),
  });
}
