import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { ReactorApi } from '@nestjs-reactor/client';
import type { UploadReference } from '@nestjs-reactor/protocol';
import { CliError } from '../errors/index.js';
import type { ModelRoutes } from './model-routes.js';

/**
 * Sends a file of this machine to a session, for its next command.
 * @throws CliError `not_found`; rejects with a `ClientError` where the server refuses it
 */
export async function uploadFile(
  { address, token }: ModelRoutes,
  session: string,
  path: string,
): Promise<UploadReference> {
  let content: Blob;
  try {
    content = await openAsBlob(path);
  } catch (error) {
    throw CliError.of('not_found', `${path} cannot be read; name a file that is there`, { cause: error });
  }
  return await new ReactorApi(address, token).upload(session, new File([content], basename(path)));
}
