import { describe, expect, it } from '@jest/globals';
import type { InputManifest } from '../../contract/index.js';
import { CurrentInputs } from './current-inputs.js';

const input = (name: string, initial: unknown): InputManifest => ({
  name,
  kept: 'state',
  command: `set_${name}`,
  secret: false,
  file: false,
  initial,
});

describe('CurrentInputs', () => {
  it('of a new worker are newer than all that clients have read of the one before', () => {
    const before = new CurrentInputs({ inputs: [input('prompt', 'a')] });
    before.change([{ name: 'prompt', value: 'b', clientId: 7 }]);
    const read = before.read(undefined, 7).sequence;
    const after = new CurrentInputs({ inputs: [input('prompt', 'x'), input('mood', 'calm')] }, before);
    expect(after.read(undefined, 7)).toEqual({
      sequence: read + 1,
      complete: true,
      inputs: [
        { name: 'prompt', value: 'x' },
        { name: 'mood', value: 'calm' },
      ],
    });
  });
});
