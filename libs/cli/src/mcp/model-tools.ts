import type { ModelSchema, SchemaCommand } from '@nestjs-reactor/protocol/schema';

type Json = Readonly<Record<string, unknown>>;

/** A command of the model as a tool, or the tool that looks. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of its arguments. */
  readonly inputSchema: Json;
  /** Undefined: it takes a picture. */
  readonly command: SchemaCommand | undefined;
}

/** Of the tool that returns a picture; a command of that name keeps its own. */
const LOOK = 'look_at_stream';

/** A tool for each command, and one to see what the model shows. */
export function modelTools(document: Json, { name, description, commands, tracks }: ModelSchema): ModelTool[] {
  const pictures = tracks.filter(({ kind, direction }) => kind === 'video' && direction === 'out');
  const tools = commands.map((command) => ({
    name: command.name,
    description: command.description ?? `The command ${command.name} of ${name}`,
    inputSchema: argumentsOf(document, command),
    command,
  }));
  if (pictures.length === 0) return tools;
  const about = description === undefined ? name : `${name}: ${description.replace(/\.$/, '')}`;
  const look = commands.some((command) => command.name === LOOK) ? `${LOOK}_of_${name}` : LOOK;
  const track = { type: 'string', enum: pictures.map((one) => one.name), description: 'Absent: the first.' };
  return [
    ...tools,
    {
      name: look,
      description: `The newest picture of the live stream of ${about}. Call it after a command to see what it did.`,
      inputSchema: { type: 'object', properties: pictures.length === 1 ? {} : { track } },
      command: undefined,
    },
  ];
}

/** Files are named by their paths: whoever calls the tool has no upload. */
function argumentsOf(document: Json, { name, fields }: SchemaCommand): Json {
  const { properties = {}, ...schema } = bodyOf(document, name) as { readonly properties?: Json };
  const files = new Set(fields.filter(({ kind }) => kind === 'file').map((field) => field.name));
  return {
    ...schema,
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, files.has(key) ? pathSchema(value as Json) : value]),
    ),
    additionalProperties: false,
  };
}

function pathSchema({ description }: Json): Json {
  const path = 'Path of a file on the machine where this tool runs.';
  return { type: 'string', description: typeof description === 'string' ? `${description} ${path}` : path };
}

function bodyOf(document: Json, command: string): Json {
  const keys = ['paths', `/events/${command}`, 'post', 'requestBody', 'content', 'application/json', 'schema'];
  return keys.reduce<Json>((inner, key) => (inner[key] ?? {}) as Json, document);
}
