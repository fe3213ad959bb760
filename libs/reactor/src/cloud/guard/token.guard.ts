import type { IncomingMessage } from 'node:http';
import {
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
  HttpException,
  Inject,
  Injectable,
  Optional,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '@nestjs-reactor/protocol';
import { ReactorError } from '../../errors/index.js';
import { checkPermission, type Principal, RequestCredentials } from '../../session/index.js';

const ROLE = Symbol('REACTOR_ROLE');

const principals = new WeakMap<IncomingMessage, Principal>();

/** The role that a client needs for a route, or for all of a controller, behind {@link ReactorTokenGuard}. */
export function RequireRole(role: Role): CustomDecorator<symbol> {
  return SetMetadata(ROLE, role);
}

/** Who sent a request that {@link ReactorTokenGuard} has let pass; undefined for any other. */
export function principalOfRequest(request: IncomingMessage): Principal | undefined {
  return principals.get(request);
}

/**
 * For an application's own HTTP routes: lets those pass that have a token of the cloud API, or an API key. Others are refused
 * with Nest's `HttpException` of status 401 or 403, whose body has the `code`.
 */
@Injectable()
export class ReactorTokenGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Optional() @Inject(RequestCredentials) private readonly credentials?: RequestCredentials,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<IncomingMessage>();
    const role = this.reflector.getAllAndOverride<Role | undefined>(ROLE, [context.getHandler(), context.getClass()]);
    try {
      const principal = await this.read(request);
      checkPermission(principal, { role });
      principals.set(request, principal);
      return true;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private async read(request: IncomingMessage): Promise<Principal> {
    const { headers, socket } = request;
    const address = socket.remoteAddress ?? '';
    const principal = await this.credentials?.principalOf({ edge: 'http', action: 'session', headers, address });
    if (principal !== undefined) return principal;
    const why =
      this.credentials === undefined ? 'this server has no cloud API; give ReactorModule the option cloud' : '';
    throw new ReactorError(
      'unauthorized',
      why || 'this route requires a token: Authorization: Bearer, from POST /tokens',
    );
  }
}

function refusalOf(error: unknown): unknown {
  if (!(error instanceof ReactorError)) return error;
  const { code, message } = error;
  const statusCode = code === 'forbidden' ? 403 : 401;
  return new HttpException({ statusCode, code, message }, statusCode, { cause: error });
}
