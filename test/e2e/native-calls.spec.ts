import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');

describe('a worker thread in which ONNX Runtime runs', () => {
  it('is terminated when the run has ended, and the server lives: without that Node aborts', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['test/e2e/native-calls-probe.mjs'], {
      cwd: root,
      timeout: 60_000,
    });
    expect(JSON.parse(stdout)).toEqual({ lost: 1, restarted: true });
  }, 70_000);
});
