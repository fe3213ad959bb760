/** From `<!-- bench:NAME -->` to `<!-- /bench -->`. */
const BLOCK = /<!-- bench:([\w-]+) -->\n[\s\S]*?<!-- \/bench -->/g;

/**
 * Replaces what stands between the marks of each block.
 * @param contents of a block by its name. A block without any is left alone; throws where the page lacks a block
 */
export function fillBlocks(page: string, contents: ReadonlyMap<string, string>): string {
  const missing = new Set(contents.keys());
  const filled = page.replaceAll(BLOCK, (block, name: string) => {
    const content = contents.get(name);
    missing.delete(name);
    if (content === undefined) return block;
    return `<!-- bench:${name} -->\n${content === '' ? '' : `\n${content}\n\n`}<!-- /bench -->`;
  });
  if (missing.size > 0) throw new Error(`The page has no block for ${[...missing].join(', ')}`);
  return filled;
}
