import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Req, UseGuards } from '@nestjs/common';
import { KeyRing, principalOfRequest, ReactorTokenGuard, RequireRole } from '@nestjs-reactor/core';
import { GuestApplication } from './support/guest-application.js';

@Controller('saves')
@UseGuards(ReactorTokenGuard)
@RequireRole('view')
class SavesController {
  @Get()
  list(@Req() request: IncomingMessage): object {
    return { account: principalOfRequest(request)?.account };
  }

  @Get('all')
  @RequireRole('operate')
  all(): object {
    return {};
  }
}

let directory: string;
let guest: GuestApplication;
let key: string;
let keyId: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reactor-cloud-'));
  const made = await new KeyRing(directory).create({ name: 'shop' });
  [key, keyId] = [made.text, made.key.id];
});
afterEach(async () => {
  await guest.close();
  await rm(directory, { recursive: true, force: true });
});

describe('a route of the application behind the guard of tokens', () => {
  it('knows who has the token, and asks for the role', async () => {
    guest = await GuestApplication.start({ controllers: [SavesController], cloud: { directory } });
    const [, minted] = await guest.ask('POST', '/tokens', { headers: { 'reactor-api-key': key } });
    const { jwt } = minted as { jwt: string };
    for (const authorization of [`Bearer ${jwt}`, `Bearer ${key}`]) {
      expect(await guest.ask('GET', '/saves', { headers: { authorization } })).toEqual([200, { account: keyId }]);
      expect(await guest.ask('GET', '/saves/all', { headers: { authorization } })).toMatchObject([
        403,
        { code: 'forbidden', message: 'this needs the role operate; this client has view, control, publish' },
      ]);
    }
    const headers = { authorization: `Bearer ${jwt.slice(0, -1)}` };
    expect(await guest.ask('GET', '/saves', { headers })).toMatchObject([401, { code: 'token_invalid' }]);
    expect(await guest.ask('GET', '/saves')).toMatchObject([401, { code: 'unauthorized' }]);
  });

  it('says what is missing where there is no cloud API', async () => {
    guest = await GuestApplication.start({ controllers: [SavesController] });
    expect(await guest.ask('GET', '/saves', { headers: { authorization: 'Bearer a.b.c' } })).toMatchObject([
      401,
      { code: 'unauthorized', message: 'this server has no cloud API; give ReactorModule the option cloud' },
    ]);
  });
});
