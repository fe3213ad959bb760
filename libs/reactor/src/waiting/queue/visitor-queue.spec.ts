import { beforeEach, describe, expect, it } from '@jest/globals';
import type { QueueRules } from './queue-rules.js';
import { VisitorQueue } from './visitor-queue.js';

const RULES: QueueRules = { claimMs: 60_000, turnMs: 120_000, noticeMs: 30_000, absentMs: 20_000 };

/** A queue, its clock, and visitors whose pages say every second that they are there. */
class QueueUnderTest {
  nowMs = 0;
  private readonly pages = new Set<string>();
  private sessions = 0;

  constructor(
    public queue: VisitorQueue,
    instances: number,
  ) {
    queue.setCapacity(instances, instances, 0);
  }

  /** They come one after the other, and stay. */
  enter(...ids: string[]): void {
    for (const id of ids) {
      this.pages.add(id);
      this.queue.enter({ ticketId: id, address: '192.0.2.1' }, this.nowMs);
    }
  }

  closePage(id: string): void {
    this.pages.delete(id);
    this.queue.miss(id, this.nowMs);
  }

  openPage(id: string): void {
    this.pages.add(id);
    this.queue.hear([id], this.nowMs);
  }

  /** Without another word: the network is gone. */
  silence(id: string): void {
    this.pages.delete(id);
  }

  pass(ms: number): void {
    for (let left = ms; left > 0; left -= 1_000) {
      this.nowMs += Math.min(left, 1_000);
      this.queue.hear(this.pages, this.nowMs);
    }
  }

  /** Sessions that have to end, and why. */
  get turnEnds(): { readonly sessionId: string; readonly reason: string }[] {
    return this.queue.sessions.flatMap(({ sessionId, ending }) =>
      ending === undefined ? [] : { sessionId, reason: ending },
    );
  }

  /** @returns the id of the session, which the visitor is in */
  play(id: string | undefined): string {
    if (id !== undefined) expect(this.queue.claim(id, this.nowMs)).toBe(true);
    const sessionId = `s${++this.sessions}`;
    this.queue.begin(sessionId, id, this.nowMs);
    this.queue.attend(sessionId, true, this.nowMs);
    return sessionId;
  }

  /** A session is over, and its instance is free. */
  end(sessionId: string, isLost = false): void {
    this.queue.ending(sessionId, isLost, this.nowMs);
    const { instances, free } = this.queue.state;
    this.queue.end(sessionId, instances, free + 1, this.nowMs);
  }

  stage(id: string): string {
    const view = this.queue.view(id, this.nowMs);
    if (view?.stage === 'over') return view.reason;
    return view?.stage === 'waiting' ? `place ${view.place}` : (view?.stage ?? 'unknown');
  }

  stages(...ids: string[]): string[] {
    return ids.map((id) => this.stage(id));
  }
}

let test: QueueUnderTest;

beforeEach(() => {
  test = new QueueUnderTest(new VisitorQueue(RULES), 1);
});

