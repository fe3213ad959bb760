import type { ReactorErrorCode } from '../../errors/index.js';
import { REACTOR_ROUTES, type ServedRouteName } from '../../routes/index.js';
import { VERSION } from '../../version.js';
import { statusOf } from '../rest/error-statuses.js';
import { HTTP_OPERATIONS, type HttpOperation, type HttpReply } from './http-operations.js';
import { HTTP_SCHEMAS } from './http-schemas.js';

type Part = Record<string, unknown>;

/** Errors of every route. */
const EVERYWHERE: readonly ReactorErrorCode[] = [
  'unknown_model',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'internal_error',
];

const PARAMETERS: Readonly<Record<string, { readonly schema: object; readonly description: string }>> = {
  sid: { schema: { type: 'string', format: 'uuid' }, description: 'The id of the session.' },
  cid: { schema: { type: 'integer' }, description: 'The id of the connection.' },
  id: { schema: { type: 'string' }, description: 'The id of the upload.' },
  model: { schema: { type: 'string' }, description: 'The name of the model.' },
  track: { schema: { type: 'string' }, description: 'The input to feed.' },
  peer: { schema: { type: 'string' }, description: 'The secret part of the address, from `Location`.' },
};

/**
 * The server's HTTP surface as an OpenAPI 3.1 document. It is the same whatever models are served.
 *
 * @param base path of the surface, `/api`
 */
export function describeHttp(base = ''): Part {
  const paths: Record<string, Part> = {};
  for (const [name, operation] of Object.entries(HTTP_OPERATIONS)) {
    const route = REACTOR_ROUTES[name as ServedRouteName];
    const path = `/${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    const method = route.method.toLowerCase();
    // A route that belongs to no model is not under a model's name.
    const servers = route.shared === true ? { servers: [{ url: `${base}/` }] } : {};
    const described = { ...describeOperation(operation, method, path), ...servers };
    paths[path] = { ...paths[path], [method]: described };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'nestjs-reactor',
      version: VERSION,
      description:
        'Sessions, signalling and operation of models that are served as live video. ' +
        'In a body, null and an absent value are the same where a value is optional. ' +
        'Messages that go over a WebRTC data channel or the WebSocket at `/signaling` are no part of it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      { url: `${base}/`, description: 'The default model' },
      {
        url: `${base}/models/{model}`,
        description: 'Any model, by its name',
        variables: { model: { default: 'model' } },
      },
    ],
    tags: [
      { name: 'session', description: 'The life of a session' },
      { name: 'signaling', description: 'Offers, answers and candidates, for each generation of clients' },
      { name: 'uploads', description: 'Files for the model' },
      { name: 'operations', description: 'Health, events and metrics' },
      { name: 'cloud', description: 'Tokens, and sessions by id; with the option `cloud` alone' },
    ],
    paths,
    components: { schemas: HTTP_SCHEMAS },
  };
}

function describeOperation(operation: HttpOperation, method: string, path: string): Part {
  const { body } = operation;
  const parameters = parametersOf(operation, path);
  return {
    operationId: idOf(method, path),
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: describeBody(body) }),
    responses: { ...describeReplies(operation.replies), ...describeRefusals(operation) },
  };
}

/** `post` of `/sessions/{sid}/uploads` is `post_sessions_sid_uploads`. */
function idOf(method: string, path: string): string {
  return [method, ...path.split('/').filter((part) => part !== '')].join('_').replaceAll(/[{}]/g, '');
}

function parametersOf({ query = {}, headers = {} }: HttpOperation, path: string): Part[] {
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      ...PARAMETERS[name],
    })),
    ...Object.entries(query).map(([name, parameter]) => ({ name, in: 'query', ...parameter })),
    ...Object.entries(headers).map(([name, description]) => ({
      name,
      in: 'header',
      schema: { type: 'string' },
      description,
    })),
  ];
}

function describeBody(body: NonNullable<HttpOperation['body']>): Part {
  if (body === 'bytes') {
    return {
      required: true,
      content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
    };
  }
  return 'contentType' in body
    ? { required: true, content: { [body.contentType]: { schema: { type: 'string' } } } }
    : { required: body.required, content: json(body.schema) };
}

function describeReplies(replies: HttpOperation['replies']): Part {
  return Object.fromEntries(Object.entries(replies).map(([status, reply]) => [status, describeReply(reply)]));
}

function describeReply({ description, schema, contentType, headers }: HttpReply): Part {
  const described = { description, ...(headers === undefined ? {} : { headers: describeHeaders(headers) }) };
  if (contentType !== undefined) return { ...described, content: { [contentType]: { schema: { type: 'string' } } } };
  return schema === undefined ? described : { ...described, content: json(schema) };
}

function describeHeaders(headers: NonNullable<HttpReply['headers']>): Part {
  return Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );
}

/** One response for each status, with the codes that share it. */
function describeRefusals({ refusals, replies }: HttpOperation): Part {
  const byStatus = new Map<number, Set<ReactorErrorCode>>();
  for (const code of [...refusals, ...EVERYWHERE]) {
    const codes = byStatus.get(statusOf(code)) ?? new Set();
    byStatus.set(statusOf(code), codes.add(code));
  }
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => replies[status] === undefined)
      .map(([status, codes]) => [
        status,
        {
          description: [...codes].map((code) => `\`${code}\``).join(', '),
          ...(RETRIABLE.some((code) => codes.has(code)) ? { headers: RETRY_AFTER } : {}),
          content: json('Error'),
        },
      ]),
  );
}

/** Codes that may have the time after which the same request can succeed. */
const RETRIABLE: readonly ReactorErrorCode[] = [
  'model_loading',
  'session_limit',
  'rate_limited',
  'session_not_running',
  'upload_limit',
];

const RETRY_AFTER: Part = {
  'Retry-After': { description: 'Seconds; absent where waiting does not help.', schema: { type: 'integer' } },
};

function json(schema: string): Part {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}
