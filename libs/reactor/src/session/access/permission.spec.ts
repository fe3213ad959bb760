import { describe, expect, it } from '@jest/globals';
import { checkPermission, denialOf, type Wanted } from './permission.js';
import type { Principal } from './principal.js';

const NOW = 1_000_000;
const client = (fields: Partial<Principal> = {}): Principal => ({ id: 'ada', roles: ['view'], ...fields });
const actor = client({ roles: ['view', 'control'] });

describe('denialOf', () => {
  it.each<[string, Principal | undefined, Wanted, string | undefined]>([
    ['everything where there is no principal', undefined, { role: 'operate', model: 'a', command: 'b' }, undefined],
    ['what needs no role', client({ roles: [] }), {}, undefined],
    ['what it has the role for', client(), { role: 'view' }, undefined],
    ['no other', client(), { role: 'control' }, 'role'],
    ['every model', client(), { role: 'view', model: 'a' }, undefined],
    ['its models', client({ models: ['a'] }), { role: 'view', model: 'a' }, undefined],
    ['no other model', client({ models: ['a'] }), { role: 'view', model: 'b' }, 'model'],
    ['no model where it may use none', client({ models: [] }), { model: 'a' }, 'model'],
    ['every command', actor, { role: 'control', command: 'set' }, undefined],
    ['its commands', { ...actor, commands: ['set'] }, { role: 'control', command: 'set' }, undefined],
    ['no other command', { ...actor, commands: ['set'] }, { role: 'control', command: 'reset' }, 'command'],
    ['no command without the role', client({ commands: ['set'] }), { role: 'control', command: 'set' }, 'role'],
    ['what it wants before it expires', client({ expiresAt: new Date(NOW + 1) }), { role: 'view' }, undefined],
    ['nothing from then on', client({ expiresAt: new Date(NOW) }), { role: 'view' }, 'expired'],
    ['nothing that needs no role either', client({ expiresAt: new Date(NOW) }), {}, 'expired'],
  ])('allows %s', (_what, principal, wanted, denial) => {
    expect(denialOf(principal, wanted, NOW)).toBe(denial);
  });
});

describe('checkPermission', () => {
  it.each<[Principal, Wanted, string, string]>([
    [client(), { role: 'control' }, 'forbidden', 'this needs the role control; this client has view'],
    [client({ roles: [] }), { role: 'view' }, 'forbidden', 'this needs the role view; this client has none'],
    [
      client(),
      { role: 'control', command: 'set' },
      'forbidden',
      'set: this needs the role control; this client has view',
    ],
    [client({ models: [] }), { model: 'a' }, 'forbidden', 'this client may not use the model a'],
    [{ ...actor, commands: [] }, { command: 'set' }, 'forbidden', 'set: this client may not send this command'],
    [
      client({ expiresAt: new Date(0) }),
      {},
      'unauthorized',
      'the authorization of this client has expired; connect again with new credentials',
    ],
  ])('of %j for %j says %s', (principal, wanted, code, message) => {
    expect(() => checkPermission(principal, wanted)).toThrow(expect.objectContaining({ code, message }));
  });
});
