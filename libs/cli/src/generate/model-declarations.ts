import type {
  ModelSchema,
  SchemaCommand,
  SchemaField,
  SchemaMessage,
  SchemaTrack,
} from '@nestjs-reactor/protocol/schema';
import { docComment } from './doc-comment.js';
import { pascalCase, propertyName, quoted, TypeNames } from './names.js';
import { typed } from './union.js';
import { ValueTypes } from './value-type.js';

/** A command with the names of the types that its declarations have. */
export interface NamedCommand extends SchemaCommand {
  /** Undefined: it takes nothing. */
  readonly args: string | undefined;
  /** May the arguments be left out as a whole? */
  readonly isBare: boolean;
  /** Type of the message that answers it. */
  readonly replyType: string;
}

interface NamedMessage extends SchemaMessage {
  /** Type of its data. */
  readonly data: string;
  /** Type of the whole message. */
  readonly type: string;
}

/** The declarations of a model that every generated file has, whichever client it is for. */
export class ModelDeclarations {
  /** `Sunny`: what all further names begin with. */
  readonly name: string;
  readonly commands: readonly NamedCommand[];
  readonly messages: readonly NamedMessage[];
  private readonly types: ValueTypes;
  private readonly names: TypeNames;

  /**
   * @param fileType of a file among the arguments
   * @param reserved names that the file imports
   * @param parts names that the file makes from the model's: `Commands` of `SunnyCommands`
   */
  constructor(
    readonly schema: ModelSchema,
    fileType: string,
    reserved: readonly string[],
    parts: readonly string[],
  ) {
    const wanted = pascalCase(schema.name);
    this.name = reserved.includes(wanted) ? `${wanted}Model` : wanted;
    this.types = new ValueTypes(fileType);
    this.names = new TypeNames([...reserved, this.name, ...parts.map((part) => this.name + part)]);
    this.messages = schema.messages.map((message) => {
      const data = this.names.add(pascalCase(message.schemaName));
      return { ...message, data, type: this.names.add(`${data}Message`) };
    });
    this.commands = schema.commands.map((command) => ({
      ...command,
      args: command.fields.length === 0 ? undefined : this.names.add(`${pascalCase(command.name)}Args`),
      isBare: command.fields.every(({ required }) => !required),
      replyType: this.messages.find(({ name }) => name === command.reply)?.type ?? 'undefined',
    }));
  }

  /** Types of the arguments and of the messages, one declaration each. */
  declareValues(): string[] {
    return [
      ...this.commands
        .filter(({ args }) => args !== undefined)
        .map(({ name, args, fields }) =>
          declareType(args!, this.types.object(fields, 'argument', ''), `What \`${name}\` takes.`),
        ),
      ...this.messages.flatMap(({ name, data, type, description, fields }) => [
        declareType(data, this.types.object(fields, 'message', ''), description ?? `The data of \`${name}\`.`),
        declareType(
          type,
          members(
            [
              ['type', quoted(name)],
              ['data', data],
            ],
            '',
          ),
          `The message \`${name}\`.`,
        ),
      ]),
    ];
  }

  /** An interface with one method for each command. */
  declareCommands(resultOf: (command: NamedCommand) => string): string {
    const methods = this.commands.map((command) => {
      const { name, args, isBare, description } = command;
      const parameters = args === undefined ? '' : `args${isBare ? '?' : ''}: ${args}`;
      return `${docComment([description], '  ')}  ${propertyName(name)}(${parameters}): Promise<${resultOf(command)}>;\n`;
    });
    const comment = docComment([`One method for each command of ${this.schema.name}.`], '');
    return methods.length === 0
      ? `${comment}export type ${this.name}Commands = Readonly<Record<string, never>>;\n`
      : `${comment}export interface ${this.name}Commands {\n${methods.join('')}}\n`;
  }

  /** The inputs that the server reports, as one object type. */
  stateType(indent: string): string {
    return this.types.object(inputsOf(this.schema), 'state', indent);
  }
}

/** A type with its comment. */
export function declareType(name: string, type: string, comment: string | undefined): string {
  return `${docComment([comment], '')}${typed(`export type ${name} =`, type)};\n`;
}

/** An object type of these members. */
export function members(list: readonly (readonly [name: string, type: string])[], indent: string): string {
  if (list.length === 0) return '{}';
  return `{\n${list.map(([name, type]) => `${indent}  readonly ${propertyName(name)}: ${type};\n`).join('')}${indent}}`;
}

/** In the client's view: it receives what the model sends. */
export function directionOf({ direction }: SchemaTrack): 'recvonly' | 'sendonly' {
  return direction === 'out' ? 'recvonly' : 'sendonly';
}

/** A command `set_x` with the one argument `x` sets the input `x`. */
function inputsOf({ commands }: ModelSchema): SchemaField[] {
  return commands.flatMap(({ name, fields }) =>
    fields.length === 1 && name === `set_${fields[0]!.name}` ? [fields[0]!] : [],
  );
}
