'use strict';

/** @param {import('../model/names.js').Names} names @param {string} folder of the Python file */
function pythonEntrySource({ className, wire }, folder) {
  return `import { pythonModel } from '@nestjs-reactor/core';

/** The class in ${folder}/${wire}.py; its interpreter is that of ${folder}/.venv where there is one. */
export const ${className[0].toLowerCase()}${className.slice(1)} = pythonModel({ entry: '${wire}:${className}', cwd: '${folder}' });
`;
}

/** @param {import('../model/names.js').Names} names */
function pythonSource({ className }) {
  return `from collections.abc import Iterator

import numpy as np

from reactor_worker import InputField, Pipeline, State, model


class ${className}State(State):
    brightness: float = InputField(0.5, ge=0, le=1, description="How bright the picture is")


@model(fps=30)
class ${className}(Pipeline):
    state: ${className}State

    def inference(self) -> Iterator[np.ndarray]:
        across = np.arange(640)[None, :, None]
        turn = 0
        while True:
            wave = 0.5 + 0.5 * np.sin((across + 4 * turn) / 60)
            turn += 1
            yield np.broadcast_to(255 * self.state.brightness * wave, (360, 640, 3)).astype(np.uint8)
`;
}

/** @param {import('../model/names.js').Names} names */
function pythonSpec({ className, file }) {
  const model = className[0].toLowerCase() + className.slice(1);
  return `import { HeadlessModel } from '@nestjs-reactor/core/headless';
import { afterEach, expect, it } from 'vitest';
import { ${model} } from './${file}.model.js';

let model: HeadlessModel;
afterEach(() => model.close());

it('makes a picture', async () => {
  model = await HeadlessModel.start(${model});
  model.connect();
  await model.command('set_brightness', { brightness: 0 });
  const [frame] = await model.step();
  expect(frame?.video['main_video']).toMatchObject({ width: 640, height: 360 });
});
`;
}

module.exports = { pythonEntrySource, pythonSource, pythonSpec };
