import type { Type } from '@nestjs/common';
import { isReactorModel, type ModelContract, readModelContract } from '../contract/index.js';
import { ReactorError } from '../errors/index.js';

/**
 * The contract of the model called `name` among a module's exports. Throws `bad_configuration` where none is: the class
 * is not exported, or `file` names another module than the one that declares it.
 */
export async function findModel(file: string, name: string): Promise<ModelContract> {
  const exported = Object.values((await import(file)) as Record<string, unknown>);
  for (const value of exported) {
    if (typeof value !== 'function' || !isReactorModel(value)) continue;
    const contract = readModelContract(value as Type<unknown>);
    if (contract.name === name) return contract;
  }
  throw new ReactorError(
    'bad_configuration',
    `${file} exports no model called ${JSON.stringify(name)}; export its class, and give @ReactorModel file: import.meta.url in that file`,
  );
}
