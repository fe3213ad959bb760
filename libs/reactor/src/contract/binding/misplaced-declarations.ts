import {
  commandDeclarations,
  fieldDeclarations,
  hookDeclarations,
  type ReactorModelOptions,
  trackDeclarations,
} from '../../authoring/index.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';

/** Decorators in places where they are not read, which would otherwise silently have no effect. */
export function refuseMisplaced(
  modelClass: { readonly name: string },
  { state }: Pick<ReactorModelOptions, 'state'>,
  problems: DeclarationProblems,
): void {
  for (const { property } of fieldDeclarations.read(modelClass)) {
    problems.add(`${modelClass.name}.${property}`, 'a model has no fields of its own; move it to its InputState');
  }
  for (const { property } of trackDeclarations.read(modelClass)) {
    problems.add(
      `${modelClass.name}.${property}`,
      'a model has no tracks of its own; move it to its output or input class',
    );
  }
  if (state === undefined) return;
  for (const { method } of [...commandDeclarations.read(state), ...hookDeclarations.read(state)]) {
    problems.add(`${state.name}.${method}`, `a state has no commands and no hooks; move it to ${modelClass.name}`);
  }
}
