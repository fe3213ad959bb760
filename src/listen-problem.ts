interface Place {
  readonly host: string;
  readonly port: number;
}

/** What keeps a server from listening, and which setting to change; the error itself where that is not known. */
export function listenProblem(error: unknown, { host, port }: Place): unknown {
  const advice = adviceFor((error as NodeJS.ErrnoException | undefined)?.code, { host, port });
  return advice === undefined ? error : new Error(advice, { cause: error });
}

function adviceFor(code: string | undefined, { host, port }: Place): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use on ${host}: set PORT to another one (PORT=0 takes a free one), or end the process that listens there`;
    case 'EACCES':
      return `This process may not listen on port ${port}: set PORT to one from 1024 on, or give the process the right to`;
    case 'EADDRNOTAVAIL':
      return `HOST '${host}' is no address of this machine: set HOST to one of its own, 127.0.0.1 for this machine alone, or 0.0.0.0 for all`;
    case 'EAFNOSUPPORT':
      return `HOST '${host}' is of a kind that this machine does not have: set HOST to another address, such as 0.0.0.0`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST '${host}' cannot be resolved: set HOST to an IP address, such as 127.0.0.1 or 0.0.0.0`;
    case undefined:
    default:
      return undefined;
  }
}
