/** A document that is no schema of a model. The message names the place and what to do. */
export class SchemaError extends Error {
  override readonly name = 'SchemaError';
  readonly code = 'bad_schema';

  /** @param place in the document, `paths./events/set_prompt.post` */
  constructor(
    message: string,
    readonly place?: string,
  ) {
    super(message);
  }
}
