/** What ONNX Runtime looks for in the process's environment when its library is loaded. */
const SWITCH = 'ORT_DISABLE_TELEMETRY';

/**
 * Keeps ONNX Runtime from reporting its use to its maker: from 1.30 on it resolves the maker's host when a network is
 * opened, and leaves files in the temporary folder.
 *
 * Called on the server's thread, before a worker is made: a worker's environment is a copy that native code does not see.
 */
export function forbidOnnxTelemetry(): void {
  process.env[SWITCH] = '1';
}
