/**
 * What clients may change while the model runs. Every property decorated with `@InputField` gets a `set_<field>`
 * command; others are the model's own. A new instance is created at each session's start and dropped at its end.
 */
export abstract class InputState {}
