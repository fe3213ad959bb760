import type { Type } from '@nestjs/common';

/** A model as Nest's container on the server's side holds it: its class, never an instance. */
export class ModelRegistration {
  constructor(readonly modelClass: Type<unknown>) {}
}
