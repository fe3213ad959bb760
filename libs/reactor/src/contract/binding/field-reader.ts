import {
  type ClassReference,
  fieldDeclarations,
  fieldName,
  fieldsOf,
  type InputFieldOptions,
  kindOf,
} from '../../authoring/index.js';
import { FieldProblems } from '../manifest/field-problems.js';
import { ValueCheck } from '../manifest/value-check.js';
import type { DeclarationProblems } from '../manifest/declaration-problems.js';
import { nameMistakes, optionMistakes } from './field-mistakes.js';
import { laterRules, rulesOfParameter, rulesOfProperty } from './field-rules-class.js';
import { fieldSchema } from './field-schema.js';
import { hydrateField } from './hydrate-field.js';
import type { Field, NestedClass } from './model-contract.js';
import { ruleProblems } from './rule-problems.js';

/** Reads fields from their declarations and records their mistakes. */
export class FieldReader {
  /** Classes whose fields are being read, outermost first. */
  private readonly around: ClassReference[] = [];

  constructor(private readonly problems: DeclarationProblems) {}

  /** The fields that a class and its bases declare, in order. */
  readClass(owner: ClassReference): Field[] {
    this.around.push(owner);
    const fields = fieldsOf(owner).map((declaration) => {
      const where = `${owner.name}.${declaration.property}`;
      const { property, options } = declaration;
      const rules = rulesOfProperty(owner, property);
      return this.read(where, { name: fieldName(declaration), property, options, rules, owner });
    });
    this.around.pop();
    const seen = new Map<string, string>();
    for (const { name, property } of fields) {
      const other = seen.get(name);
      if (other !== undefined) {
        this.problems.add(
          `${owner.name}.${property}`,
          `${other} is called '${name}' on the wire too; rename one of them`,
        );
      }
      seen.set(name, property);
    }
    return fields;
  }

  /** @param name on the wire, also used in its errors */
  readParameter(where: string, name: string, options: InputFieldOptions): Field {
    return this.read(where, { name, property: name, options, rules: rulesOfParameter(name, options) });
  }

  private read(where: string, start: Pick<Field, 'name' | 'property' | 'options' | 'rules' | 'owner'>): Field {
    const { options } = start;
    for (const mistake of [...nameMistakes(start.name), ...optionMistakes(options)]) this.problems.add(where, mistake);
    for (const rule of laterRules(start.rules, start.property)) {
      this.problems.add(
        where,
        `its rule ${rule} is asynchronous, and commands are validated synchronously; check it in the command handler`,
      );
    }
    const inside = this.readInside(where, options);
    const isNull = options.default === undefined || options.default === null;
    const bare: Field = {
      ...start,
      ...inside,
      kind: kindOf(options) ?? 'string',
      required: options.default === undefined && !options.nullable,
      fallback: null,
    };
    if (options.default === null && !options.nullable)
      this.problems.add(where, 'its default is null; add nullable: true');
    for (const example of options.examples ?? []) this.hold(where, bare, example, 'an example is refused by its rules');
    return isNull ? bare : { ...bare, fallback: this.readDefault(where, bare) };
  }

  private readInside(where: string, options: InputFieldOptions): Pick<Field, 'items' | 'nested'> {
    const kind = kindOf(options);
    if (typeof options.type === 'function') {
      const nested = this.readNested(where, options.type());
      return nested === undefined ? {} : { nested };
    }
    if ((kind !== 'array' && kind !== 'record') || options.items === undefined) return {};
    const place = `${where}, items`;
    const { items } = options;
    if (kindOf(items) === 'file') this.problems.add(place, 'a field holds one file; declare one field for each file');
    for (const option of ['default', 'name', 'validate'] as const) {
      if (items[option] !== undefined) this.problems.add(place, `${option} does not apply to items; remove it`);
    }
    return { items: this.readParameter(place, 'items', items) };
  }

  private readNested(where: string, owner: ClassReference | undefined): NestedClass | undefined {
    if (typeof owner !== 'function' || fieldDeclarations.read(owner).length === 0) {
      const name = typeof owner === 'function' ? owner.name : 'its type';
      this.problems.add(where, `${name} declares no field; decorate its properties with @InputField()`);
      return undefined;
    }
    if (this.around.includes(owner)) {
      this.problems.add(
        where,
        `${owner.name} contains itself, which a schema cannot express; use a record or an array of ids`,
      );
      return undefined;
    }
    const fields = this.readClass(owner);
    for (const field of fields) {
      if (field.kind !== 'file') continue;
      this.problems.add(
        `${owner.name}.${field.property}`,
        `a file cannot be inside ${where}; declare it at the top level`,
      );
    }
    return { owner, fields };
  }

  /** A default that breaks the field's rules would reach the model unchecked. */
  private readDefault(where: string, field: Field): unknown {
    return this.hold(where, field, field.options.default, 'its default is refused by its own rules');
  }

  /**
   * Checks an author's value against the field's rules. The author's further decorators are skipped: they may read
   * other fields, which are missing.
   *
   * @returns the value, completed inside
   */
  private hold(where: string, field: Field, value: unknown, refusal: string): unknown {
    const { options, property } = field;
    const found = new FieldProblems();
    let filled: unknown;
    try {
      const check = new ValueCheck(fieldSchema(field), where);
      filled = check.complete(structuredClone(value), property, found);
      check.check(filled, property, found);
      if (found.isEmpty) {
        const rules = rulesOfParameter(property, options);
        const subject = Object.assign(new rules(), { [property]: hydrateField(field, filled) });
        found.addAll(ruleProblems([{ ...field, name: property }], subject));
      }
    } catch (error) {
      found.add(property, () => `its rules cannot be evaluated: ${String(error)}`);
    }
    for (const { message } of found.fields) this.problems.add(where, `${refusal}: ${message}`);
    return filled;
  }
}
