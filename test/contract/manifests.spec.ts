import { describe, expect, it } from '@jest/globals';
import { manifestOf, type ModelManifest, readModelContract, renderSchema } from '@nestjs-reactor/core';
import { checkCommand } from '../../libs/reactor/src/contract/index.js';
import { CurrentInputs } from '../../libs/reactor/src/session/commands/current-inputs.js';
import { CATALOGUE } from '../../src/models/catalogue.js';
import { Camera } from './support/camera.model.js';
import { Broken, Echo, SlowLoader } from './support/echo.model.js';
import { Gallery } from './support/gallery.model.js';
import { Lingering } from './support/lingering.model.js';

const MODELS = [...Object.values(CATALOGUE), Camera, Broken, Echo, SlowLoader, Gallery, Lingering].map(
  (modelClass) => [modelClass.name, manifestOf(readModelContract(modelClass))] as const,
);

/** The manifest as a worker of any kind reports it. */
function sent(manifest: ModelManifest): ModelManifest {
  return JSON.parse(JSON.stringify(manifest)) as ModelManifest;
}

/** What every command of the model makes of no arguments. */
function outcomes(manifest: ModelManifest): unknown[] {
  return manifest.commands.map(({ name }) => {
    try {
      return checkCommand(manifest, name, {});
    } catch (error) {
      return String(error);
    }
  });
}

describe.each(MODELS)('the manifest of %s', (_, manifest) => {
  it('is plain data, which a way through JSON does not change', () => {
    expect(sent(manifest)).toStrictEqual(manifest);
    expect(structuredClone(manifest)).toStrictEqual(manifest);
  });

  it('is all that the schema, the check of a command and the current inputs need', () => {
    const copy = sent(manifest);
    expect(JSON.stringify(renderSchema(copy, 'v1.4.0'))).toBe(JSON.stringify(renderSchema(manifest, 'v1.4.0')));
    expect(outcomes(copy)).toEqual(outcomes(manifest));
    expect(new CurrentInputs(copy).read(undefined, 1)).toEqual(new CurrentInputs(manifest).read(undefined, 1));
    expect(new CurrentInputs(copy).read(undefined, 1).inputs).toHaveLength(manifest.inputs.length);
  });
});
