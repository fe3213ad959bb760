import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect } from '@jest/globals';
import { KeyRing } from '@nestjs-reactor/core';
import { AppProcess } from '../support/app-process.js';
import { pythonWith } from '../support/python.js';

const LIMIT_MS = 60_000;

const { python, test, unless } = pythonWith('reactor-sdk', 'reactor_sdk', 'numpy');

let directory: string;
let app: AppProcess | undefined;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'reactor-cloud-'));
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
  await rm(directory, { recursive: true, force: true });
});

describe('the Python SDK 1.13, without local mode', () => {
  test(
    `mints a token from its API key, watches a session of its own, commands it, and ends it${unless}`,
    async () => {
      const { text } = await new KeyRing(directory).create({ name: 'robot', models: ['mirror'] });
      const env = { REACTOR_CLOUD: 'on', REACTOR_CLOUD_DIR: directory, REACTOR_CLOUD_ANONYMOUS: 'off' };
      app = await AppProcess.start({ fixtures: true, models: ['mirror'], env });
      const client = join(import.meta.dirname, 'cloud_client.py');
      const { stdout } = await promisify(execFile)(python, [client, app.url, text], { timeout: LIMIT_MS });
      const { frames, ...seen } = JSON.parse(stdout) as { frames: number };
      expect(frames).toBeGreaterThan(10);
      expect(seen).toEqual({
        ready: true,
        reply: { type: 'heard', data: { text: 'hello' } },
        refused: expect.stringContaining('unknown_key'),
      });
      const response = await fetch(`${app.url}/sessions`, { headers: { authorization: `Bearer ${text}` } });
      expect(await response.json()).toMatchObject({ sessions: [{ state: 'CLOSED', end_reason: 'stopped' }] });
    },
    LIMIT_MS,
  );
});
