import { readModelSchema, schemaHash } from '@nestjs-reactor/protocol/schema';
import { describe, expect, it } from '@jest/globals';
import { modelDocument, SPEED } from '../../protocol/src/schema/schema.fixture.js';
import { findDrift } from './schema-drift.js';

const DOCUMENT = modelDocument();
const NEWER = modelDocument({ args: { speed: { ...SPEED, maximum: 2 } } });
const origin = (schema?: () => Promise<unknown>) => ({ schemaHash: schemaHash(readModelSchema(DOCUMENT)), schema });

describe('findDrift', () => {
  it('finds none in the schema that the types were generated from, and does not load that', async () => {
    const load = (): Promise<unknown> => Promise.reject(new Error('loaded'));
    expect(await findDrift(DOCUMENT, origin(load))).toBeUndefined();
  });

  it('says what differs', async () => {
    const drift = await findDrift(
      NEWER,
      origin(async () => DOCUMENT),
    );
    expect(drift).toMatchObject({
      schemaHash: schemaHash(readModelSchema(NEWER)),
      changes: [{ kind: 'bound_tightened', place: 'commands.set_speed.speed', breaking: true }],
    });
    expect(drift?.message).toMatch(/generate them again\ncommands\.set_speed\.speed: .* \(breaking\)$/);
  });

  it('says that they differ where it does not know in what', async () => {
    expect(await findDrift(NEWER, origin())).toMatchObject({ changes: undefined, message: expect.any(String) });
  });

  it('says why it cannot compare them', async () => {
    const missing = await findDrift(
      NEWER,
      origin(() => Promise.reject(new Error('no such file'))),
    );
    expect(missing).toMatchObject({ changes: undefined, message: expect.stringMatching(/no such file$/) });
    const empty = await findDrift({}, origin());
    expect(empty).toMatchObject({ schemaHash: undefined, message: expect.stringMatching(/not loaded yet/) });
  });
});
