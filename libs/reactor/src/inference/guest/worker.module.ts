import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DynamicModule, Module } from '@nestjs/common';
import type { ModelContract } from '../../contract/binding/index.js';
import type { OpenedNetwork } from '../../session/ports/index.js';
import type { OnnxOptions } from '../onnx/onnx-options.js';
import { DEVICE_ID, NETWORK_REPORT, ONNX_FOLDER, ONNX_OPTIONS, OnnxRuntime } from '../onnx/onnx-runtime.js';

/** What the host says about the worker's surroundings. */
export interface WorkerSettings {
  readonly onnx: OnnxOptions;
  /** The GPU of this instance. */
  readonly deviceId?: number;
  /** Tells the host of each network that was opened. */
  readonly report: (network: OpenedNetwork) => void;
}

/** What every provider in the worker may inject. */
@Module({})
class WorkerRuntimeModule {
  static with({ onnx, deviceId, report }: WorkerSettings, folder: string | undefined): DynamicModule {
    return {
      module: WorkerRuntimeModule,
      global: true,
      providers: [
        { provide: ONNX_OPTIONS, useValue: onnx },
        { provide: ONNX_FOLDER, useValue: folder },
        { provide: DEVICE_ID, useValue: deviceId },
        { provide: NETWORK_REPORT, useValue: report },
        OnnxRuntime,
      ],
      exports: [OnnxRuntime],
    };
  }
}

/** The worker's whole application: one model with the modules and providers that it declares. */
@Module({})
export class WorkerModule {
  static for(contract: ModelContract, settings: WorkerSettings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [WorkerRuntimeModule.with(settings, folderOf(contract.file)), ...(contract.imports ?? [])],
      providers: [...(contract.providers ?? []), contract.modelClass],
    };
  }
}

/** @param file path or `file:` URL */
function folderOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  return dirname(file.startsWith('file:') ? fileURLToPath(file) : file);
}
