import { schemaHash } from '@nestjs-reactor/protocol/schema';
import type { FoundSchema } from '../schema/schema-source.js';
import { header } from './header.js';
import { directionOf, members, ModelDeclarations } from './model-declarations.js';
import { docComment } from './doc-comment.js';
import { propertyName, quoted } from './names.js';
import { bareDocument } from './bare-document.js';
import { COMMAND_CODES } from './command-codes.js';

const IMPORTED = [
  'ClientErrorCode',
  'MessageOf',
  'ReactorClient',
  'ReactorClientOptions',
  'TrackName',
  'UploadedFile',
  'connect',
  'File',
  'Omit',
  'Promise',
  'Readonly',
  'Record',
];
const PARTS = ['Message', 'Input', 'Output', 'Client', 'Options', 'ErrorCode'];

/**
 * A file of TypeScript for `@nestjs-reactor/client`: the type of the model, the schema that it was made from, and a function
 * that connects to it.
 */
export function clientModule({ schema, document }: FoundSchema): string {
  const model = new ModelDeclarations(schema, 'File | UploadedFile', IMPORTED, PARTS);
  const { name } = model;
  const isFileTaken = schema.commands.some(({ fields }) => fields.some(({ kind }) => kind === 'file'));
  const constant = `${name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()}_SCHEMA`;
  return [
    `${header(schema)}import {
  type ClientErrorCode,
  connect,
  type MessageOf,
  type ReactorClient,
  type ReactorClientOptions,
  type TrackName,
${isFileTaken ? '  type UploadedFile,\n' : ''}} from '@nestjs-reactor/client';
`,
    ...model.declareValues(),
    declareModel(model),
    `/** What ${schema.name} sends: a \`switch\` over \`type\` knows the data of each, and leaves those of another version. */
export type ${name}Message = MessageOf<${name}>;

/** Tracks that ${schema.name} sends. */
export type ${name}Output = TrackName<${name}, { direction: 'recvonly' }>;

/** Tracks that ${schema.name} receives. */
export type ${name}Input = TrackName<${name}, { direction: 'sendonly' }>;
`,
    `/** Why a command may be refused, as the \`code\` of a \`ClientError\`; a server of another version may have others. */
export type ${name}ErrorCode =${['ClientErrorCode', ...COMMAND_CODES.map(quoted)].map((arm) => `\n  | ${arm}`).join('')};
`,
    `/** Names what these types were made from. A client that has it warns where the server's model is another one. */
export const ${constant}_HASH = '${schemaHash(schema)}';

const ${constant} =
  ${quoted(bareDocument(document))};

export type ${name}Client = ReactorClient<${name}>;

export type ${name}Options = Omit<ReactorClientOptions, 'model' | 'schema' | 'schemaHash'>;

/** The client of ${schema.name}, started; see \`connect\`. */
export function connect${name}(options: ${name}Options): ${name}Client {
  return connect<${name}>({
    ...options,
    model: ${quoted(schema.name)},
    schemaHash: ${constant}_HASH,
    schema: () => Promise.resolve(JSON.parse(${constant})),
  });
}
`,
  ].join('\n');
}

/** The type parameter of the client, with the author's words on every command, message and track. */
function declareModel(model: ModelDeclarations): string {
  const { schema, commands, messages, name } = model;
  const member = (label: string, type: string, comment?: string): string =>
    `${docComment([comment], '    ')}    readonly ${propertyName(label)}: ${type};\n`;
  const group = (label: string, lines: readonly string[]): string =>
    `  readonly ${label}: {${lines.length === 0 ? '}' : `\n${lines.join('')}  }`};\n`;
  return `${docComment([schema.description, `What the compiler knows of ${schema.name}.`], '')}export type ${name} = {
${group(
  'commands',
  commands.map(({ name: command, args, replyType, description }) =>
    member(
      command,
      members(
        [
          ['args', args ?? 'Readonly<Record<string, never>>'],
          ['reply', replyType],
        ],
        '    ',
      ),
      description,
    ),
  ),
)}${group(
    'messages',
    messages.map((message) => member(message.name, message.data, message.description)),
  )}${group(
    'tracks',
    schema.tracks.map((track) =>
      member(
        track.name,
        members(
          [
            ['kind', quoted(track.kind)],
            ['direction', quoted(directionOf(track))],
          ],
          '    ',
        ),
      ),
    ),
  )}  readonly state: ${model.stateType('  ')};
};
`;
}
