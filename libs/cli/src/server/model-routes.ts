import { apiAddress, type ApiAddress } from '@nestjs-reactor/client';
import { CliError } from '../errors/index.js';

type Json = Record<string, unknown>;

const TIMEOUT_MS = 10_000;

/** A server's address that ends with a model of it: `http://host/api/models/sunny`. */
const OF_MODEL = /^(.*\/)models\/([^/?#]+)\/?$/;

/** The HTTP routes of one model of a running server. */
export class ModelRoutes {
  readonly address: ApiAddress;

  /**
   * @param url the server's, or that of one of its models
   * @throws CliError `usage` where it is no address
   */
  constructor(
    url: string,
    readonly token: string | undefined,
  ) {
    const [, root = url, model] = OF_MODEL.exec(url) ?? [];
    try {
      this.address = apiAddress(root, model === undefined ? undefined : decodeURIComponent(model), undefined);
    } catch {
      throw CliError.of('usage', `'${url}' is no address; write it as http://127.0.0.1:8080`);
    }
    if (!/^wss?:/.test(this.address.socket) || !/^https?:/.test(this.address.rest(''))) {
      throw CliError.of('usage', `'${url}' is no address of a server; it begins with http:// or https://`);
    }
  }

  /** What the server must know of the caller, with each request and with the socket. */
  get headers(): Readonly<Record<string, string>> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** @throws CliError `unreachable`, `not_a_reactor`, or the server's refusal */
  async json(route: string, init: RequestInit = {}): Promise<Json> {
    const response = await this.request(route, init);
    const body: unknown = await response.json().catch(() => undefined);
    if (typeof body === 'object' && body !== null) return body as Json;
    throw CliError.of('not_a_reactor', `what answers at ${response.url} is no reactor server; check --url`);
  }

  /** @throws CliError as {@link json} */
  async request(route: string, { signal, headers, ...init }: RequestInit = {}): Promise<Response> {
    const url = this.address.rest(route);
    let response: Response;
    try {
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      response = await fetch(url, {
        ...init,
        headers: { ...this.headers, ...(headers as Readonly<Record<string, string>> | undefined) },
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
    } catch (error) {
      if (signal?.aborted) throw CliError.of('interrupted', 'stopped before the server had answered', { cause: error });
      throw CliError.of('unreachable', `nothing answers at ${url}; start the server, or name it with --url`, {
        cause: error,
      });
    }
    if (response.ok) return response;
    throw await refusalOf(response);
  }
}

async function refusalOf(response: Response): Promise<CliError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { code, detail } = (typeof body === 'object' && body !== null ? body : {}) as Json;
  if (typeof code === 'string' && typeof detail === 'string') return CliError.refused(code, detail);
  return CliError.of(
    'not_a_reactor',
    `${response.url} answers with the status ${response.status}, which is no answer of a reactor server; check --url`,
  );
}
