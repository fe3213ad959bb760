import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DynamicModule, Module } from '@nestjs/common';
import type { ModelContract } from '../../contract/binding/index.js';
import type { OnnxOptions } from '../onnx/onnx-options.js';
import { ONNX_FOLDER, ONNX_OPTIONS, OnnxRuntime } from '../onnx/onnx-runtime.js';

/** What every provider in the worker may inject. */
@Module({})
class WorkerRuntimeModule {
  static with(onnx: OnnxOptions, folder: string | undefined): DynamicModule {
    return {
      module: WorkerRuntimeModule,
      global: true,
      providers: [{ provide: ONNX_OPTIONS, useValue: onnx }, { provide: ONNX_FOLDER, useValue: folder }, OnnxRuntime],
      exports: [OnnxRuntime],
    };
  }
}

/** The worker's whole application: one model with the modules and providers that it declares. */
@Module({})
export class WorkerModule {
  static for(contract: ModelContract, onnx: OnnxOptions): DynamicModule {
    return {
      module: WorkerModule,
      imports: [WorkerRuntimeModule.with(onnx, folderOf(contract.file)), ...(contract.imports ?? [])],
      providers: [...(contract.providers ?? []), contract.modelClass],
    };
  }
}

/** @param file path or `file:` URL */
function folderOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  return dirname(file.startsWith('file:') ? fileURLToPath(file) : file);
}
