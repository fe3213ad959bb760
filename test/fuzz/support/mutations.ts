import * as fc from 'fast-check';

/** Any JSON value, with the keys that trip up maps made of objects. */
export const json: fc.Arbitrary<unknown> = fc.jsonValue({ maxDepth: 4 });

/** An object of the given keys, each present or not, of a fitting or any other value. */
export function roughly(
  fitting: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Record<string, unknown>> {
  const rough = Object.fromEntries(
    Object.entries(fitting).map(([key, value]) => [key, fc.oneof({ weight: 4, arbitrary: value }, json)]),
  );
  return fc.record(rough, { requiredKeys: [] });
}

/** A real frame with a few bytes changed, put in or taken out. */
export function mutated(frames: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    remove: fc.nat(4),
    insert: fc.uint8Array({ maxLength: 4 }),
  });
  return fc.tuple(fc.constantFrom(...frames), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([frame, edits]) =>
    edits.reduce((bytes, { at, remove, insert }) => {
      const from = Math.floor(at * bytes.length);
      return Uint8Array.from([...bytes.slice(0, from), ...insert, ...bytes.slice(from + remove)]);
    }, Uint8Array.from(frame)),
  );
}

/** A real text with lines dropped, doubled, swapped, cut or replaced. */
export function mutatedLines(texts: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    to: fc.double({ min: 0, max: 0.999, noNaN: true }),
    how: fc.constantFrom('drop', 'double', 'move', 'cut', 'replace'),
    words: fc.string({ maxLength: 20 }),
  });
  return fc.tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 8 })).map(([text, edits]) =>
    edits
      .reduce((lines, { at, to, how, words }) => {
        const from = Math.floor(at * lines.length);
        const line = lines[from] ?? '';
        const rest = lines.toSpliced(from, 1);
        const there = Math.floor(to * rest.length);
        if (how === 'drop') return rest;
        if (how === 'double') return lines.toSpliced(there, 0, line);
        if (how === 'move') return rest.toSpliced(there, 0, line);
        if (how === 'cut') return lines.toSpliced(from, 1, line.slice(0, Math.floor(to * line.length)));
        return lines.toSpliced(from, 1, line.slice(0, Math.floor(to * line.length)) + words);
      }, text.split('\r\n'))
      .join('\r\n'),
  );
}
