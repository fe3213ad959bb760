import { ReactorError } from '../errors/index.js';
import { type CredentialsRequest, type Principal, type RequestCredentials, ROLE_OF_ACTION } from '../session/index.js';
import type { CloudSettings } from './cloud.options.js';
import { type ApiKey, hashOf, looksLikeKey } from './keys/api-key.js';
import type { ApiKeyStore } from './keys/api-key-store.js';
import type { TokenGrant } from './tokens/token-grant.js';
import type { Tokens } from './tokens/tokens.js';

/** Knows clients by their token, or by an API key. */
export class CloudCredentials implements RequestCredentials {
  /** @param hasOthers the application checks credentials of its own: what is none of ours is left to it */
  constructor(
    private readonly keys: ApiKeyStore,
    private readonly tokens: Tokens,
    private readonly options: Pick<CloudSettings, 'anonymousRoles' | 'clockLeewayMs' | 'maxSessions'>,
    private readonly hasOthers: boolean,
  ) {}

  async principalOf(request: CredentialsRequest): Promise<Principal | undefined> {
    const text = presentedIn(request);
    if (text === undefined) return undefined;
    if (looksLikeKey(text)) return await this.ofKey(text);
    return looksLikeToken(text) ? await this.ofToken(text) : undefined;
  }

  anonymous({ action, sessionId, address }: CredentialsRequest): Principal {
    const { anonymousRoles } = this.options;
    const id = `address ${address}`;
    // The bytes of an upload are sent to an address that only its client knows, without a token.
    if (action === 'upload' && sessionId === undefined) return { id, roles: ['control'] };
    if (anonymousRoles.length === 0 && ROLE_OF_ACTION[action] !== undefined) {
      throw new ReactorError('unauthorized', 'this server requires a token: Authorization: Bearer, from POST /tokens');
    }
    return { id, roles: anonymousRoles };
  }

  private async ofKey(text: string): Promise<Principal> {
    const key = await this.keys.find(hashOf(text));
    if (key === undefined) throw new ReactorError('unknown_key', 'this is no API key of this server');
    checkNotWithdrawn(key);
    const { id, roles, models } = key;
    return { id: `key ${id}`, roles, ...this.accountOf(key), ...(models === undefined ? {} : { models }) };
  }

  private async ofToken(jwt: string): Promise<Principal | undefined> {
    const grant = await this.read(jwt);
    if (grant === undefined) return undefined;
    const key = await this.keys.get(grant.keyId);
    if (key === undefined) throw withdrawn();
    checkNotWithdrawn(key);
    const { subject, roles, models = key.models, sessions, maxSessions, maxSessionMs, expiresAt } = grant;
    return {
      id: `key ${key.id} ${subject}`,
      roles: roles.filter((role) => key.roles.includes(role)),
      ...this.accountOf(key),
      sessions,
      expiresAt: new Date(expiresAt.getTime() + this.options.clockLeewayMs),
      ...(models === undefined ? {} : { models: models.filter((model) => key.models?.includes(model) !== false) }),
      ...(maxSessions === undefined ? {} : { maxSessions }),
      ...(maxSessionMs === undefined ? {} : { maxSessionMs }),
    };
  }

  private accountOf({ id, maxSessions = this.options.maxSessions }: ApiKey) {
    return { account: id, maxAccountSessions: maxSessions };
  }

  private async read(jwt: string): Promise<TokenGrant | undefined> {
    try {
      return await this.tokens.read(jwt);
    } catch (error) {
      const isForeign = error instanceof ReactorError && error.code === 'token_foreign';
      if (isForeign && this.hasOthers) return undefined;
      throw error;
    }
  }
}

/** A page sets no header when it opens a socket: there it is the subprotocol after `bearer`. */
function presentedIn({ headers, edge }: CredentialsRequest): string | undefined {
  for (const name of ['reactor-api-key', 'x-api-key']) {
    const key = headers[name];
    if (typeof key === 'string' && key !== '') return key;
  }
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined || edge !== 'socket') return bearer;
  return /^bearer *, *(\S+)$/.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
}

/** Clients in local mode send a bearer that is no token, such as `local`. */
function looksLikeToken(text: string): boolean {
  return text.split('.').length === 3;
}

function checkNotWithdrawn({ withdrawnAt }: ApiKey): void {
  if (withdrawnAt !== undefined) throw withdrawn();
}

function withdrawn(): ReactorError {
  return new ReactorError('key_withdrawn', 'the API key of these credentials was withdrawn; ask its owner for another');
}
