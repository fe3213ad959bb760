import { ROLES } from '@nestjs-reactor/protocol';
import { count, flag, list, object, ref, type Schema, text } from './json-schemas.js';

const names = list(text, 64);
const seconds: Schema = { type: 'number', minimum: 0 };
const time: Schema = { ...text, format: 'date-time' };
const role: Schema = { enum: [...ROLES] };
const state: Schema = {
  enum: ['CREATED', 'WAITING', 'ACTIVE', 'SUSPENDED', 'INACTIVE', 'CLOSED'],
  description:
    'Without a client yet; with one; left by all; ending; ended. `CREATED` answers the request that made it.',
};
const created = {
  session_id: text,
  state,
  cluster: text,
  model: object({ name: text }),
  server_info: object({ server_version: text }),
};

/** Bodies of the cloud API, by their names in the document. */
export const CLOUD_SCHEMAS: Readonly<Record<string, Schema>> = {
  TokenRequest: {
    ...object(
      {
        expires_after: {
          type: 'integer',
          minimum: 1,
          description: 'Seconds; longer than the server allows is shortened.',
        },
        subject: { ...text, maxLength: 128, description: 'Who gets it. Tokens of one subject use the same sessions.' },
        authorization_details: list(ref('TokenDetail'), 16),
      },
      ['expires_after', 'subject', 'authorization_details'],
    ),
    description: 'Absent or null: a token with all that its key may do.',
  },
  TokenDetail: object(
    {
      type: { const: 'session' },
      roles: list(role),
      resources: object(
        {
          models: object({ match: names, all: flag }, ['match', 'all']),
          sessions: object({ bind: names }),
        },
        ['models', 'sessions'],
      ),
      constraints: object(
        {
          max_sessions: { ...count, description: 'Over its life; bound ones count.' },
          max_session_duration_seconds: { type: 'integer', minimum: 1, maximum: 86_400 },
        },
        ['max_sessions', 'max_session_duration_seconds'],
      ),
    },
    ['type', 'roles', 'resources', 'constraints'],
  ),
  Token: object({ jwt: text, expires_at: { ...count, description: 'Seconds since the epoch.' } }),
  NewSession: {
    ...object(
      {
        model: object({ name: text }),
        sdp_offer: { ...text, description: 'From a client up to 2.6.' },
        ticket: { ...text, description: 'From a client that waited for its turn.' },
      },
      ['sdp_offer', 'ticket'],
    ),
    additionalProperties: true,
  },
  CreatedSession: object(created),
  CloudSession: object(
    {
      ...created,
      selected_transport: object({ protocol: { const: 'webrtc' }, version: { const: '1.0' } }),
      capabilities: { type: 'object', description: 'As in `Session`.' },
      created_at: time,
      ended_at: time,
      end_reason: { enum: ['stopped', 'timed_out', 'evicted', 'moderated', 'error'] },
      end_message: text,
    },
    ['selected_transport', 'capabilities', 'ended_at', 'end_reason', 'end_message'],
  ),
  CloudSessions: object({ sessions: list(ref('CloudSession')) }),
  SessionInfo: object({ session_id: text, state, cluster: text }),
  PolledOffer: object({ sdp_offer: text }),
  Usage: object({
    since: time,
    keys: list(
      object({
        key: { ...text, description: 'Id of the API key.' },
        sessions: { ...count, description: 'That it has started.' },
        running: count,
        session_seconds: seconds,
        bytes_sent: { ...count, description: 'Media, to all viewers of its sessions.' },
      }),
    ),
  }),
};
