import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { loadManifest, type ProgramModel, pythonModel, renderSchema } from '@nestjs-reactor/core';
import { TestReactor } from '@nestjs-reactor/core/testing';
import { pythonWith } from '../support/python.js';

const { python, test, unless } = pythonWith('reactor-runtime', 'reactor_runtime', 'numpy');

const LIMIT_MS = 300_000;

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples');

const example = (folder: string, entry: string): ProgramModel =>
  pythonModel({ entry, cwd: join(EXAMPLES, folder), python, runtime: 'reactor-runtime' });

/** The schema that the Reactor Runtime itself renders. */
function ownSchema(folder: string, entry: string): Record<string, unknown> {
  const [module, name] = entry.split(':');
  const script = `
import json
from ${module} import ${name}
from reactor_runtime.interface.model.contract import ModelContract
print(json.dumps(ModelContract.of(${name}).render_schema(name="${name!.toLowerCase()}").to_openapi()))`;
  const printed = execFileSync(python, ['-W', 'ignore', '-c', script], {
    cwd: join(EXAMPLES, folder),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(printed) as Record<string, unknown>;
}

/** Without the text that describes what an uploaded file is, which is each server's own. */
function comparable(schema: Record<string, unknown>): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === 'ReactorUploadReference' ? { ...(value as object), description: '' } : value,
  );
}

describe('a class of the Reactor Runtime', () => {
  test.each([
    ['python-reactor-app', 'ripples:Ripples'],
    ['python-reactor-pipeline', 'embers:Embers'],
  ])(`has the schema that its own server gives: %s${unless}`, async (folder, entry) => {
    const manifest = await loadManifest(example(folder, entry));
    expect(comparable(renderSchema(manifest))).toEqual(comparable(ownSchema(folder, entry)));
  });
});

describe('the package reactor-runtime', () => {
  const tested = pythonWith('reactor-runtime', 'reactor_runtime', 'numpy', 'pytest');

  tested.test(
    `is as the worker uses it${tested.unless}`,
    () => {
      const files = ['_contract', '_launch', ''].map((part) => `tests/test_reactor_runtime${part}.py`);
      execFileSync(tested.python, ['-m', 'pytest', '-p', 'no:cacheprovider', ...files], {
        cwd: join(EXAMPLES, '..', 'libs', 'python'),
        stdio: 'pipe',
        // Ends it also while this thread waits for it.
        timeout: LIMIT_MS,
        killSignal: 'SIGKILL',
      });
    },
    LIMIT_MS,
  );
});

describe('a ReactorApp behind this server', () => {
  let reactor: TestReactor;

  beforeAll(async () => {
    if (unless !== '') return;
    reactor = await TestReactor.start(example('python-reactor-app', 'ripples:Ripples'), { timeoutMs: 20_000 });
  }, 60_000);
  afterAll(() => reactor?.close());

  test(`streams, answers and refuses${unless}`, async () => {
    const viewer = await reactor.join();
    await expect(viewer.nextFrame()).resolves.toMatchObject({ width: 320, height: 180 });
    const { reply, frame } = await viewer.command('splash', { x: 0.5, y: 0.5 });
    expect(reply).toEqual({ type: 'splashed', data: { drops: 1 } });
    await viewer.nextFrame({ from: frame });
    await expect(viewer.command('splash', { x: 2 })).rejects.toMatchObject({ code: 'invalid_command' });
  });
});
