/** Flags of this process that a worker process must not have. */
const OWN_FLAGS: readonly RegExp[] = [
  // Its port is taken by this process.
  /^--(inspect|debug)(-|=|$)/,
  // What this process runs, in place of a file.
  /^(-e|--eval|-p|-pe|--print|-i|--interactive|-c|--check|--input-type)(=|$)/,
  /^--(watch|test)(-|=|$)/,
];

/** Flags whose value is the next argument. */
const WITH_VALUE = /^(-e|--eval|-p|-pe|--print|--input-type|--inspect-port|--debug-port|--watch-path|--test-[a-z-]+)$/;

/**
 * Flags for a worker process: those of this process, with its conditions, loaders and source maps, without those that
 * are about this process alone.
 */
export function childFlags(flags: readonly string[] = process.execArgv): string[] {
  const kept: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i]!;
    if (!OWN_FLAGS.some((own) => own.test(flag))) kept.push(flag);
    else if (WITH_VALUE.test(flag) && flags[i + 1]?.startsWith('-') === false) i++;
  }
  return kept;
}

/** `NODE_OPTIONS` without the same flags. */
export function childNodeOptions(options: string): string {
  // Parts are divided by spaces that are not within quotes.
  const parts = options.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
  return childFlags(parts).join(' ');
}
