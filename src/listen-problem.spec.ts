import { describe, expect, it } from '@jest/globals';
import { listenProblem } from './listen-problem.js';

describe('listenProblem', () => {
  it.each([
    ['EADDRINUSE', 'Port 80 is in use on web.example: set PORT to another one'],
    ['EACCES', 'This process may not listen on port 80: set PORT to one from 1024 on'],
    ['EADDRNOTAVAIL', "HOST 'web.example' is no address of this machine: set HOST to one of its own"],
    ['EAFNOSUPPORT', "HOST 'web.example' is of a kind that this machine does not have: set HOST"],
    ['ENOTFOUND', "HOST 'web.example' cannot be resolved: set HOST to an IP address"],
    ['EAI_AGAIN', "HOST 'web.example' cannot be resolved: set HOST to an IP address"],
  ])('says for %s which setting to change', (code, words) => {
    const problem = listenProblem(Object.assign(new Error('listen'), { code }), { host: 'web.example', port: 80 });
    expect((problem as Error).message).toContain(words);
  });

  it('leaves what it does not know as it is', () => {
    const error = Object.assign(new Error('too many files'), { code: 'EMFILE' });
    expect(listenProblem(error, { host: '0.0.0.0', port: 80 })).toBe(error);
  });
});
