import { afterEach, expect, it } from '@jest/globals';
import { Sockets } from './sockets.js';

const LOCAL = { address: '127.0.0.1', minPort: 0, maxPort: 0 };
let sockets: Sockets;

afterEach(() => sockets.close());

it('TCP is received beside UDP on the same port, however often it is asked for', async () => {
  sockets = new Sockets(true, () => undefined);
  const failed = await Promise.all([sockets.listen([LOCAL]), sockets.listen([LOCAL])]);
  expect(failed).toEqual([[], []]);
  const [udp, tcp] = sockets.addresses;
  expect(sockets.addresses).toHaveLength(2);
  expect(tcp).toEqual({ ...udp, protocol: 'tcp' });
  expect(sockets.udpAddresses).toEqual([udp]);
});

it('without TCP there is UDP alone', async () => {
  sockets = new Sockets(false, () => undefined);
  await sockets.listen([LOCAL]);
  expect(sockets.addresses).toEqual([{ address: '127.0.0.1', port: expect.any(Number) }]);
});

it('an address that the machine does not have is reported, and the others are received on', async () => {
  sockets = new Sockets(true, () => undefined);
  const failed = await sockets.listen([{ ...LOCAL, address: '192.0.2.1' }, LOCAL]);
  expect(failed).toEqual([{ address: '192.0.2.1', protocol: 'udp', reason: expect.stringContaining('EADDRNOTAVAIL') }]);
  expect(sockets.addresses).toHaveLength(2);
});
