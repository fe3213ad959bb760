import { type ClassReference, Client, type CommandDeclaration, fieldDeclarations } from '../../authoring/index.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';
import type { FieldReader } from './field-reader.js';
import type { Field, ParameterSlot } from './model-contract.js';

/** The parameters of a handler. */
export interface Parameters {
  readonly fields: readonly Field[];
  readonly slots: readonly ParameterSlot[];
  readonly dto: ClassReference | undefined;
}

/** Reads a handler's parameters: fields one by one, or one class of them, and at any position the caller. */
export function readParameters(
  method: string,
  { options: { parameters }, parameterTypes: types, fields: declared, arity }: CommandDeclaration,
  reader: FieldReader,
  problems: DeclarationProblems,
): Parameters {
  const fields: Field[] = [];
  const slots: ParameterSlot[] = [];
  const dtos: ClassReference[] = [];
  const count = Math.max(types.length, arity, ...[...declared.keys()].map((index) => index + 1));
  for (let index = 0; index < count; index++) {
    const where = `${method}, parameter ${index + 1}`;
    const options = declared.get(index);
    const type = types[index];
    if (options !== undefined) {
      const name = options.name ?? '';
      if (name === '') problems.add(where, `it has no name on the wire; write @InputField({ name: '…' })`);
      else if (fields.some((field) => field.name === name))
        problems.add(where, `another parameter is called '${name}' too; rename it`);
      fields.push(reader.readParameter(where, name === '' ? `parameter_${index + 1}` : name, options));
      slots.push({ kind: 'field', name });
    } else if (type === Client) {
      slots.push({ kind: 'client' });
    } else if (typeof type === 'function' && fieldDeclarations.read(type).length > 0) {
      const dto = type as ClassReference;
      dtos.push(dto);
      fields.push(...reader.readClass(dto));
      slots.push({ kind: 'dto', dto });
    } else {
      const kept =
        types.length > 0 || parameters !== undefined
          ? ', imported without type'
          : ', named in @Command({ parameters })';
      problems.add(
        where,
        `its type cannot be inferred; decorate it with @InputField({ name, … }), or declare it as Client or as a class with @InputField properties${kept}`,
      );
    }
  }
  const [dto, another] = dtos;
  if (dto !== undefined && another !== undefined) {
    problems.add(method, `it takes ${dto.name} and ${another.name}; merge their fields into one class`);
  } else if (dto !== undefined && slots.some((slot) => slot.kind === 'field')) {
    problems.add(method, `it takes ${dto.name} and further fields; move them all into ${dto.name}`);
  }
  return { fields, slots, dto };
}
