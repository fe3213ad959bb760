import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkWorkerMessage } from './check-worker-message.js';
import { HOST_SAMPLES, WORKER_SAMPLES } from './samples.fixture.js';

const PAGE = readFileSync(
  join(import.meta.dirname, '..', '..', '..', '..', '..', 'docs', 'reference', 'worker-protocol.md'),
  'utf8',
);

/** Lines of the example at the end, of one side. */
function exchanged(side: '>' | '<'): Record<string, unknown>[] {
  const example = PAGE.slice(PAGE.indexOf('## An exchange'));
  return [...example.matchAll(new RegExp(`^${side} (\\{.*\\})$`, 'gm'))].map(([, json]) => {
    return JSON.parse(json!) as Record<string, unknown>;
  });
}

/** The fields that the tables of messages list for a type. */
function fieldsOf(type: string): string[] | undefined {
  const row = new RegExp(`^\\| \`${type}\` +\\|(.*?)\\|`, 'm').exec(PAGE);
  return row === null ? undefined : [...row[1]!.matchAll(/`(\w+)\??`/g)].map(([, name]) => name!);
}

describe('the page of the worker protocol', () => {
  it.each(Object.entries({ ...HOST_SAMPLES, ...WORKER_SAMPLES }))('lists %s with its fields', (type, samples) => {
    const listed = fieldsOf(type);
    expect(listed).toBeDefined();
    // The fields of an emission have a section of their own.
    if (type === 'media') return;
    const used = new Set(samples.flatMap((sample) => Object.keys(sample)));
    used.delete('type');
    // Only a channel that transfers memory has it.
    if (type === 'shown') used.delete('parts');
    expect(listed!.sort()).toEqual([...used].sort());
  });

  it('has an example that keeps to the protocol', () => {
    const [host, worker] = [exchanged('>'), exchanged('<')];
    expect(host.length).toBeGreaterThan(5);
    for (const { type } of host) expect(Object.keys(HOST_SAMPLES)).toContain(type);
    expect(worker.length).toBeGreaterThan(10);
    for (const message of worker) expect(checkWorkerMessage(message)).toBe(message);
  });
});
