import { describe, expect, it } from '@jest/globals';
import { targetOf } from './request-target.js';
import { newTaggedId, tagOf } from './tagged-id.js';

const TAG = tagOf('node-1');
const ID = newTaggedId(TAG);
const here = { kind: 'node', tag: TAG };

function target(path: string, params: Record<string, string> = {}, query = ''): unknown {
  return targetOf({ path, params }, new URLSearchParams(query));
}

describe('the machine that a request is for', () => {
  it.each<[string, string, Record<string, string>, string]>([
    ['a session in the path', 'sessions/:sid/uploads', { sid: ID }, ''],
    ['a WHEP client', 'whep_peers/:peer', { peer: `${TAG}.secret` }, ''],
    ['an upload', 'uploads/:id', { id: 'x' }, `node=${TAG}`],
    ['a session in the query', 'whep', {}, `session=${ID}`],
    ['a session in the query of a snapshot', 'snapshot', {}, `session=${ID}`],
  ])('is the one that %s names', (_what, path, params, query) => {
    expect(target(path, params, query)).toEqual(here);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ['a session of another form', 'sessions/:sid/uploads', { sid: 'local' }, ''],
    ['a WHEP client of a process without a cluster', 'whep_peers/:peer', { peer: 'secret' }, ''],
    ['an upload without a machine', 'uploads/:id', { id: 'x' }, ''],
    ['an upload with something else in its place', 'uploads/:id', { id: 'x' }, 'node=../../etc'],
    ['a session of another form in the query', 'whep', {}, 'session=zz'],
    ['figures', 'metrics', {}, ''],
    ['events', 'events', {}, `session=${ID}`],
    ['a name that objects have by themselves', 'constructor', {}, ''],
  ])('is this one for %s', (_what, path, params, query) => {
    expect(target(path, params, query)).toBeUndefined();
  });

  it.each([
    ['start_session', 'always'],
    ['session', 'never'],
    ['stop_session', 'never'],
    ['sdp_params', 'never'],
    ['whep', 'start'],
    ['whip/:track', 'start'],
  ])('is the one of the client’s own session for %s', (path, start) => {
    expect(target(path)).toEqual({ kind: 'caller', start });
  });

  it.each(['schema', 'health', 'ice_servers'])('is any that serves the model for %s', (path) => {
    expect(target(path)).toEqual({ kind: 'any' });
  });
});