describe('VisitorQueue', () => {
  it('calls a visitor at once where an instance is free, and gives the next ones places', () => {
    test.enter('ada', 'bob', 'cyd');
    expect(test.stages('ada', 'bob', 'cyd')).toEqual(['called', 'place 1', 'place 2']);
    expect(test.queue.view('cyd', test.nowMs)).toMatchObject({ place: 2, waiting: 2 });
  });

  it('moves everybody up when a session has ended', () => {
    test.enter('ada', 'bob', 'cyd');
    const session = test.play('ada');
    test.end(session);
    expect(test.stages('ada', 'bob', 'cyd')).toEqual(['ended', 'called', 'place 1']);
  });

  it('gives a call that is not answered in time to the next visitor', () => {
    test.enter('ada', 'bob');
    test.pass(59_999);
    expect(test.stages('ada', 'bob')).toEqual(['called', 'place 1']);
    test.pass(1);
    expect(test.stages('ada', 'bob')).toEqual(['lapsed', 'called']);
    expect(test.queue.claim('ada', test.nowMs)).toBe(false);
  });

  it('lets a visitor claim once', () => {
    test.enter('ada');
    expect(test.queue.claim('ada', test.nowMs)).toBe(true);
    expect(test.queue.claim('ada', test.nowMs)).toBe(false);
  });

  it('does not let a visitor claim who was not called', () => {
    test.enter('ada', 'bob');
    expect([test.queue.claim('bob', 0), test.queue.claim('nobody', 0)]).toEqual([false, false]);
  });

  it('calls a visitor again whose session could not start', () => {
    test.enter('ada', 'bob');
    test.queue.claim('ada', test.nowMs);
    test.queue.unclaim('ada', test.nowMs);
    expect(test.stages('ada', 'bob')).toEqual(['called', 'place 1']);
  });

  it('frees the instance of a start that never ended', () => {
    test.enter('ada', 'bob');
    test.queue.claim('ada', test.nowMs);
    test.pass(60_000);
    expect(test.stages('ada', 'bob')).toEqual(['lapsed', 'called']);
  });

  describe('a visitor who is away', () => {
    it('keeps the place for a while', () => {
      test.enter('ada', 'bob', 'cyd');
      test.closePage('bob');
      test.pass(19_000);
      test.openPage('bob');
      test.pass(40_000);
      expect(test.stages('bob', 'cyd')).toEqual(['place 1', 'place 2']);
    });

    it('has gone after that', () => {
      test.enter('ada', 'bob', 'cyd');
      test.closePage('bob');
      test.pass(20_000);
      expect(test.stages('bob', 'cyd')).toEqual(['gone', 'place 1']);
    });

    it('has gone where nothing was heard, without a goodbye', () => {
      test.enter('ada', 'bob', 'cyd');
      test.silence('bob');
      test.pass(20_000);
      expect(test.stages('bob', 'cyd')).toEqual(['gone', 'place 1']);
    });

    it('is passed over, and called first when he is back', () => {
      test.enter('ada', 'bob', 'cyd');
      const session = test.play('ada');
      test.closePage('bob');
      test.end(session);
      expect(test.stages('bob', 'cyd')).toEqual(['place 1', 'called']);
      test.openPage('bob');
      const second = test.play('cyd');
      test.end(second);
      expect(test.stages('bob', 'cyd')).toEqual(['called', 'ended']);
    });

    it('does not hold an instance', () => {
      test.enter('ada', 'bob');
      test.closePage('ada');
      test.pass(20_000);
      expect(test.stages('ada', 'bob')).toEqual(['gone', 'called']);
    });
  });

  describe('a start without a ticket', () => {
    it('is admitted while nobody waits and an instance is free', () => {
      expect(test.queue.admitsOthers).toBe(true);
      test.play(undefined);
      expect(test.queue.admitsOthers).toBe(false);
    });

    it('does not overtake a visitor who was called, or waits', () => {
      test.queue.setCapacity(2, 2, 0);
      test.enter('ada');
      expect(test.queue.admitsOthers).toBe(true);
      test.enter('bob');
      expect(test.queue.admitsOthers).toBe(false);
    });

    it('does not overtake a visitor who is away', () => {
      const session = test.play(undefined);
      test.enter('ada');
      test.closePage('ada');
      test.end(session);
      expect(test.stage('ada')).toBe('place 1');
      expect(test.queue.admitsOthers).toBe(false);
    });

    it('has a limited turn like everybody', () => {
      const session = test.play(undefined);
      test.enter('ada');
      test.pass(120_000);
      expect(test.turnEnds).toEqual([{ sessionId: session, reason: 'turn_over' }]);
    });
  });

  describe('a turn', () => {
    it('has no end while nobody waits', () => {
      test.enter('ada');
      test.play('ada');
      test.pass(600_000);
      expect([test.turnEnds, test.queue.dueMs]).toEqual([[], undefined]);
    });

    it('ends after its time where somebody waits', () => {
      test.enter('ada', 'bob');
      const session = test.play('ada');
      test.pass(119_000);
      expect(test.queue.view('ada', test.nowMs)).toMatchObject({ endsInMs: 1_000 });
      test.pass(1_000);
      expect(test.turnEnds).toEqual([{ sessionId: session, reason: 'turn_over' }]);
      test.pass(5_000);
      expect(test.turnEnds).toHaveLength(1);
      test.end(session);
      expect(test.stages('ada', 'bob')).toEqual(['turn_over', 'called']);
    });

    it('ends with notice where it is long over when somebody comes', () => {
      test.enter('ada');
      test.play('ada');
      test.pass(600_000);
      test.enter('bob');
      expect(test.queue.view('ada', test.nowMs)).toMatchObject({ endsInMs: 30_000 });
      test.pass(29_000);
      expect(test.turnEnds).toEqual([]);
      test.pass(1_000);
      expect(test.turnEnds).toHaveLength(1);
    });

    it('goes on where nobody waits any more', () => {
      test.enter('ada', 'bob');
      test.play('ada');
      test.pass(110_000);
      test.queue.leave('bob', test.nowMs);
      test.pass(100_000);
      expect(test.turnEnds).toEqual([]);
      expect(test.queue.view('ada', test.nowMs)).toMatchObject({ endsInMs: undefined });
    });

    it('ends only where its instance is wanted: the longest ones first', () => {
      test.queue.setCapacity(3, 3, 0);
      test.enter('ada', 'bob', 'cyd');
      const [first, second] = ['ada', 'bob', 'cyd'].map((id) => {
        test.pass(10_000);
        return test.play(id);
      });
      test.enter('dan', 'eve');
      test.pass(200_000);
      expect(test.turnEnds.map(({ sessionId }) => sessionId)).toEqual([first, second]);
      expect(test.queue.view('cyd', test.nowMs)).toMatchObject({ endsInMs: undefined });
    });

    it('ends where its visitor is away before it ends where he is not', () => {
      test.queue.setCapacity(2, 2, 0);
      test.enter('ada', 'bob');
      test.play('ada');
      test.pass(10_000);
      const left = test.play('bob');
      test.queue.attend(left, false, test.nowMs);
      test.enter('cyd');
      test.pass(20_000);
      expect(test.turnEnds).toEqual([{ sessionId: left, reason: 'unattended' }]);
      expect(test.queue.view('ada', test.nowMs)).toMatchObject({ endsInMs: undefined });
    });

    it('makes room for one visitor while another instance is about to be free', () => {
      test.queue.setCapacity(2, 2, 0);
      test.enter('ada', 'bob');
      const first = test.play('ada');
      test.play('bob');
      test.enter('cyd');
      test.queue.ending(first, false, test.nowMs);
      expect([test.stage('ada'), test.stage('cyd')]).toEqual(['ended', 'place 1']);
      expect(test.queue.view('bob', test.nowMs)).toMatchObject({ endsInMs: undefined });
      test.end(first);
      expect(test.stage('cyd')).toBe('called');
    });

    it('lasts as long as its visitor likes where turns have no limit', () => {
      test = new QueueUnderTest(new VisitorQueue({ ...RULES, turnMs: 0 }), 1);
      test.enter('ada', 'bob');
      test.play('ada');
      test.pass(3_600_000);
      expect(test.turnEnds).toEqual([]);
    });

    it('ends soon where its visitor has left it and somebody waits, limit or not', () => {
      test = new QueueUnderTest(new VisitorQueue({ ...RULES, turnMs: 0 }), 1);
      test.enter('ada');
      const session = test.play('ada');
      test.queue.attend(session, false, test.nowMs);
      test.pass(60_000);
      expect(test.turnEnds).toEqual([]);
      test.enter('bob');
      expect(test.turnEnds).toEqual([{ sessionId: session, reason: 'unattended' }]);
    });

    it('goes on where its visitor is back in time, and gets no longer by that', () => {
      test.enter('ada', 'bob');
      const session = test.play('ada');
      test.pass(90_000);
      for (let i = 0; i < 20; i++) {
        test.queue.attend(session, false, test.nowMs);
        test.pass(1_000);
        test.queue.attend(session, true, test.nowMs);
        test.pass(1_000);
      }
      expect(test.turnEnds).toEqual([{ sessionId: session, reason: 'turn_over' }]);
      expect(test.nowMs).toBe(130_000);
    });

    it('is given back to its visitor, first of all, where the server lost the session', () => {
      test.enter('ada', 'bob', 'cyd');
      const session = test.play('ada');
      test.pass(100_000);
      test.end(session, true);
      expect(test.stages('ada', 'bob', 'cyd')).toEqual(['called', 'place 1', 'place 2']);
      const again = test.play('ada');
      test.pass(30_000);
      expect(test.turnEnds).toEqual([{ sessionId: again, reason: 'turn_over' }]);
    });
  });

  describe('the expected wait', () => {
    const waits = (...ids: string[]): unknown[] =>
      ids.map((id) => (test.queue.view(id, test.nowMs) as { expectedWaitMs?: number }).expectedWaitMs);

    it('is what is left of the turns, then a whole turn for each visitor ahead', () => {
      test.enter('ada', 'bob', 'cyd');
      test.play('ada');
      test.pass(20_000);
      expect(waits('bob', 'cyd')).toEqual([100_000, 220_000]);
    });

    it('follows how long turns really last', () => {
      test.enter('ada', 'bob', 'cyd', 'dan');
      for (const id of ['ada', 'bob']) {
        const session = test.play(id);
        test.pass(40_000);
        test.end(session);
      }
      test.play('cyd');
      expect(waits('dan')).toEqual([40_000]);
      test.pass(35_000);
      expect(waits('dan')).toEqual([10_000]);
    });

    it('is unknown where turns have no limit and none has ended', () => {
      test = new QueueUnderTest(new VisitorQueue({ ...RULES, turnMs: 0 }), 1);
      test.enter('ada', 'bob');
      expect(waits('bob')).toEqual([undefined]);
      expect(test.queue.nextWaitMs(test.nowMs)).toBeUndefined();
    });

    it('of one who would come now is nothing where an instance is free', () => {
      expect(test.queue.nextWaitMs(0)).toBe(0);
      test.enter('ada');
      expect(test.queue.nextWaitMs(0)).toBe(120_000);
    });
  });

  it('says when it wants to be called next', () => {
    test.enter('ada', 'bob');
    // Nobody has been heard of for 20 s then.
    expect(test.queue.dueMs).toBe(20_000);
    test.play('ada');
    test.silence('bob');
    test.queue.advance(20_000);
    expect([test.stage('bob'), test.queue.dueMs]).toEqual(['gone', undefined]);
  });

  it('goes on from its state, which is plain JSON', () => {
    test.enter('ada', 'bob', 'cyd');
    test.play('ada');
    test.pass(119_000);
    test.queue.leave('cyd', test.nowMs);
    test.queue = new VisitorQueue(RULES, JSON.parse(JSON.stringify(test.queue.state)));
    expect(test.stages('ada', 'bob', 'cyd')).toEqual(['playing', 'place 1', 'left']);
    test.pass(1_000);
    expect(test.turnEnds).toHaveLength(1);
  });

  it('counts how tickets end', () => {
    test.enter('ada', 'bob', 'cyd', 'dan');
    test.queue.leave('dan', test.nowMs);
    test.silence('cyd');
    test.pass(60_000);
    test.end(test.play('bob'));
    expect(test.queue.state.endCounts).toEqual({ left: 1, gone: 1, lapsed: 1, turn_over: 0, ended: 1 });
  });

  it('forgets tickets that ended long ago', () => {
    test.enter('ada');
    test.queue.leave('ada', test.nowMs);
    test.pass(299_000);
    expect(test.stage('ada')).toBe('left');
    test.pass(1_000);
    expect(test.stage('ada')).toBe('unknown');
  });
});
