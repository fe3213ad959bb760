import type { Type } from '@nestjs/common';
import { isReactorModel, type ModelContract, readModelContract } from '../../contract/binding/index.js';
import { ReactorError } from '../../errors/index.js';
import { importTrouble } from './import-trouble.js';

/**
 * The contract of the model called `name` among a module's exports. Throws `bad_configuration` where none is: the class
 * is not exported, or `file` names another module than the one that declares it; also where the module is TypeScript,
 * or starts a server. Other errors of the import are passed on unchanged.
 */
export async function findModel(file: string, name: string): Promise<ModelContract> {
  for (const value of Object.values(await importModule(file))) {
    if (typeof value !== 'function' || !isReactorModel(value)) continue;
    const contract = readModelContract(value as Type<unknown>);
    if (contract.name === name) return contract;
  }
  throw new ReactorError(
    'bad_configuration',
    `${file} exports no model called ${JSON.stringify(name)}; export the model class from that file, and set file: import.meta.url (in CommonJS __filename) in its @ReactorModel`,
  );
}

async function importModule(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(file)) as Record<string, unknown>;
  } catch (error) {
    throw importTrouble(file, error);
  }
}
