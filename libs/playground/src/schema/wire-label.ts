/** `negative_prompt` as a person would write it: "Negative prompt". */
export function wireLabel(name: string): string {
  const words = name.replace(/[_\s]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
