import type { ReactorErrorCode } from '../../errors/index.js';

/** The HTTP status of each code; one that is not listed is a server error. */
const STATUSES: Partial<Record<ReactorErrorCode, number>> = {
  bad_message: 422,
  not_json: 422,
  message_too_large: 413,
  request_timeout: 408,
  bad_sdp: 422,
  negotiation_failed: 422,
  no_offer: 404,
  no_session: 400,
  unknown_session: 404,
  unknown_model: 404,
  unknown_track: 404,
  invalid_command: 422,
  session_busy: 409,
  bad_upload: 400,
  unknown_upload: 404,
  upload_conflict: 409,
  upload_too_large: 413,
  upload_limit: 429,
  upload_stalled: 408,
  storage_failed: 507,
  connection_limit: 503,
  connection_taken: 409,
  model_loading: 503,
  model_terminated: 503,
  shutting_down: 503,
  model_failed: 503,
  engine_unavailable: 503,
  queue_full: 429,
  session_not_running: 409,
  unauthorized: 401,
  forbidden: 403,
  stream_limit: 503,
  rate_limited: 429,
  socket_limit: 429,
  not_found: 404,
  method_not_allowed: 405,
};

export function statusOf(code: ReactorErrorCode): number {
  return STATUSES[code] ?? 500;
}
