import { ReactorError } from '../../errors/index.js';

/** In the worker of a model the application starts as well, since the file that the worker imports does so. */
export function secondApplication(model: string): ReactorError {
  return new ReactorError(
    'bad_configuration',
    `the worker of the model ${model} starts the application again, because importing the model's file starts it; ` +
      'move the model to its own file, or start the application only if isModelWorker() is false',
  );
}
