import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import { describe, expect, it } from '@jest/globals';
import { parseSignalingMessage, type SignalingType } from '@nestjs-reactor/protocol';
import { Ajv } from 'ajv';
import { describeSocket, schemaOfMessage } from './socket-document.js';
import { CLIENT_MESSAGES, SERVER_MESSAGES } from './socket-messages.js';

const COMMITTED = join(import.meta.dirname, '../../../../../docs/reference/asyncapi.json');

const document = describeSocket();
const { components } = document as { components: { schemas: object } };

/** Compiles the schema of a message with the components that it refers to. */
function validatorOf(side: 'client' | 'server', type: string) {
  return new Ajv({ strict: false, validateFormats: false }).compile({
    ...schemaOfMessage(side, type as SignalingType),
    components,
  });
}

describe('the document of the signalling socket', () => {
  it('is an AsyncAPI 3 document', () => {
    // The rules bring the schema of schemas along, which Ajv has too.
    const ajv = new Ajv({ strict: false, validateFormats: false, meta: false, validateSchema: false });
    const valid = ajv.validate(specs.schemas['3.0.0'] as object, document);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it('refers to nothing that it does not have', () => {
    const wanted = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
    const missing = new Set(wanted.filter((path) => at(path) === undefined));
    expect([...missing]).toEqual([]);
    expect(wanted.length).toBeGreaterThan(50);
  });

  it('is the committed one; otherwise run: npm run docs:openapi', () => {
    expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });

  it('has the address of the surface that it is served at', () => {
    expect(describeSocket('/api/v1')).toMatchObject({ channels: { signaling: { address: '/api/v1/signaling' } } });
  });
});

describe('a message of a client', () => {
  it.each(Object.entries(CLIENT_MESSAGES))('%s is one that the server reads', (type, { example, optional, fields }) => {
    const valid = validatorOf('client', type);
    expect(valid(example)).toBe(true);
    expect(parseSignalingMessage(JSON.stringify(example))).toMatchObject({ type });

    const extra = { ...example, colour: 'red' };
    expect(valid(extra)).toBe(false);
    expect(() => parseSignalingMessage(JSON.stringify(extra))).toThrow('colour is not known here');
    for (const name of Object.keys(fields)) {
      const { [name as keyof typeof example]: _, ...without } = example;
      const isOptional = optional?.includes(name) ?? false;
      expect([name, valid(without)]).toEqual([name, isOptional]);
      const read = (): unknown => parseSignalingMessage(JSON.stringify(without));
      if (isOptional) expect(read()).toMatchObject({ type });
      else expect(read).toThrow(name);
    }
  });
});

describe('a message of the server', () => {
  it.each(Object.entries(SERVER_MESSAGES))('%s is as the document says', (type, { example }) => {
    const valid = validatorOf('server', type);
    expect(valid(example)).toBe(true);
    expect(valid({ ...example, type: 'other' })).toBe(false);
  });
});

function at(path: string): unknown {
  return path
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
}
