import { describe, expect, it } from '@jest/globals';
import { exportedNames } from '../../../../test/support/exported-names.js';
import * as schema from './index.js';

describe('the public surface of schemas', () => {
  const { values, types } = exportedNames(new URL('./index.ts', import.meta.url));

  it('is these values', () => {
    expect(Object.keys(schema).sort()).toEqual(['SchemaError', 'compareSchemas', 'readModelSchema', 'schemaHash']);
    expect(values).toEqual(Object.keys(schema).sort());
  });

  it('is these types', () => {
    expect(types).toEqual([
      'ModelSchema',
      'SchemaChange',
      'SchemaChangeKind',
      'SchemaCommand',
      'SchemaField',
      'SchemaMessage',
      'SchemaTrack',
      'SchemaValue',
    ]);
  });
});
