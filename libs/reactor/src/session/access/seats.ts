import { ReactorError } from '../../errors/index.js';

/** Who decides on control, where not everybody has it. */
export type HandOver = 'holder' | 'operator';

/** How many clients may control a session, and how control changes hands. */
export interface SeatRules {
  /** Zero: everybody. */
  readonly controllers: number;
  readonly handOver: HandOver;
}

/** One client, as far as control is concerned. */
export interface SeatedClient {
  readonly id: number;
  /** Of its person: clients that have the first in common share a seat, as the tabs of a visitor do. */
  readonly names: readonly [string, ...string[]];
  /** Its role allows it to control at all. */
  readonly mayControl: boolean;
  /** It has the role `operate`, named by the application. */
  readonly isOperator: boolean;
}

/** Connection ids, in the order in which they got control, or asked for it. */
export interface SeatPlan {
  readonly controllers: readonly number[];
  readonly asking: readonly number[];
}

/**
 * Who controls a session, and who watches. A free seat goes to the first who asks, sends a command or publishes; then whoever
 * has one may hand it over. Where operators decide, nobody takes one. A reserved session is controlled by the person that it is
 * reserved for, or that this one hands it over to, and nobody takes a seat that they left.
 */
export class Seats {
  private readonly clients = new Map<number, SeatedClient>();
  /** Persons. */
  private seated: readonly string[] = [];
  private waiting: readonly number[] = [];
  /** Whom a reserved session was handed over to, until that person gives it back or leaves. */
  private lentTo: string | undefined;

  /**
   * @param reserved names of the one person that the session is for; none: it is for whoever comes
   * @param changed after each change of who controls, who asks, and who is there
   */
  constructor(
    private readonly rules: SeatRules,
    private readonly reserved: readonly string[],
    private readonly changed: () => void,
  ) {}

  get plan(): SeatPlan {
    const all = [...this.clients.values()];
    return { controllers: all.filter(({ id }) => this.controls(id)).map(({ id }) => id), asking: this.waiting };
  }

  /** Is anybody there for whom the session runs? Who only watches does not count. */
  get isAttended(): boolean {
    return this.plan.controllers.length > 0;
  }

  controls(id: number): boolean {
    const client = this.clients.get(id);
    if (client?.mayControl !== true) return false;
    return this.rules.controllers <= 0 || this.seated.includes(this.personOf(client));
  }

  /** It may control, and another one does. */
  watches(id: number): boolean {
    return this.clients.get(id)?.mayControl === true && !this.controls(id);
  }

  /** A client has come, or may do other things than before. */
  enter(client: SeatedClient): void {
    this.clients.set(client.id, client);
    if (this.mayTake(client)) this.seat(client);
    this.changed();
  }

  leave(id: number): void {
    const client = this.clients.get(id);
    if (client === undefined) return;
    this.clients.delete(id);
    this.waiting = this.waiting.filter((other) => other !== id);
    const person = this.personOf(client);
    const isThere = [...this.clients.values()].some((other) => this.personOf(other) === person);
    if (!isThere) this.free(person);
    this.changed();
  }

  /** Throws `not_in_control` for a client that only watches. */
  act(id: number): void {
    if (this.rules.controllers <= 0 || this.controls(id)) return;
    const client = this.clients.get(id);
    // Its role refuses it with a reason of its own.
    if (client?.mayControl !== true) return;
    if (!this.mayTake(client)) throw new ReactorError('not_in_control', this.refusal);
    this.seat(client);
    this.changed();
  }

  /** Gets control where a seat is free; else who controls sees that it asks. */
  ask(id: number): void {
    const client = this.known(id);
    if (!client.mayControl) throw new ReactorError('forbidden', 'this client does not have the role control');
    if (this.controls(id) || this.waiting.includes(id)) return;
    if (this.mayTake(client)) this.seat(client);
    else this.waiting = [...this.waiting, id];
    this.changed();
  }

  /** Gives control up, or asks for it no longer. */
  release(id: number): void {
    const client = this.known(id);
    this.waiting = this.waiting.filter((other) => other !== id);
    if (this.rules.controllers > 0 && this.controls(id)) this.free(this.personOf(client));
    this.changed();
  }

  /**
   * Hands control to another client, by who has it or by an operator. Throws `not_in_control`, or `bad_message` where nobody has
   * the id or may not control.
   */
  give(from: number, to: number): void {
    const giver = this.known(from);
    const taker = this.clients.get(to);
    const mayGive = giver.isOperator || (this.rules.handOver === 'holder' && this.controls(from));
    if (!mayGive) throw new ReactorError('not_in_control', this.refusal);
    if (taker?.mayControl !== true) {
      throw new ReactorError('bad_message', `to must be a client of this session that may control it (got ${to})`, {
        field: 'to',
      });
    }
    if (this.rules.controllers <= 0 || this.controls(to)) return;
    const leaving = this.seated.includes(this.personOf(giver)) ? this.personOf(giver) : this.firstToLeave;
    this.seated = this.seated.filter((person) => person !== leaving);
    if (this.reserved.length > 0) this.lentTo = this.personOf(taker);
    this.seat(taker);
    this.changed();
  }

  /** May this client end the session for all? Throws `not_in_control` for one that only watches. */
  checkStop(id: number): void {
    if (this.watches(id) && this.clients.get(id)?.isOperator !== true)
      throw new ReactorError('not_in_control', this.refusal);
  }

  /** An operator who seats somebody in a full session takes the seat of who has had it longest. */
  private get firstToLeave(): string | undefined {
    return this.seated.length >= this.rules.controllers ? this.seated[0] : undefined;
  }

  private get refusal(): string {
    if (this.rules.handOver === 'operator') return 'this client watches; an operator decides who controls the session';
    return 'this client watches, and another one controls the session; ask for control: {"type":"control","action":"ask"}';
  }

  private mayTake(client: SeatedClient): boolean {
    const { controllers, handOver } = this.rules;
    const person = this.personOf(client);
    if (controllers <= 0 || !client.mayControl) return false;
    if (this.seated.length >= controllers || this.seated.includes(person)) return false;
    if (this.reserved.length > 0) return person === (this.lentTo ?? this.reserved[0]);
    return handOver === 'holder';
  }

  private seat(client: SeatedClient): void {
    this.seated = [...this.seated, this.personOf(client)];
    this.waiting = this.waiting.filter((id) => this.personOf(this.clients.get(id)!) !== this.personOf(client));
  }

  /** The seat goes back to whom the session is reserved for, or to the first who asks. */
  private free(person: string): void {
    if (!this.seated.includes(person)) return;
    this.seated = this.seated.filter((other) => other !== person);
    if (person === this.lentTo) this.lentTo = undefined;
    const asking = this.waiting.map((id) => this.clients.get(id)!);
    const candidates = this.reserved.length > 0 ? [...this.clients.values()] : asking;
    const next = candidates.find((client) => this.mayTake(client));
    if (next !== undefined) this.seat(next);
  }

  /** A reserved session knows its person by any of several names. */
  private personOf({ names }: SeatedClient): string {
    return names.some((name) => this.reserved.includes(name)) ? this.reserved[0]! : names[0];
  }

  private known(id: number): SeatedClient {
    const client = this.clients.get(id);
    if (client !== undefined) return client;
    throw new ReactorError('not_joined', 'join the session first');
  }
}
