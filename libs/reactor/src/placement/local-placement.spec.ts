import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { SessionService } from '../local-api/index.js';
import { DEFAULT_SESSION_OPTIONS, type ModelSource } from '../session/index.js';
import { MediaEngines } from '../session/output/media-engines.js';
import { FakeHost, NO_MEDIA } from '../session/model/fake-host.fixture.js';
import { LocalPlacement } from './local-placement.js';
import { SessionStarts } from './session-starts.js';

let sessions: SessionService;
let placement: LocalPlacement;
let changes: string[];

function serve(instances: number): void {
  sessions = new SessionService(
    { create: () => new FakeHost() },
    new MediaEngines([NO_MEDIA]),
    DEFAULT_SESSION_OPTIONS,
  );
  placement = new LocalPlacement(sessions);
  changes = [];
  placement.onCapacity((model) => changes.push(model));
  sessions.register({ name: 'scene', instances } as ModelSource);
}

const load = (): Promise<void> => sessions.runtime('scene').load();
const refusal = (code: string): object => expect.objectContaining({ code });
/** What was begun by callbacks has happened. */
const turn = (): Promise<void> => new Promise(setImmediate);
const busy = refusal('session_busy');

beforeAll(() => Logger.overrideLogger(false));
beforeEach(() => serve(2));
afterEach(async () => {
  jest.useRealTimers();
  placement.onModuleDestroy();
  await sessions.close('the test is over');
});

describe('the placement of one process', () => {
  it('begins sessions side by side, each for its own starter, until no instance is free', async () => {
    await load();
    expect(await placement.capacity('scene')).toEqual({ instances: 2, free: 2 });
    const principal = { id: 'ada', roles: [] };
    const ada = await placement.place({ model: 'scene', caller: 'principal ada', principal });
    const bob = await placement.place({ model: 'scene', caller: 'address ::1' });
    expect(ada).toEqual({ sessionId: expect.any(String), model: 'scene' });
    expect(bob.sessionId).not.toBe(ada.sessionId);
    expect(await placement.capacity('scene')).toEqual({ instances: 2, free: 0 });
    expect((await sessions.directory.find(ada.sessionId))?.starter).toEqual({ caller: 'principal ada', principal });
    await expect(placement.place({ model: 'scene' })).rejects.toEqual(busy);
  });

  it('refuses what no machine can begin', async () => {
    await expect(placement.place({ model: 'nothing' })).rejects.toEqual(refusal('unknown_model'));
    await expect(placement.capacity('nothing')).rejects.toEqual(refusal('unknown_model'));
    await expect(placement.place({ model: 'scene' })).rejects.toEqual(refusal('model_loading'));
    await load();
    await sessions.endAll('over');
    await expect(placement.place({ model: 'scene' })).rejects.toEqual(refusal('shutting_down'));
    expect(await placement.capacity('scene')).toEqual({ instances: 2, free: 0 });
  });

  it('reports when instances load, sessions begin, and instances are free again', async () => {
    const free: number[] = [];
    placement.onCapacity((model) => free.push(sessions.runtime(model).model.free.length));
    await load();
    expect(free).toEqual([2]);
    const { sessionId } = await placement.place({ model: 'scene' });
    await turn();
    expect(free).toEqual([2, 1]);
    await placement.end(sessionId, { moderate: false, reason: 'enough' });
    await turn();
    expect(free).toEqual([2, 1, 2]);
  });

  it('may begin a session from the report that an instance is free', async () => {
    await load();
    const { sessionId } = await placement.place({ model: 'scene' });
    await placement.place({ model: 'scene' });
    await turn();
    const next = new Promise<string>((resolve) => {
      const unfollow = placement.onCapacity((model) => {
        if (sessions.runtime(model).model.free.length === 0) return;
        unfollow();
        void placement.place({ model }).then((placed) => resolve(placed.sessionId));
      });
    });
    await placement.end(sessionId, { moderate: false, reason: '' });
    expect((await sessions.directory.find(await next))?.isRunning).toBe(true);
  });

  it('ends a session for its reason, and nothing twice', async () => {
    await load();
    const { sessionId } = await placement.place({ model: 'scene' });
    const ends: unknown[] = [];
    (await sessions.directory.find(sessionId))!.events.on('ending', (ending) => ends.push(ending));
    await placement.end(sessionId, { moderate: false, reason: 'your turn is over', end: 'evicted' });
    await placement.end(sessionId, { moderate: false, reason: 'again' });
    await placement.end('never was', { moderate: false, reason: '' });
    expect(ends).toEqual([{ move: 'stop', reason: 'evicted', closeReason: 'your turn is over' }]);
  });
});

describe('a reservation', () => {
  it('keeps an instance for whoever names it', async () => {
    await load();
    const first = await placement.reserve('scene', 60_000);
    const second = await placement.reserve('scene', 60_000);
    expect(await placement.reserve('scene', 60_000)).toBeUndefined();
    expect(await placement.capacity('scene')).toEqual({ instances: 2, free: 0 });
    await expect(placement.place({ model: 'scene' })).rejects.toEqual(busy);
    await placement.place({ model: 'scene', reservation: second });
    await expect(placement.place({ model: 'scene', reservation: second })).rejects.toEqual(busy);
    await placement.place({ model: 'scene', reservation: first });
    expect(sessions.runtime('scene').sessions).toHaveLength(2);
  });

  it('frees its instance when it is released, once, or has lapsed', async () => {
    await load();
    await turn();
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    const released = await placement.reserve('scene', 1_000);
    await placement.reserve('scene', 1_000);
    await Promise.resolve();
    changes = [];
    await placement.release(released!);
    await placement.release(released!);
    await Promise.resolve();
    expect(changes).toEqual(['scene']);
    expect(await placement.capacity('scene')).toMatchObject({ free: 1 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(changes).toEqual(['scene', 'scene']);
    expect(await placement.capacity('scene')).toMatchObject({ free: 2 });
  });

  it('gives another instance where its own was lost meanwhile', async () => {
    await load();
    const reservation = await placement.reserve('scene', 60_000);
    const [reserved] = sessions.runtime('scene').model.instances;
    await reserved!.close();
    const { sessionId } = await placement.place({ model: 'scene', reservation });
    expect(sessions.runtime('scene').model.instances[1]!.session?.id).toBe(sessionId);
  });
});

describe('a start by a client that names no session', () => {
  it('gives a client that starts twice at once the same session', async () => {
    await load();
    const starts = new SessionStarts(placement);
    const model = sessions.runtime('scene');
    const [first, second] = await Promise.all([
      starts.start(model, { caller: 'ada' }),
      starts.start(model, { caller: 'ada' }),
    ]);
    expect(second).toBe(first);
  });

  it('does not take an instance that is reserved for another', async () => {
    await load();
    const starts = new SessionStarts(placement);
    const model = sessions.runtime('scene');
    const reservation = await placement.reserve('scene', 60_000);
    await starts.start(model, { caller: 'ada' });
    await expect(starts.start(model, { caller: 'bob' })).rejects.toEqual(busy);
    expect((await starts.start(model, { caller: 'eve', reservation })).startedBy).toBe('eve');
  });
});
