import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

const BROWSER = join(import.meta.dirname, '..', '..', 'node_modules', '@sparticuz', 'chromium');

/** Where the graphics library below is built for, and ONNX Runtime has WebGPU. */
export const HAS_SOFTWARE_GPU = process.platform === 'linux' && process.arch === 'x64';

/**
 * Unpacks the Vulkan driver without a card that the tests' browser brings, SwiftShader, into a folder.
 *
 * @returns what the environment of a process needs to find it
 */
export function softwareGpu(folder: string): Record<string, string> {
  const archive = brotliDecompressSync(readFileSync(join(BROWSER, 'bin', 'swiftshader.tar.br')));
  const { status, stderr } = spawnSync('tar', ['-x', '-C', folder], { input: archive, encoding: 'utf8' });
  if (status !== 0) throw new Error(`tar ended with ${status}: ${stderr}`);
  return { LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json') };
}
