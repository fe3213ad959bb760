import { KeyRing } from '@nestjs-reactor/core';

/**
 * Makes an API key where the folder has none, so that the cloud API can be used at once.
 *
 * @returns what is printed: the text of a new key, which is shown this once, or where the keys are
 */
export async function firstKey(directory: string): Promise<string> {
  const ring = new KeyRing(directory);
  const keys = await ring.list();
  if (keys.length > 0) return `The API keys are in ${directory}; reactor keys list --dir ${directory} shows them`;
  const { text } = await ring.create({ name: 'first' });
  return `The first API key of ${directory}; it is shown this once: ${text}`;
}
