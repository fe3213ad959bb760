import { ClientError, type CaptureErrorCode } from '../client-error.js';

/** What a browser asks the person for. */
export type Captured = 'camera' | 'microphone' | 'screen';

const ACCESS: Readonly<Record<Captured, string>> = {
  camera: 'Camera access',
  microphone: 'Microphone access',
  screen: 'Screen capture',
};

/** Why a capture could not start. @param error what the browser threw, told apart by its name and message */
export function captureFailure(kind: Captured, error: unknown): ClientError {
  const { name, message } = error as DOMException;
  const fail = (code: CaptureErrorCode, text: string): ClientError => ClientError.own(code, text);
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return denied(kind, message);
    case 'NotFoundError':
      return fail('no_device', `No ${kind} was found. Connect one, then try again.`);
    case 'OverconstrainedError':
      return fail('no_device', `This ${kind} is no longer available. Choose another one.`);
    case 'NotReadableError':
      return kind === 'screen'
        ? fail(
            'permission_denied',
            'The system did not let the browser capture the screen. Check its screen recording settings.',
          )
        : fail('device_busy', `The ${kind} is in use by another program. Close it, then try again.`);
    case 'AbortError':
      return fail('capture_failed', `The ${kind} could not be started. Try again.`);
    default:
      return fail('capture_failed', `The ${kind} could not be started: ${message || name}`);
  }
}

function denied(kind: Captured, message: string): ClientError {
  const access = ACCESS[kind];
  if (/system/i.test(message)) {
    const text = `${access} was denied by the operating system. Allow it for this browser in the system settings.`;
    return ClientError.own('permission_denied', text);
  }
  // A screen is chosen anew each time: a browser reports a closed dialog as a refusal.
  if (kind === 'screen' || /dismiss/i.test(message)) {
    return ClientError.own('capture_cancelled', `${access} was not granted. Try again, and choose Allow.`);
  }
  return ClientError.own('permission_denied', `${access} was denied. Allow it in the address bar, then try again.`);
}

export function insecurePage(): ClientError {
  return ClientError.own(
    'insecure_page',
    'Browsers give cameras and microphones only to pages on HTTPS or localhost. Open this page that way, or use a file.',
  );
}
