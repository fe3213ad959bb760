import {
  IsEmail,
  ArrayUnique,
  registerDecorator,
  type ValidationArguments,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import { Transform } from 'class-transformer';
import {
  Client,
  Command,
  InputField,
  type InputFieldOptions,
  InputState,
  ReactorModel,
  ReactorPipeline,
  UploadedFile,
} from '../authoring/index.js';
import { ReactorError } from '../errors/index.js';
import { checkRules } from './binding/check-rules.js';
import { manifestOf } from './binding/manifest-of.js';
import type { ModelContract } from './binding/model-contract.js';
import { readModelContract } from './binding/read-model-contract.js';
import { checkCommand, type CheckedCommand } from './manifest/check-command.js';

/** A model that shows nothing: for what is declared and checked. */
export abstract class Still extends ReactorPipeline {
  *inference(): Generator<never, void, void> {}
}

/** The contract of a model with a command `take` that has one argument of these options, `f`. */
export function contractOf(options: InputFieldOptions): ModelContract {
  @ReactorModel({ name: 'one_field' })
  class OneField extends Still {
    @Command() take(@InputField({ ...options, name: 'f' }) _f: unknown): void {}
  }

  return readModelContract(OneField);
}

/** Checks a command as both sides do: against its schema, then against its author's rules. */
export function check(
  contract: ModelContract,
  ...[name, args, uploads]: Tail<Parameters<typeof checkCommand>>
): CheckedCommand {
  const checked = checkCommand(manifestOf(contract), name, args, uploads);
  checkRules(contract.commands.get(name)!, checked);
  return checked;
}

type Tail<T extends readonly unknown[]> = T extends [unknown, ...infer R] ? R : never;

/** What `take` makes of the value: what the model would get, or the refusal's message. */
export function take(options: InputFieldOptions, value: unknown): unknown {
  const contract = contractOf(options);
  try {
    return check(contract, 'take', { f: value }).args['f'];
  } catch (error) {
    if (error instanceof ReactorError && error.code === 'invalid_command') return error.message;
    throw error;
  }
}
/** What was thrown, coded. */
export function refusalOf(work: () => unknown): ReactorError {
  try {
    work();
  } catch (error) {
    if (error instanceof ReactorError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

export class Pose {
  @InputField({ type: 'number', min: -1, max: 1 }) x!: number;
  @InputField({ default: 0, min: -1, max: 1 }) headTurn!: number;
}

export const POSE = (): typeof Pose => Pose;

export class Move {
  @InputField({ type: 'integer', max: 10 }) x!: number;
  @InputField({ type: 'integer', max: 10, default: 0 }) y!: number;
  @InputField({ type: 'string', nullable: true, maxLength: 3 }) label!: string | null;
}

export class Portrait {
  @InputField({ type: 'file', moderate: true }) image!: UploadedFile;
  @InputField({ type: 'file', nullable: true }) mask!: UploadedFile | null;
  @InputField({ default: 0.5, min: 0, max: 1 }) strength!: number;
}

@ReactorModel({ name: 'camera' })
export class Camera extends Still {
  @Command() move(
    @InputField({ name: 'x', type: 'integer', max: 10 }) _x: number,
    _client: Client,
    @InputField({ name: 'y', default: 0, max: 10 }) _y: number,
  ): void {}
  @Command() moveTo(_move: Move, _client: Client): void {}
  @Command() portray(_portrait: Portrait): void {}
  @Command() stop(): void {}
}

/** A rule of an author's own, which looks at another field too. */
function IsAbove(other: string, options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isAbove',
      target: target.constructor,
      propertyName: String(property),
      constraints: [other],
      options,
      validator: {
        validate: (value: number, args?: ValidationArguments) =>
          value > Number((args?.object as Record<string, unknown> | undefined)?.[other]),
        defaultMessage: () => `$property must be above ${other}`,
      },
    });
}

export class Letter {
  @IsEmail() @InputField({ type: 'string', maxLength: 40 }) sentTo!: string;
  @ArrayUnique({ message: 'say each tag once' })
  @InputField({ default: ['a'], items: { type: 'string' } })
  tags!: string[];
  @InputField({ default: 0 }) low!: number;
  @IsAbove('low') @InputField({ default: 1, max: 5 }) high!: number;
}

export class Envelope {
  @InputField({ type: () => Letter }) letter!: Letter;
  @InputField({ type: 'record', items: { type: () => Letter }, default: {} }) copies!: Record<string, Letter>;
}

class PostState extends InputState {
  @IsEmail() @InputField({ default: 'a@example.org' }) replyTo!: string;
  @ValidateIf((state: PostState) => state.replyTo.length > 0) @InputField({ default: 1 }) stamps!: number;
  @Transform(({ value }) => (value as string).trim()) @InputField({ default: 'x', minLength: 1 }) subject!: string;
}

@ReactorModel({ name: 'post', state: PostState })
export class Post extends Still {
  @Command() post(_letter: Letter): void {}
  @Command() seal(_envelope: Envelope): void {}
  @Command() notify(@InputField({ name: 'sent_to', type: 'string', validate: [IsEmail()] }) _to: string): void {}
}
