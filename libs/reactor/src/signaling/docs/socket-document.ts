import type { SignalingServerMessage, SignalingType } from '@nestjs-reactor/protocol';
import { VERSION } from '../../version.js';
import { HTTP_SCHEMAS } from './http-schemas.js';
import { object, type Schema, text } from './json-schemas.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES, type SocketMessage } from './socket-messages.js';
import { SOCKET_SCHEMAS } from './socket-schemas.js';

type Part = Record<string, unknown>;
type Side = 'client' | 'server';

const CHANNEL = '#/channels/signaling';

/** Types of the server that answer a request; `error` does too, and is also sent by itself. */
const ANSWERS: ReadonlySet<string> = new Set(Object.values(CLIENT_MESSAGES).map(({ answer }) => answer));

/**
 * The server's signalling socket as an AsyncAPI 3 document, in the server's view: it receives what clients send. Bodies that HTTP
 * has too are the same schemas as in the OpenAPI document.
 *
 * @param base path of the surface, `/api`
 */
export function describeSocket(base = ''): Part {
  const clients = Object.entries(CLIENT_MESSAGES);
  const servers = Object.entries(SERVER_MESSAGES);
  const messages = {
    ...Object.fromEntries(clients.map(([type, message]) => [keyOf('client', type), describe('client', type, message)])),
    ...Object.fromEntries(servers.map(([type, message]) => [keyOf('server', type), describe('server', type, message)])),
  };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'nestjs-reactor',
      version: VERSION,
      description:
        'Sessions of models that are served as live video, over one WebSocket: join, signal, send commands, receive messages. ' +
        'A request with a `request_id` is answered exactly once, with the same id. ' +
        'What the same server has over HTTP is in its OpenAPI document.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    channels: {
      signaling: {
        address: `${base}/signaling`,
        description: 'Frames are JSON texts of one object each, handled in order.',
        messages: Object.fromEntries(
          Object.keys(messages).map((key) => [key, { $ref: `#/components/messages/${key}` }]),
        ),
        bindings: { ws: { method: 'GET', bindingVersion: '0.1.0' } },
      },
    },
    operations: {
      ...Object.fromEntries(
        clients.map(([type, { summary, answer }]) => [
          keyOf('client', type),
          {
            action: 'receive',
            channel: { $ref: CHANNEL },
            summary,
            messages: [inChannel('client', type)],
            reply: {
              channel: { $ref: CHANNEL },
              messages: [inChannel('server', answer), inChannel('server', 'error')],
            },
          },
        ]),
      ),
      ...Object.fromEntries(
        servers
          .filter(([type]) => !ANSWERS.has(type))
          .map(([type, { summary }]) => [
            keyOf('server', type),
            { action: 'send', channel: { $ref: CHANNEL }, summary, messages: [inChannel('server', type)] },
          ]),
      ),
    },
    components: {
      messages,
      schemas: { ...SOCKET_SCHEMAS, Session: HTTP_SCHEMAS['Session'], IceServer: HTTP_SCHEMAS['IceServer'] },
    },
  };
}

/** JSON Schema of one message, as the document has it. */
export function schemaOfMessage(side: Side, type: SignalingType | SignalingServerMessage['type']): Schema {
  const table: Readonly<Record<string, SocketMessage<unknown>>> = side === 'client' ? CLIENT_MESSAGES : SERVER_MESSAGES;
  const { fields, optional = [] } = table[type]!;
  const hasId = side === 'client' || ANSWERS.has(type) || type === 'error';
  const id: Readonly<Record<string, Schema>> = hasId
    ? { request_id: { type: 'string', minLength: 1, maxLength: 64 } }
    : {};
  const schema = object({ type: { ...text, const: type }, ...id, ...fields }, ['request_id', ...optional]);
  // The server refuses unknown keys; clients should read over those of a newer one.
  return side === 'client' ? { ...schema, additionalProperties: false } : schema;
}

function describe(side: Side, type: string, { summary, example }: SocketMessage<unknown>): Part {
  const payload = schemaOfMessage(side, type as SignalingType);
  return { name: type, title: type, summary, payload, examples: [{ payload: example }] };
}

/** Both sides have a `candidate` and a `schema`. */
function keyOf(side: Side, type: string): string {
  return `${side}_${type}`;
}

function inChannel(side: Side, type: string): Part {
  return { $ref: `${CHANNEL}/messages/${keyOf(side, type)}` };
}
