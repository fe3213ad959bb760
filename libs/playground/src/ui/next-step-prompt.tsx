import { useRef } from 'preact/hooks';
import { FormControl } from '../controls/form-control.js';
import type { LiveControl } from '../controls/live-control.js';
import { nextStep, type NextStep } from '../guidance/next-step.js';
import type { Playground } from '../playground.js';
import { ErrorText } from './error-text.js';
import { FilePicker } from './file-picker.js';
import { SendPrompt } from './send-prompt.js';
import { FileIcon, PlayIcon } from './icons.js';
import { useDelay } from './use-delay.js';

/** A model that needs nobody shows its first picture within this. */
const INPUT_DELAY_MS = 500;
const COMMAND_DELAY_MS = 1_500;

/** A model may think before its first picture; after this something is probably wrong. */
const LONG_WAIT_MS = 15_000;

/** In the place of the picture while there is none: what the model waits for, with the button that gives it. */
export function NextStepPrompt({ playground }: { playground: Playground }) {
  const step = stepOf(playground);
  return (
    <div class="next-step" data-step={step.kind}>
      <Step key={step.kind} playground={playground} step={step} />
    </div>
  );
}

/** What the model waits for now, of what this page may give it. */
export function stepOf(playground: Playground): NextStep {
  const { inputs, feeds, board } = playground;
  const fed = [...feeds.state.value].flatMap(([name, { source }]) => (source === undefined ? [] : [name]));
  const groups = playground.may('control') ? board.board.value?.groups : [];
  const controls = groups?.flatMap((group) => group.controls) ?? [];
  return nextStep(
    playground.may('publish') ? inputs.value : [],
    new Set(fed),
    controls.map(({ command }) => command),
  );
}

function Step({ playground, step }: { playground: Playground; step: NextStep }) {
  const inputDelay = useDelay(INPUT_DELAY_MS);
  const commandDelay = useDelay(COMMAND_DELAY_MS);
  const ready = step.kind === 'send' ? inputDelay : commandDelay;
  if (!ready || step.kind === 'wait') return <Waiting />;
  if (step.kind === 'send') {
    return (
      <>
        {step.tracks.map((track) => (
          <SendPrompt key={track.name} playground={playground} track={track} named={step.tracks.length > 1} />
        ))}
      </>
    );
  }
  const control = playground.board.board.value?.groups
    .flatMap((group) => group.controls)
    .find(({ command }) => command.name === step.command.name);
  if (control === undefined) return <Waiting />;
  switch (step.kind) {
    case 'run':
      return control instanceof FormControl ? <RunPrompt form={control} /> : <Waiting />;
    case 'upload':
      return <UploadPrompt control={control} field={step.field.name} />;
    case 'fill':
      return <FillPrompt control={control} />;
  }
}

function Waiting() {
  const long = useDelay(LONG_WAIT_MS);
  return (
    <>
      <p>Waiting for the first picture…</p>
      {long && <p class="hint">The model has not sent a frame yet. The server’s log may have the cause.</p>}
    </>
  );
}

function RunPrompt({ form }: { form: FormControl }) {
  const error = form.errors.value.values().next().value;
  return (
    <>
      <button type="button" class="main-button" disabled={form.busy.value} onClick={() => void form.submit()}>
        <PlayIcon />
        {form.command.label}
      </button>
      {form.command.description !== undefined && <p class="hint">{form.command.description}</p>}
      <ErrorText text={error} />
    </>
  );
}

function UploadPrompt({ control, field }: { control: FormControl | LiveControl; field: string }) {
  const picker = useRef<HTMLInputElement>(null);
  const send = (file: File): void => {
    if (control instanceof FormControl) {
      control.set(field, file);
      void control.submit();
    } else control.set(file);
  };
  const error = control instanceof FormControl ? control.errors.value.values().next().value : control.error.value;
  return (
    <>
      <button type="button" class="main-button" disabled={control.busy.value} onClick={() => picker.current?.click()}>
        <FileIcon />
        Choose a file
      </button>
      <p class="hint">{control.command.description ?? control.command.label}</p>
      <ErrorText text={error} />
      <FilePicker picker={picker} onPick={send} />
    </>
  );
}

function FillPrompt({ control: { command } }: { control: FormControl | LiveControl }) {
  const show = (): void => {
    const drawn = document.querySelector<HTMLElement>(`[data-command="${CSS.escape(command.name)}"]`);
    drawn?.scrollIntoView({ block: 'center' });
    drawn?.querySelector<HTMLElement>('input, textarea, select')?.focus({ preventScroll: true });
  };
  return (
    <>
      <button type="button" class="main-button" onClick={show}>
        {command.label}
      </button>
      {command.description !== undefined && <p class="hint">{command.description}</p>}
    </>
  );
}
