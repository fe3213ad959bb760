import type { Logger } from '@nestjs/common';
import { LogLine } from '../logging/index.js';
import { commandNamed } from '../contract/index.js';
import type { CommandFact, EndReason, Model, ModelInstance, Session, SessionEnding } from '../session/index.js';
import { type ContractState, contractStateOf, type SessionEvent } from './contract-state.js';
import type { JournalDetail } from './journal-detail.js';
import type { SessionJournal } from './session-journal.js';

type Detail = Readonly<Record<string, unknown>>;

/**
 * Writes a model's facts to its journal, as transitions between the contract's states. Each instance has its own chain
 * of states; where there are several, an entry names the instance.
 */
export class ContractJournal {
  private readonly states = new Map<ModelInstance, ContractState>();
  private readonly reasons = new Map<ModelInstance, EndReason>();
  private readonly listeners = new Set<(state: ContractState, instance: ModelInstance) => void>();

  constructor(
    private readonly model: Model,
    private readonly journal: SessionJournal,
    private readonly detail: JournalDetail,
    private readonly logger: Logger,
    private readonly clock: () => number = Date.now,
  ) {
    for (const instance of model.instances) this.states.set(instance, contractStateOf(instance.state, undefined));
    model.events.on('state', (instance) => this.followInstance(instance));
    model.events.on('session', (session, instance) => this.followSession(session, instance));
    model.events.on('released', ({ id }, instance) => this.release(instance, id));
  }

  stateOf(instance: ModelInstance): ContractState {
    return this.states.get(instance)!;
  }

  /** Called for each new state. @returns the function that ends the subscription */
  onState(listener: (state: ContractState, instance: ModelInstance) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private followInstance(instance: ModelInstance): void {
    const before = this.stateOf(instance);
    // A model that had failed is there again when a new version of it loads.
    const isNew = before === 'created' || before === 'terminated';
    if (instance.state === 'idle' && isNew) this.note(instance, 'initialization_success');
    if (instance.state !== 'failed') return;
    if (before === 'created') this.note(instance, 'initialization_fail', this.detail.gone());
    else this.note(instance, 'eviction', { reason: 'error', ...this.detail.gone() });
  }

  private followSession(session: Session, instance: ModelInstance): void {
    const { events } = session;
    events.on('started', (params) => this.note(instance, 'start_session', this.detail.started(session.id, params)));
    events.on('opened', (id) => this.note(instance, 'connection_opened', { conn_id: id }));
    events.on('closed', (id) => this.note(instance, 'connection_closed', { conn_id: id }));
    events.on('answered', (id, sdp) => this.note(instance, 'connection_answered', this.detail.answered(id, sdp)));
    // Before its outcome is known: entries are in the order in which commands were accepted.
    events.on('commandAccepted', (id, { command: { name, args } }) =>
      this.note(instance, 'command', this.detail.command(id, name, this.withoutSecrets(name, args))),
    );
    events.on('command', (fact) => this.command(instance, fact));
    events.on('refused', (id, { code, message }) =>
      this.note(instance, 'error', this.detail.refused(id, code, message)),
    );
    events.on('fault', ({ code, message }) => this.note(instance, 'error', this.detail.failed(code, message)));
    events.on('ending', (ending) => this.end(instance, ending));
  }

  private command(instance: ModelInstance, fact: CommandFact): void {
    const { connectionId: id, name } = fact;
    if (fact.verdict === 'rejected') {
      const declared = commandNamed(this.model.manifest, name) !== undefined;
      this.note(instance, 'error', this.detail.commandRejected(id, name, declared, fact.refusal));
      return;
    }
    if (fact.verdict === 'failed') {
      this.note(instance, 'error', this.detail.commandFailed(id, fact.refusal, fact.requestId));
    }
  }

  private end(instance: ModelInstance, { move, reason, closeReason, temporary }: SessionEnding): void {
    this.note(instance, move === 'timeout' ? 'timeout' : 'stop_session', {
      reason,
      ...(closeReason === undefined ? {} : { close_reason: closeReason }),
      ...(temporary === undefined ? {} : { cause: temporary }),
    });
    this.reasons.set(instance, reason);
  }

  private release(instance: ModelInstance, sessionId: string): void {
    if (instance.state === 'failed') return;
    this.note(instance, 'cleanup_complete', { reason: this.reasons.get(instance) }, sessionId);
  }

  private withoutSecrets(name: string, args: Detail): Detail {
    const parameters = commandNamed(this.model.manifest, name)?.parameters.properties ?? {};
    const hidden = Object.entries(parameters)
      .filter(([field, { writeOnly }]) => writeOnly && Object.hasOwn(args, field))
      .map(([field]) => [field, '(secret)']);
    return { ...args, ...Object.fromEntries(hidden) };
  }

  private note(
    instance: ModelInstance,
    event: SessionEvent,
    detail: Detail = {},
    session = instance.session?.id,
  ): void {
    const from = this.stateOf(instance);
    const to = contractStateOf(instance.state, instance.session?.phase);
    this.states.set(instance, to);
    const several = this.model.instances.length > 1;
    this.journal.append({
      event,
      from,
      to,
      detail: several ? { ...detail, instance: instance.index } : detail,
      tsMs: this.clock(),
    });
    if (from === to) return;
    this.logger.log(new LogLine(`${from} -> ${to} (${event})`, { session }));
    for (const listener of this.listeners) listener(to, instance);
  }
}
