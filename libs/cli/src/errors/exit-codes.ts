/** How the program ends, by name: what a script branches on. The numbers are part of the contract and never change. */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'all went well' },
  failed: { code: 1, meaning: 'an unexpected error: a fault of the program or of the machine' },
  usage: { code: 2, meaning: 'a command, an option or an argument is wrong; nothing was done' },
  unreachable: { code: 3, meaning: 'the server cannot be reached, or does not answer in time' },
  refused: { code: 4, meaning: 'the server, or a model, refused the request' },
  different: { code: 5, meaning: 'a comparison found a difference: a breaking change, or another picture' },
  project: { code: 6, meaning: 'the project or a file of it cannot be used: not built, not found, not valid' },
  unfit: { code: 7, meaning: '`doctor` found something that keeps models from being served' },
  interrupted: { code: 130, meaning: 'it was stopped by Ctrl-C or SIGTERM before it was done' },
} as const satisfies Readonly<Record<string, { readonly code: number; readonly meaning: string }>>;

export type ExitName = keyof typeof EXIT_CODES;
