import type { UploadProgress } from './upload-progress.js';

/**
 * A `PUT` that says how far it is, which `fetch` does not. Rejects where nothing answers, and when the signal is aborted.
 */
export function putFile(
  url: string,
  file: File,
  headers: Readonly<Record<string, string>>,
  onProgress: (progress: UploadProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const tell = (sentBytes: number): void => onProgress({ file, sentBytes, totalBytes: file.size });
    request.upload.onprogress = ({ loaded }) => tell(Math.min(loaded, file.size));
    request.onload = () => {
      if (request.status < 300) tell(file.size);
      resolve(new Response(request.status === 204 ? null : request.responseText, { status: request.status }));
    };
    request.onerror = request.onabort = () => reject(new TypeError('the request failed'));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(file);
  });
}
