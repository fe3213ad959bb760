type Json = Record<string, unknown>;

/** A model's document, as servers send it, with these parts of its own. */
export interface DocumentParts {
  readonly name?: string;
  readonly tracks?: readonly Json[];
  /** Arguments of the command `set_speed`. */
  readonly args?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
  /** Further commands: the name of the class that answers, or null. */
  readonly commands?: Readonly<Record<string, string | null>>;
  /** Fields of the message `report`, whose class is `Report`. */
  readonly report?: Readonly<Record<string, Json>>;
  /** Further messages, by name that of their class. */
  readonly messages?: Readonly<Record<string, string>>;
  readonly schemas?: Readonly<Record<string, Json>>;
}

export const SPEED = { type: 'number', default: 1, description: 'How fast.', minimum: 0, maximum: 4 };

const UPLOAD = {
  type: 'object',
  format: 'reactor-upload-reference',
  properties: { upload_id: { type: 'string' } },
  required: ['upload_id'],
};

export function modelDocument({
  name = 'sunny',
  tracks = [{ name: 'main_video', kind: 'video', direction: 'out' }],
  args = { speed: SPEED },
  required,
  commands = {},
  report = { frames: { type: 'integer' } },
  messages = {},
  schemas = {},
}: DocumentParts = {}): Json {
  const body = (schema: Json): Json => ({ required: true, content: { 'application/json': { schema } } });
  const ref = (schemaName: string): Json => ({ $ref: `#/components/schemas/${schemaName}` });
  const answer = (schemaName: string | null): Json =>
    schemaName === null
      ? { 202: { description: 'Command accepted' } }
      : { 200: { description: schemaName, content: { 'application/json': { schema: ref(schemaName) } } } };
  const command = (id: string, schema: Json, reply: string | null): [string, Json] => [
    `/events/${id}`,
    { post: { operationId: id, summary: `Trigger ${id}`, requestBody: body(schema), responses: answer(reply) } },
  ];
  const classes = { report: 'Report', ...messages };
  return {
    openapi: '3.1.0',
    info: { title: name, version: 'v1.4.0', description: 'Paints a day.' },
    'x-reactor': { tracks },
    paths: Object.fromEntries([
      command('set_speed', { type: 'object', properties: args, ...(required ? { required } : {}) }, null),
      ...Object.entries(commands).map(([id, reply]) => command(id, { type: 'object', properties: {} }, reply)),
    ]),
    webhooks: Object.fromEntries(
      Object.entries(classes).map(([id, schemaName]) => [
        id,
        { post: { operationId: id, requestBody: body(ref(schemaName)), summary: `Sends ${id}.` } },
      ]),
    ),
    components: {
      schemas: {
        ReactorUploadReference: UPLOAD,
        ...Object.fromEntries(Object.values(classes).map((one) => [one, { type: 'object', properties: {} }])),
        Report: { type: 'object', properties: report },
        ...schemas,
      },
    },
  };
}
