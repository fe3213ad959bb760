import type { Connection } from './connection/connection.js';
import { type Observable, Variable } from './observable.js';

/** By input, the value that the model runs with now. It is kept while the client reconnects. */
export class StateInForce<State extends object> {
  private readonly values = new Variable<Readonly<Partial<State>>>({} as Partial<State>);
  private unfollow: () => void = () => {};

  /** An input whose value the server withholds is not among them. */
  get state(): Observable<Readonly<Partial<State>>> {
    return this.values;
  }

  follow(connection: Pick<Connection, 'inputs'> | undefined): void {
    this.unfollow();
    this.unfollow = () => {};
    if (connection === undefined) return;
    const take = (inputs: Connection['inputs']['value']): void => {
      const told = [...inputs.values()].filter(({ withheld }) => withheld === undefined);
      this.values.value = Object.fromEntries(told.map(({ name, value }) => [name, value])) as Partial<State>;
    };
    this.unfollow = connection.inputs.subscribe(take);
    // Until the first values arrive those of the connection before are the best known.
    if (connection.inputs.value.size > 0) take(connection.inputs.value);
  }
}
