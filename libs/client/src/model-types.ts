import type { CommandOptions, CommandReply, CommandValues, ModelMessage } from './connection/model-message.js';

/** One command of a model: what it takes, and what it answers. */
export interface CommandTypes {
  /** Arguments by wire name. A file is a `File | UploadedFile`. */
  readonly args: object;
  /** The message that the command replies with; undefined where it has no reply of its own. */
  readonly reply: ModelMessage | undefined;
}

/** One track of a model, in the client's view: `recvonly` is a track that the client receives. */
export interface TrackTypes {
  readonly kind: 'video' | 'audio';
  readonly direction: 'recvonly' | 'sendonly';
}

/**
 * What the compiler knows of a model, by wire names: the type parameter of `connect`. `reactor client` generates it from the
 * model's schema; it is declared as a `type`, or as an `interface` whose members are type literals.
 *
 * ```ts
 * interface Sunny {
 *   commands: { set_prompt: { args: { prompt?: string }; reply: undefined } };
 *   messages: { chunk_done: { index: number } };
 *   tracks: { main_video: { kind: 'video'; direction: 'recvonly' } };
 *   state: { prompt: string };
 * }
 * ```
 */
export interface ModelTypes {
  readonly commands: { readonly [name: string]: CommandTypes };
  /** By type of message, its data; replies are among them. */
  readonly messages: { readonly [type: string]: object };
  readonly tracks: { readonly [name: string]: TrackTypes };
  /** By input, its value as the server reports it: plain JSON, and `{ name, mime_type, size }` of a file. */
  readonly state: { readonly [input: string]: unknown };
}

/** A model of which the compiler knows nothing: any command with any values. */
export interface AnyModel extends ModelTypes {
  readonly commands: {
    readonly [name: string]: { readonly args: CommandValues; readonly reply: ModelMessage | undefined };
  };
  readonly messages: { readonly [type: string]: Record<string, unknown> };
}

/** Names of a model's commands. */
export type CommandName<M extends ModelTypes> = keyof M['commands'] & string;

/** What a command of the model takes. */
export type CommandArgs<M extends ModelTypes, K extends CommandName<M>> = M['commands'][K]['args'];

/** The parameters of a command's function: its arguments, which may be left out where none is required, and options. */
export type CommandParameters<M extends ModelTypes, K extends CommandName<M>> =
  {} extends CommandArgs<M, K>
    ? [args?: CommandArgs<M, K>, options?: CommandOptions]
    : [args: CommandArgs<M, K>, options?: CommandOptions];

/** What a command of the model resolves with. */
export type CommandResult<M extends ModelTypes, K extends CommandName<M>> = CommandReply<M['commands'][K]['reply']>;

/** One function for each command of the model. */
export type ModelCommands<M extends ModelTypes> = {
  // Over the keys themselves, so that editors show what is written about each.
  readonly [K in keyof M['commands'] as K & string]: (
    ...args: CommandParameters<M, K & string>
  ) => Promise<CommandResult<M, K & string>>;
};

/**
 * A type of message that the compiler does not know: some string. It is declared as an enumeration, and has no member in a
 * running program, because the compiler tells the arms of a union apart only by types that no literal is comparable to.
 */
export declare enum UnknownMessageType {
  any = 'any',
}

/** A message of another version of the model. */
export interface UnknownMessage {
  readonly type: UnknownMessageType;
  readonly data: Record<string, unknown>;
}

/** Messages that the compiler knows of the model. */
export type KnownMessage<M extends ModelTypes> = {
  [T in keyof M['messages'] & string]: { readonly type: T; readonly data: M['messages'][T] };
}[keyof M['messages'] & string];

/** Any message of the model: a `switch` over `type` knows the data of each; the rest are {@link UnknownMessage}. */
export type MessageOf<M extends ModelTypes> = KnownMessage<M> | UnknownMessage;

/** Names of a model's inputs. */
export type StateName<M extends ModelTypes> = keyof M['state'] & string;

/** Names of a model's tracks, all of them or those of one kind and direction. */
export type TrackName<M extends ModelTypes, T extends Partial<TrackTypes> = TrackTypes> = {
  [K in keyof M['tracks'] & string]: [M['tracks'][K] & T] extends [never] ? never : K;
}[keyof M['tracks'] & string];
