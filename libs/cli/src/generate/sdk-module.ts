import type { ModelSchema } from '@nestjs-reactor/protocol/schema';
import { header } from './header.js';
import { declareType, directionOf, ModelDeclarations, type NamedCommand } from './model-declarations.js';
import { camelCase, propertyName, quoted } from './names.js';
import { unionOf } from './union.js';

const IMPORTED = ['FileRef', 'Reactor', 'MediaStreamTrack', 'Promise', 'Readonly', 'Record'];
const PARTS = ['Commands', 'Message', 'UnknownMessage', 'UnknownType', 'Input', 'Output', 'Session'];

/**
 * A file of TypeScript that gives the public js-sdk (2.7 or newer) the types of a model: a function that takes a `Reactor`,
 * and has a method for each command.
 */
export function sdkModule(schema: ModelSchema): string {
  const model = new ModelDeclarations(schema, 'FileRef', IMPORTED, PARTS);
  const { name, commands, messages } = model;
  const tracks = (direction: 'recvonly' | 'sendonly'): string[] =>
    schema.tracks.filter((track) => directionOf(track) === direction).map((track) => quoted(track.name));
  const union = (part: string, arms: readonly string[], comment: string): string =>
    declareType(name + part, unionOf(arms, `export type ${name}${part} = `.length), comment);
  const isFileTaken = commands.some(({ fields }) => fields.some(({ kind }) => kind === 'file'));
  return [
    `${header(schema)}import type { ${isFileTaken ? 'FileRef, ' : ''}Reactor } from '@reactor-team/js-sdk';\n`,
    ...model.declareValues(),
    `/** A type of message that is not known here: some string. Only types have it, so that a \`switch\` tells the others apart. */
export declare enum ${name}UnknownType {
  other = 'other',
}

/** A message of another version of ${schema.name}. */
export type ${name}UnknownMessage = {
  readonly type: ${name}UnknownType;
  readonly data: Readonly<Record<string, unknown>>;
};
`,
    union('Message', [...messages.map(({ type }) => type), `${name}UnknownMessage`], `What ${schema.name} sends.`),
    union('Output', tracks('recvonly'), `Tracks that ${schema.name} sends.`),
    union('Input', tracks('sendonly'), `Tracks that ${schema.name} receives.`),
    model.declareCommands(() => 'void'),
    `/** A session of ${schema.name} over the js-sdk. */
export interface ${name}Session {
  readonly commands: ${name}Commands;
  /** @returns ends it */
  onMessage(listener: (message: ${name}Message) => void): () => void;
  /** @returns ends it */
  onTrack(listener: (name: ${name}Output, track: MediaStreamTrack) => void): () => void;
  publishTrack(name: ${name}Input, track: MediaStreamTrack): Promise<void>;
}
`,
    `/** Gives a \`Reactor\` the types of ${schema.name}; it is connected by its own \`connect\`. */
export function ${camelCase(schema.name)}Session(reactor: Reactor): ${name}Session {
  return {
    commands: {${commands.length === 0 ? '' : `\n${commands.map(sender).join('')}    `}},
    onMessage(listener) {
      reactor.on('message', listener);
      return () => reactor.off('message', listener);
    },
    onTrack(listener) {
      reactor.on('trackReceived', listener);
      return () => reactor.off('trackReceived', listener);
    },
    publishTrack: (name, track) => reactor.publishTrack(name, track),
  };
}
`,
  ].join('\n');
}

function sender({ name, args, isBare }: NamedCommand): string {
  const [parameter, given] = args === undefined ? ['', '{}'] : [isBare ? 'args = {}' : 'args', 'args'];
  return `      ${propertyName(name)}: (${parameter}) => reactor.sendCommand(${quoted(name)}, ${given}),\n`;
}
