import type { Type } from '@nestjs/common';
import type { ProgramModel } from './program-model.js';

/** A model: a class decorated with `@ReactorModel`, or a program of its own, as `pythonModel` and `programModel` make it. */
export type ModelEntry = Type<unknown> | ProgramModel;
