import { beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../media/manual-clock.js';
import { ClusterNodes } from './cluster-nodes.js';
import type { NodeRecord } from './node-record.js';

const GRACE_MS = 3_600;

function record(tag: string, more: Partial<NodeRecord> = {}): NodeRecord {
  const models = { lamp: { instances: 4, free: 2, sessions: 2 } };
  return { id: tag, tag, incarnation: 'x', epoch: 1, state: 'ready', url: 'http://a', version: '0', models, ...more };
}

describe('the nodes of a cluster, as one of them knows them', () => {
  let clock: ManualClock;
  let nodes: ClusterNodes;

  beforeEach(() => {
    clock = new ManualClock();
    nodes = new ClusterNodes(clock, GRACE_MS);
  });

  function hear(value: unknown, tag: string): void {
    nodes.apply({ key: `nodes.${tag}`, revision: 1, value }, tag);
  }

  it('are those that were heard of for the time of a lease', () => {
    hear(record('a'), 'a');
    clock.advance(GRACE_MS - 1);
    hear(record('b'), 'b');
    expect(nodes.all.map(({ tag }) => tag)).toEqual(['a', 'b']);
    clock.advance(1);
    expect(nodes.all.map(({ tag }) => tag)).toEqual(['b']);
    expect(nodes.find('a')).toBeUndefined();
    expect(nodes.takers('lamp')).toHaveLength(1);
  });

  it('are without one whose lease has lapsed', () => {
    hear(record('a'), 'a');
    hear(undefined, 'a');
    expect(nodes.all).toEqual([]);
  });

  it.each([null, 'text', {}, { ...record('a'), epoch: '1' }, { ...record('a'), models: { lamp: { free: 1 } } }])(
    'are without one whose record cannot be read: %j',
    (value) => {
      hear(value, 'a');
      expect(nodes.all).toEqual([]);
    },
  );

  it('take sessions where they are ready, serve the model, and have an instance free', () => {
    hear(record('a'), 'a');
    hear(record('b', { state: 'draining' }), 'b');
    hear(record('c', { state: 'joining' }), 'c');
    hear(record('d', { models: { lamp: { instances: 4, free: 0, sessions: 4 } } }), 'd');
    hear(record('e', { models: { other: { instances: 4, free: 4, sessions: 0 } } }), 'e');
    expect(nodes.takers('lamp').map(({ node }) => node.tag)).toEqual(['a']);
    expect(nodes.takers('constructor')).toEqual([]);
  });

  it('count what this one has asked for as used, until they say otherwise', () => {
    hear(record('a'), 'a');
    nodes.assume('a', 'lamp');
    nodes.assume('a', 'lamp');
    expect(nodes.takers('lamp')).toEqual([]);
    hear(record('a'), 'a');
    expect(nodes.takers('lamp')).toHaveLength(1);
  });

  it('have their figures added up, without what is free on those that drain', () => {
    hear(record('a'), 'a');
    hear(record('b', { state: 'draining' }), 'b');
    expect(nodes.loads.get('lamp')).toEqual({ instances: 8, free: 2, sessions: 4 });
  });

  it('are gone for whoever relies on them when another epoch begins, not when they renew', () => {
    hear(record('a'), 'a');
    const gone = nodes.goneSignal(record('a'));
    hear(record('a'), 'a');
    expect(gone.aborted).toBe(false);
    hear(record('a', { epoch: 2 }), 'a');
    expect(gone.aborted).toBe(true);
    const again = nodes.goneSignal(record('a'));
    hear(undefined, 'a');
    expect(again.aborted).toBe(true);
  });
});
