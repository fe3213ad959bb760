'use strict';

/** @param {import('../model/names.js').Names} names @param {boolean} isEsm */
function modelSource({ className, wire }, isEsm) {
  return `import { InputField, InputState, ReactorModel, ReactorPipeline, Video, VideoFrame } from '@nestjs-reactor/core';

class ${className}State extends InputState {
  @InputField({ default: 0.5, min: 0, max: 1, description: 'How bright the picture is' })
  brightness!: number;
}

class ${className}Output {
  @Video() mainVideo!: VideoFrame;
}

@ReactorModel({
  name: '${wire}',
  file: ${isEsm ? 'import.meta.url' : '__filename'},
  state: ${className}State,
  output: ${className}Output,
  fps: 30,
})
export class ${className} extends ReactorPipeline<${className}State, ${className}Output> {
  *inference() {
    const [width, height] = [640, 360];
    const pixels = new Uint8Array(width * height * 3);
    for (let turn = 0; ; turn++) {
      for (let x = 0; x < width; x++) {
        const light = 255 * this.state.brightness * (0.5 + 0.5 * Math.sin((x + 4 * turn) / 60));
        for (let y = 0, i = 3 * x; y < height; y++, i += 3 * width) pixels.fill(light, i, i + 3);
      }
      yield { mainVideo: VideoFrame.rgb(width, height, pixels) };
    }
  }
}
`;
}

/** @param {import('../model/names.js').Names} names */
function modelSpec({ className, file }) {
  return `import { TestReactor } from '@nestjs-reactor/core/testing';
import { afterEach, expect, it } from 'vitest';
import { ${className} } from './${file}.model.js';

let reactor: TestReactor<${className}>;
afterEach(() => reactor.close());

it('is dark without brightness', async () => {
  reactor = await TestReactor.start(${className});
  const viewer = await reactor.join();
  const { frame } = await viewer.command('set_brightness', { brightness: 0 });
  const picture = await viewer.nextFrame({ from: frame });
  expect(picture.toRgba()[0]).toBe(0);
});

it('refuses a brightness that is out of range', async () => {
  reactor = await TestReactor.start(${className});
  const viewer = await reactor.join();
  await expect(viewer.command('set_brightness', { brightness: 2 })).rejects.toMatchObject({ code: 'invalid_command' });
});
`;
}

module.exports = { modelSource, modelSpec };
