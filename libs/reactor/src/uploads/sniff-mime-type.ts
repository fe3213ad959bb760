import { fileTypeFromBuffer } from 'file-type';

/** Bytes from a file's start that its type can be told by, as the package that tells it recommends. */
export const SNIFFED_BYTES = 4_100;

/** What the bytes look like, or `claimed` where they look like nothing known, as text does. */
export async function sniffMimeType(head: Uint8Array, claimed: string): Promise<string> {
  try {
    return (await fileTypeFromBuffer(head))?.mime ?? claimed;
  } catch {
    // A parser that stumbles over a crafted head knows no type either.
    return claimed;
  }
}
