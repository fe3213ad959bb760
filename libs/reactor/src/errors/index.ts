export { describeValue } from './describe-value.js';
export { ERROR_CODES, type ErrorMeaning, type ReactorErrorCode } from './error-codes.js';
export { type FieldProblem, ReactorError, type ReactorErrorOptions, toReactorError } from './reactor-error.js';
