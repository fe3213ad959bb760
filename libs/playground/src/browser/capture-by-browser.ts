import { captureCamera, captureMicrophone, captureScreen, toClientError } from '@nestjs-reactor/client';
import type { Capture } from '../inputs/source-request.js';
import { captureFile } from './capture-file.js';

/** Captures by the browser's own means. */
export const captureByBrowser: Capture = async (request, kind) => {
  switch (request.kind) {
    case 'file':
      return await captureFile(request.file, kind);
    case 'screen':
      return await captureScreen().catch(orNone);
    case 'camera':
      return await captureCamera(request);
    case 'microphone':
      return await captureMicrophone(request);
  }
};

/** The person closed the browser's dialog. */
function orNone(error: unknown): undefined {
  if (toClientError(error).code !== 'capture_cancelled') throw error;
}
