import { describe, expect, it } from '@jest/globals';
import { readPrincipal } from './read-principal.js';

describe('readPrincipal', () => {
  it('copies what it knows', () => {
    const answer = { id: 'ada', roles: ['view'], models: ['a'], commands: [], expiresAt: new Date(5), more: 1 };
    const principal = readPrincipal(answer);
    answer.roles.push('operate');
    expect(principal).toEqual({ id: 'ada', roles: ['view'], models: ['a'], commands: [], expiresAt: new Date(5) });
  });

  it.each([
    { id: '', roles: ['view'] },
    { id: undefined, roles: ['view'] },
  ])('takes %j for nobody', (answer) => {
    expect(readPrincipal(answer)).toBeUndefined();
  });

  it.each([
    [{ principal: 'ada' }, 'id of the principal must be a text'],
    [{ id: 7, roles: [] }, 'id of the principal must be a text'],
    [{ id: 'ada' }, 'roles of the principal must be a list of view, control, publish, operate'],
    [{ id: 'ada', roles: ['admin'] }, 'roles of the principal must be a list of view, control, publish, operate'],
    [{ id: 'ada', roles: [], models: 'a' }, 'models of the principal must be a list of names'],
    [{ id: 'ada', roles: [], commands: [1] }, 'commands of the principal must be a list of names'],
    [{ id: 'ada', roles: [], expiresAt: 1_700_000_000 }, 'expiresAt of the principal must be a Date'],
    [{ id: 'ada', roles: [], expiresAt: new Date('never') }, 'expiresAt of the principal must be a Date'],
  ])('throws for %j', (answer, message) => {
    expect(() => readPrincipal(answer)).toThrow(message);
  });
});
