import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects a client that asks for an upgrade with another machine, byte for byte: the two agree on it themselves. */
export function tunnelUpgrade(
  { method, url, rawHeaders }: IncomingMessage,
  client: Duplex,
  head: Buffer,
  root: string,
  headers: Readonly<Record<string, string>>,
): void {
  const { hostname, port } = new URL(root);
  const machine = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (!Object.hasOwn(headers, rawHeaders[i]!.toLowerCase())) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  }
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  const end = (): void => {
    client.destroy();
    machine.destroy();
  };
  machine.setTimeout(CONNECT_TIMEOUT_MS, end);
  machine.once('connect', () => {
    machine.setTimeout(0);
    machine.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
    client.pipe(machine).pipe(client);
  });
  for (const side of [client, machine]) {
    side.on('error', end);
    side.once('close', end);
  }
}
