import { describeValue, ReactorError } from '../../errors/index.js';

/** Options of a provider, under the names that ONNX Runtime's binding has for them. */
export interface ProviderOptions {
  readonly name: string;
  readonly [option: string]: string | number | boolean;
}

/** A provider of ONNX Runtime: `cpu`, `cuda`, `tensorrt`, `webgpu`, `coreml`, `dml`. */
export type ExecutionProvider = string | ProviderOptions;

/** Those that run on one of several GPUs, by its number. */
const OF_A_DEVICE: readonly string[] = ['cuda', 'tensorrt', 'dml'];

const WITH_CUDA =
  'the CUDA libraries of onnxruntime-node (run: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node), a driver of NVIDIA, CUDA 12 and cuDNN 9';

/** What has to be there for each. */
const NEEDS: Readonly<Record<string, string>> = {
  cuda: `Linux on x64, ${WITH_CUDA}`,
  tensorrt: `Linux on x64, ${WITH_CUDA}, and TensorRT 10`,
  webgpu:
    'a driver for Vulkan, Metal or Direct3D 12 (on Linux the package libvulkan1 and the driver of the card; in a container also NVIDIA_DRIVER_CAPABILITIES=all)',
  coreml: 'macOS',
  dml: 'Windows',
};

export function providerName(provider: ExecutionProvider): string {
  return typeof provider === 'string' ? provider : provider.name;
}

/** For a warning: what a provider needs, or which ones there are. @param supported names of this build's */
export function providerNeeds(name: string, supported: readonly string[]): string {
  const needs = NEEDS[name];
  return needs === undefined ? `there are ${supported.join(', ')}` : `it needs ${needs}`;
}

/** On a GPU by its number, unless the provider has one of its own or runs on none. */
export function onDevice(provider: ExecutionProvider, deviceId: number | undefined): ExecutionProvider {
  const name = providerName(provider);
  if (deviceId === undefined || !OF_A_DEVICE.includes(name)) return provider;
  return { deviceId, ...(typeof provider === 'string' ? { name } : provider) };
}

/** Throws `bad_configuration`. */
export function checkProviders(providers: readonly ExecutionProvider[]): void {
  for (const provider of providers) {
    if (typeof provider === 'string') continue;
    if (typeof provider?.name === 'string' && Object.values(provider).every(isPlain)) continue;
    throw new ReactorError(
      'bad_configuration',
      `inference.executionProviders has names, and objects with a name and plain values (got ${describeValue(provider)})`,
    );
  }
}

/** It reaches the worker as JSON. */
function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
