import { fileTypeFromBuffer } from 'file-type';

/** Bytes from a file's start for type detection, as the detecting package recommends. */
export const SNIFFED_BYTES = 4_100;

/** Type detected from the bytes, or `claimed` where none is recognised, as for text. */
export async function sniffMimeType(head: Uint8Array, claimed: string): Promise<string> {
  try {
    return (await fileTypeFromBuffer(head))?.mime ?? claimed;
  } catch {
    // A parser that fails on a crafted header detects no type either.
    return claimed;
  }
}
