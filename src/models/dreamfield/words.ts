/** Words that shape a sentence and not a picture. */
const EMPTY_WORDS = new Set(
  'a an and are as at be by for from in into is it its like of on or over some that the this through to under up with'.split(
    ' ',
  ),
);

/** A prompt's words, in order, in small letters; those that say nothing of the picture are left out. */
export function wordsOf(prompt: string): string[] {
  const words =
    prompt
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !EMPTY_WORDS.has(word));
}
