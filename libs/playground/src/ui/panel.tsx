import { FormControl } from '../controls/form-control.js';
import type { Board, BoardGroup } from '../controls/control-board.js';
import { LiveControl } from '../controls/live-control.js';
import type { Playground } from '../playground.js';
import { quickCommands } from '../schema/quick-commands.js';
import { CaptureList } from './capture-list.js';
import { CommandForm } from './command-form.js';
import { LiveField } from './live-field.js';
import { MessageList } from './message-list.js';
import { QuickRow } from './quick-row.js';

/** The right side: everything the schema says that a person can do, and what the model answers. */
export function Panel({ playground }: { playground: Playground }) {
  const board = playground.board.board.value;
  const status = playground.status.value;
  const live = status.kind === 'live';
  const quick = quickOf(board);
  return (
    <aside class="panel" aria-label="Controls">
      <div class="panel-scroll">
        {board?.description !== undefined && <p class="panel-intro">{board.description}</p>}
        {live && status.entry === 'replaced' && (
          <p class="notice">The previous session has ended. This is a new session with the same settings.</p>
        )}
        <CaptureList playground={playground} live={live} />
        {!playground.may('control') && (
          <p class="notice" data-denied="control">
            You may watch this model, but not control it. Ask the operator for the role “control”.
          </p>
        )}
        {/* Disabled controls keep their place, so that nothing jumps when the connection is back. */}
        <fieldset class="controls" disabled={!playground.commandable.value}>
          <legend class="unseen">Controls of the model</legend>
          <QuickRow controls={quick} />
          {board?.groups.map((group) => (
            <Group key={group.name ?? ''} group={group} apart={quick} />
          ))}
        </fieldset>
        {board?.groups.length === 0 && <p class="panel-intro">This model takes no commands.</p>}
      </div>
      <MessageList log={playground.log} />
    </aside>
  );
}

/** Those of the controls without a group that stand in a row of their own. */
function quickOf(board: Board | undefined): LiveControl[] {
  const plain = board?.groups.find(({ name }) => name === undefined)?.controls ?? [];
  return quickCommands(plain.map(({ command }) => command)).flatMap((command) =>
    plain.filter((control): control is LiveControl => control.command === command && control instanceof LiveControl),
  );
}

/** @param apart controls that stand elsewhere */
function Group({ group, apart }: { group: BoardGroup; apart: readonly unknown[] }) {
  const controls = group.controls
    .filter((control) => !apart.includes(control))
    .map((control) =>
      control instanceof FormControl ? (
        <CommandForm key={control.command.name} form={control} />
      ) : (
        <LiveField key={control.command.name} control={control} />
      ),
    );
  if (controls.length === 0) return null;
  return (
    <section class="group">
      {group.name !== undefined && <h2>{group.name}</h2>}
      <div class="group-controls">{controls}</div>
    </section>
  );
}
