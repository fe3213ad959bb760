import { ReactorError } from '../../errors/index.js';
import type { ModelSource } from '../../session/ports/index.js';
import { modelOfThisWorker } from '../guest/model-worker.js';
import { secondApplication } from '../guest/second-application.js';

/** Throws `bad_configuration` for a model without a `file`, and in a worker of another model. */
export function checkModelFile(source: ModelSource): void {
  const within = modelOfThisWorker();
  if (within !== undefined) throw secondApplication(within);
  if (source.file === undefined) {
    const { className: name } = source;
    throw new ReactorError(
      'bad_configuration',
      `${name} does not name its file, and a class cannot be passed to a worker; add file: import.meta.url (in CommonJS __filename) to its @ReactorModel and export ${name}`,
    );
  }
}
