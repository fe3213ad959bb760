import { readFileSync } from 'node:fs';

/** What a package's index file exports, each list sorted. Such a file consists of `export { … } from` lines alone. */
export function exportedNames(index: URL): { values: string[]; types: string[] } {
  const values: string[] = [];
  const types: string[] = [];
  const text = readFileSync(index, 'utf8');
  const lists = [...text.matchAll(/export (type )?\{([^}]*)\} from '[^']+';/g)];
  const rest = lists.reduce((left, [list]) => left.replace(list, ''), text).trim();
  if (rest !== '') throw new Error(`${index.pathname} has more than lists of named exports: ${rest}`);
  for (const [, ofTypes, names] of lists) {
    for (const entry of names!.split(',')) {
      const [, isType, name] = /^(type )?(\w+)$/.exec(entry.trim()) ?? [];
      if (name !== undefined) (ofTypes || isType ? types : values).push(name);
      else if (entry.trim() !== '') throw new Error(`${index.pathname} exports ${entry.trim()} under another name`);
    }
  }
  return { values: values.sort(), types: types.sort() };
}
