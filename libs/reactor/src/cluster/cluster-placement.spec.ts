import { beforeEach, describe, expect, it } from '@jest/globals';
import { ReactorError } from '../errors/index.js';
import type { LocalPlacement, PlacementRequest } from '../placement/index.js';
import type { ClusterNode } from './cluster-node.js';
import { ClusterPlacement } from './cluster-placement.js';
import type { NodeRecord } from './node-record.js';
import type { RemoteReservations } from './remote-reservations.js';

const SELF = 'aaaaaaaaaaaa';
const OTHER = 'bbbbbbbbbbbb';

/** What the machines were asked for, in order. */
let asked: string[];
/** What this machine was asked to begin. */
let begun: PlacementRequest[];
/** Free instances by tag. */
let free: Map<string, number>;
/** Answers the other machine's `begin`. */
let other: (request: unknown) => Promise<unknown>;
let answerBegin: (request: unknown) => Promise<unknown>;
let refusal: ReactorError | undefined;
let isOn: boolean;
let placement: ClusterPlacement;

beforeEach(() => {
  [asked, begun, refusal, isOn] = [[], [], undefined, true];
  free = new Map([
    [SELF, 0],
    [OTHER, 1],
  ]);
  other = async () => ({ sessionId: 'there' });
  const takers = () =>
    [...free]
      .filter(([, count]) => count > 0)
      .map(([tag, count]) => ({ node: { tag } as NodeRecord, load: { instances: 1, free: count } }));
  const cluster = {
    tag: SELF,
    isFresh: true,
    get isOn() {
      return isOn;
    },
    nodes: { takers },
    serve: (_kind: string, handler: typeof answerBegin) => (answerBegin = handler),
    ask: async ({ tag }: NodeRecord, kind: string, body: unknown) => {
      asked.push(`${kind} at ${tag}`);
      // As it is on the way.
      return await other(JSON.parse(JSON.stringify(body)));
    },
  } as unknown as ClusterNode;
  const local = {
    place: async (request: PlacementRequest) => {
      begun.push(request);
      if (refusal !== undefined) throw refusal;
      return { sessionId: 'here', model: request.model };
    },
  } as unknown as LocalPlacement;
  const reservations = {
    ask: async ({ tag }: NodeRecord) => {
      asked.push(`reserve at ${tag}`);
      return `kept at ${tag}`;
    },
  } as unknown as RemoteReservations;
  placement = new ClusterPlacement(cluster, local, reservations);
});

const busy = new ReactorError('session_busy', 'all are in use', { retryAfterMs: 1_000 });

describe('a session that may run anywhere', () => {
  it('begins on the machine that has a free instance, which it reserves before', async () => {
    const placed = await placement.place({ model: 'lamp', caller: 'ada' });
    expect(placed).toEqual({ sessionId: 'there', model: 'lamp', node: OTHER });
    expect(asked).toEqual([`reserve at ${OTHER}`, `begin at ${OTHER}`]);
    expect(begun).toEqual([]);
  });

  it('begins here on its reserved instance where this machine is the one', async () => {
    free = new Map([[SELF, 1]]);
    expect(await placement.place({ model: 'lamp' })).toEqual({ sessionId: 'here', model: 'lamp' });
    expect(begun).toEqual([{ model: 'lamp', reservation: `kept at ${SELF}` }]);
  });

  it('goes on to the next machine where one does not answer, or is full after all', async () => {
    free.set(SELF, 1);
    const answers: (() => Promise<unknown>)[] = [
      async () => Promise.reject(new Error('away')),
      async () => ({ refused: { code: 'session_busy', message: 'full' } }),
    ];
    for (const answer of answers) {
      other = answer;
      expect(await placement.place({ model: 'lamp' })).toMatchObject({ sessionId: 'here' });
    }
  });

  it('is refused in the words of the machine that was asked', async () => {
    other = async () => ({ refused: { code: 'session_limit', message: 'two at once', retryAfterMs: 500 } });
    await expect(placement.place({ model: 'lamp' })).rejects.toMatchObject({
      code: 'session_limit',
      message: 'two at once',
      retryAfterMs: 500,
    });
    expect(begun).toEqual([]);
  });

  it('is refused by this machine where no other has room', async () => {
    free.set(OTHER, 0);
    refusal = busy;
    await expect(placement.place({ model: 'lamp' })).rejects.toBe(busy);
  });
});

describe('a session that begins here whatever the others have', () => {
  it.each([{ here: true }, { reservation: 'kept' }, { ticket: 'called' }])('with %j', async (more) => {
    await placement.place({ model: 'lamp', ...more });
    expect(asked).toEqual([]);
    expect(begun).toEqual([{ model: 'lamp', ...more }]);
  });

  it('in a process that is the only one', async () => {
    isOn = false;
    expect(await placement.place({ model: 'lamp' })).toMatchObject({ sessionId: 'here' });
    expect(asked).toEqual([]);
  });
});

describe('a session that another machine asks for', () => {
  it('belongs to whom that machine names, until the same moment', async () => {
    const expiresAt = new Date(1_800_000_000_000);
    const principal = { id: 'ada', roles: ['view' as const], expiresAt };
    const request = { model: 'lamp', caller: 'principal ada', principal, reservation: 'kept' };
    expect(await answerBegin(JSON.parse(JSON.stringify(request)))).toEqual({ sessionId: 'here' });
    expect(begun).toEqual([request]);
  });

  it('is refused with the code and the time after which it may ask again', async () => {
    refusal = busy;
    expect(await answerBegin({ model: 'lamp' })).toEqual({
      refused: { code: 'session_busy', message: 'all are in use', retryAfterMs: 1_000 },
    });
  });
});
