import { cancel, intro, isCancel, select, text } from '@clack/prompts';
import { CliError } from '../errors/index.js';
import { nameProblem } from './project-name.js';
import { describeTemplate, type Template, TEMPLATES } from './template.js';

export interface WantedProject {
  readonly name: string;
  readonly template: Template;
}

/**
 * Asks for what the command line does not say.
 * @throws CliError `interrupted` where the person leaves
 */
export async function askForProject(given: Partial<WantedProject>): Promise<WantedProject> {
  intro('A new project');
  const name =
    given.name ??
    answer(
      await text({
        message: 'What is it called?',
        placeholder: 'my-model',
        validate: (value) => nameProblem(value ?? ''),
      }),
    );
  const choices = await Promise.all(
    TEMPLATES.map(async (value) => ({ value, label: value, hint: (await describeTemplate(value)).summary })),
  );
  const template =
    given.template ?? answer(await select<Template>({ message: 'What does it begin with?', options: choices }));
  return { name, template };
}

function answer<T>(value: T): Exclude<T, symbol> {
  if (!isCancel(value)) return value as Exclude<T, symbol>;
  cancel('Nothing was written.');
  throw CliError.of('interrupted', 'stopped before anything was written; run the command again');
}
