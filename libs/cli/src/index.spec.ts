import { describe, expect, it } from '@jest/globals';
import { exportedNames } from '../../../test/support/exported-names.js';
import * as cli from './index.js';

describe('the public surface', () => {
  it('is these names', () => {
    expect(Object.keys(cli).sort()).toEqual(['DevServer', 'commandLineReference', 'runCommandLine']);
    expect(exportedNames(new URL('./index.ts', import.meta.url))).toEqual({
      values: Object.keys(cli).sort(),
      types: ['DevServerOptions'],
    });
  });
});
