/** Environment variable that ONNX Runtime reads when its library is loaded. */
const SWITCH = 'ORT_DISABLE_TELEMETRY';

/**
 * Disables ONNX Runtime's telemetry: from 1.30 on it resolves its vendor's host when a network is opened, and leaves
 * files in the temporary folder.
 *
 * Called on the server's thread, before a worker starts: a worker's environment is a copy that native code does not
 * see.
 */
export function forbidOnnxTelemetry(): void {
  process.env[SWITCH] = '1';
}
