import type { UploadReference } from '@nestjs-reactor/protocol';
import { ClientError } from '../client-error.js';
import { type AccessToken, readToken } from './access-token.js';
import type { ApiAddress } from './api-address.js';
import { putFile } from './put-file.js';
import type { UploadOptions } from './upload-progress.js';

/** The server's description of a model. */
export interface Health {
  readonly state: 'loading' | 'available' | 'serving' | 'terminated';
  /** Visitors wait for their turn. @defaultValue false */
  readonly hasWaitingRoom?: boolean;
}

type Json = Record<string, unknown>;

type ApiRequest = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

const TIMEOUT_MS = 10_000;

/** One model of the server. */
export interface ListedModel {
  readonly name: string;
  readonly description: string | undefined;
  readonly state: Health['state'];
  /** Clients in its sessions. */
  readonly viewers: number;
  /** Of a model that can run several sessions; undefined: it runs one at a time. */
  readonly usage: ModelUsage | undefined;
  /** Visitors who wait; undefined: the server has no waiting room. */
  readonly waiting: number | undefined;
}

/** How many sessions a model runs. */
export interface ModelUsage {
  /** Running now. */
  readonly sessions: number;
  /** How many may run at once. */
  readonly instances: number;
  /** What the server gives a visitor who names no session, while an instance is free. */
  readonly visitors: 'own' | 'shared';
}

/** The REST routes that a client needs in addition to its socket. */
export class ReactorApi {
  /** @param token sent as `Authorization: Bearer …`, to the server alone */
  constructor(
    private readonly address: ApiAddress,
    private readonly token?: AccessToken,
    private readonly fetch: typeof globalThis.fetch = globalThis.fetch.bind(globalThis),
  ) {}

  /** Rejects with `unreachable`, `not_a_reactor`, or the server's refusal: `unknown_model`, `unauthorized`. */
  async health(): Promise<Health> {
    const { body } = await this.get('health', [200, 503]);
    const { state } = body;
    if (state === 'loading' || state === 'available' || state === 'serving' || state === 'terminated') {
      return { state, ...(body['waiting_room'] === true ? { hasWaitingRoom: true } : {}) };
    }
    throw ClientError.own('not_a_reactor', 'what answers here is not a reactor server');
  }

  /** Every model of the server; none where it does not list them. */
  async models(): Promise<ListedModel[]> {
    try {
      const response = await this.reach(this.address.root('list_models'), {
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const { models } = await readJson(response);
      return Array.isArray(models) ? models.flatMap(readModel) : [];
    } catch {
      return [];
    }
  }

  /** The model's OpenAPI document, keys in the author's order. Available while the model is still loading. */
  async schema(): Promise<Json> {
    return (await this.get('schema', [200])).body;
  }

  /**
   * Reserves a place and sends the bytes. Rejects with `upload_failed`, `upload_aborted`, or the server's refusal.
   */
  async upload(sessionId: string, file: File, { onProgress, signal }: UploadOptions = {}): Promise<UploadReference> {
    if (file.size === 0) throw ClientError.own('upload_failed', `${file.name} is empty; choose another file`);
    const claim = { name: file.name, size: file.size, mime_type: file.type || 'application/octet-stream' };
    const place = await this.send(this.address.rest(`sessions/${encodeURIComponent(sessionId)}/uploads`), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(claim),
      signal: signal ?? null,
    });
    const { presigned_id, presigned_url } = await readJson(place);
    if (typeof presigned_id !== 'string' || typeof presigned_url !== 'string') {
      throw ClientError.own('upload_failed', 'the server gave no place for the file');
    }
    const url = this.placeOf(presigned_id, presigned_url);
    const headers = { 'content-type': claim.mime_type };
    if (onProgress === undefined || typeof XMLHttpRequest === 'undefined') {
      await this.send(url, { method: 'PUT', headers, body: file, signal: signal ?? null });
      onProgress?.({ file, sentBytes: file.size, totalBytes: file.size });
    } else {
      const authorized = { ...headers, ...(await this.authorization(url)) };
      await this.checked(url, signal, putFile(url, file, authorized, onProgress, signal));
    }
    return { upload_id: presigned_id, ...claim };
  }

  /**
   * A server behind a proxy may not know the scheme, host and path that it is reached by; the client does. An address that
   * is not the server's own is taken as it is.
   */
  private placeOf(id: string, url: string): string {
    const own = this.address.root(`uploads/${encodeURIComponent(id)}`);
    return new URL(url, own).pathname.endsWith(`/uploads/${encodeURIComponent(id)}`) ? own : url;
  }

  private async get(route: string, accepted: readonly number[]): Promise<{ status: number; body: Json }> {
    const response = await this.reach(this.address.rest(route), {
      cache: 'no-store',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = await readJson(response);
    if (accepted.includes(response.status)) return { status: response.status, body };
    throw refusal(response, body, 'not_a_reactor');
  }

  private async send(url: string, request: ApiRequest): Promise<Response> {
    return await this.checked(url, request.signal, this.reach(url, request));
  }

  /** One step of an upload; its failure has a code. */
  private async checked(
    url: string,
    signal: AbortSignal | null | undefined,
    answer: Promise<Response>,
  ): Promise<Response> {
    const response = await answer.catch((error: unknown) => {
      if (signal?.aborted) throw ClientError.own('upload_aborted', 'the upload was aborted; the file was not sent');
      throw error instanceof ClientError ? error : unreachable(url);
    });
    if (response.ok) return response;
    throw refusal(response, await readJson(response), 'upload_failed');
  }

  private async reach(url: string, request: ApiRequest): Promise<Response> {
    const headers = { ...request.headers, ...(await this.authorization(url)) };
    return await this.fetch(url, { ...request, headers }).catch(() => {
      throw unreachable(url);
    });
  }

  /** A file may go to another host, which the token does not concern. */
  private async authorization(url: string): Promise<Record<string, string>> {
    if (!url.startsWith(this.address.root(''))) return {};
    const token = await readToken(this.token);
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }
}

function unreachable(url: string): ClientError {
  return ClientError.own('unreachable', `nothing answers at ${new URL(url).host}`);
}

function readModel(value: unknown): ListedModel[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, description, state, viewers, sessions, instances, visitors, waiting } = value as Json;
  if (typeof name !== 'string') return [];
  return [
    {
      name,
      description: typeof description === 'string' ? description : undefined,
      state: state === 'loading' || state === 'serving' || state === 'terminated' ? state : 'available',
      viewers: typeof viewers === 'number' ? viewers : 0,
      waiting: typeof waiting === 'number' ? waiting : undefined,
      usage:
        typeof sessions === 'number' && typeof instances === 'number'
          ? { sessions, instances, visitors: visitors === 'shared' ? 'shared' : 'own' }
          : undefined,
    },
  ];
}

async function readJson(response: Response): Promise<Json> {
  const body: unknown = await response.json().catch(() => undefined);
  return typeof body === 'object' && body !== null ? (body as Json) : {};
}

/** Response of a proxy, or of an application in front of the server. */
const STATUSES: Readonly<Record<number, string>> = {
  401: 'unauthorized',
  403: 'forbidden',
  429: 'rate_limited',
  500: 'internal_error',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
};

function refusal(response: Response, body: Json, fallback: 'not_a_reactor' | 'upload_failed'): ClientError {
  const { code, detail } = body;
  return typeof code === 'string' && typeof detail === 'string'
    ? new ClientError(code, detail)
    : new ClientError(STATUSES[response.status] ?? fallback, `the answer has the status ${response.status}`);
}
