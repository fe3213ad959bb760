/** Codes of the server for a command that it does not take. A handler of the model's author may refuse with others. */
export const COMMAND_CODES = [
  'invalid_command',
  'unresolved_upload',
  'handler_timeout',
  'model_failed',
  'model_loading',
  'worker_lost',
  'no_session',
  'forbidden',
  'authorization_expired',
  'rate_limited',
  'queue_full',
  'message_too_large',
  'internal_error',
] as const;
