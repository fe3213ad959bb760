import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Request } from 'express';
import { ReactorError } from '../../errors/index.js';
import type { PublicAddress } from '../../session/index.js';
import { trustedProxies } from '../access/client-address.js';
import { SIGNALING_OPTIONS, type SignalingOptions } from '../signaling.options.js';

/** A path that a proxy strips: it begins with one slash, names no host and has no query. */
const PREFIX = /^(?:\/[\w.~!$&'()*+,;=:@%-]+)+\/?$/;

/**
 * The address that the options name, or the one that the request came by: a proxy's headers (`X-Forwarded-Proto`,
 * `-Host`, `-Prefix`) count where the application trusts that proxy.
 */
@Injectable()
export class ForwardedAddress implements PublicAddress {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SIGNALING_OPTIONS) private readonly options: SignalingOptions,
  ) {}

  rootOf(request: IncomingMessage): string {
    const { publicUrl } = this.options;
    if (publicUrl !== undefined) return withoutSlash(publicUrl);
    // Express adds these two to every request, using the headers of trusted proxies.
    const { host, protocol } = request as Partial<Pick<Request, 'host' | 'protocol'>>;
    if (host === undefined) throw new ReactorError('bad_message', 'the request has no Host header; send one');
    return `${protocol}://${host}${this.prefixOf(request)}`;
  }

  /** The path of that root alone: `/sub`, or nothing. */
  pathOf(request: IncomingMessage): string {
    const { publicUrl } = this.options;
    return publicUrl === undefined ? this.prefixOf(request) : withoutSlash(new URL(publicUrl).pathname);
  }

  /** Several proxies may each strip a part: the first one in the header is the client's. */
  private prefixOf({ headers, socket }: IncomingMessage): string {
    const header = headers['x-forwarded-prefix'];
    if (typeof header !== 'string' || !trustedProxies(this.adapterHost)(socket.remoteAddress ?? '', 0)) return '';
    const parts = header.split(',').map((part) => part.trim());
    return parts.every((part) => PREFIX.test(part)) ? parts.map(withoutSlash).join('') : '';
  }
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
