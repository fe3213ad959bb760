import { BlockList, isIP } from 'node:net';

/** Parts of a candidate's attribute (RFC 8839, 5.1), from its foundation to its port. */
const HOST_CANDIDATE = /^((?:a=)?candidate:)(\S+) (\d+) (udp|tcp) (\d+) (\S+) (\d+) typ host\b(.*)$/i;

/** Not reachable from other machines, whatever NAT there is. */
const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** What one local preference weighs in a candidate's priority (RFC 8445, 5.1.2.1). */
const LOCAL_PREFERENCE = 256;

/** Most characters of a foundation (RFC 8839, 5.1). */
const MAX_FOUNDATION = 32;

/**
 * Candidates for addresses that the machine itself does not have, such as those of a NAT: each of its own addresses
 * again, on the same port, under every announced one of the same family, and preferred a little less.
 *
 * @param candidate one candidate's attribute, with or without `a=`, without a line's end
 * @returns none for what is no host candidate, for TCP that does not listen and for the loopback interface
 */
export function announcedCandidates(candidate: string, addresses: readonly string[]): string[] {
  const [, prefix, foundation, component, protocol, priority, own, port, rest] = HOST_CANDIDATE.exec(candidate) ?? [];
  if (foundation === undefined || own === undefined) return [];
  if (protocol?.toLowerCase() === 'tcp' && !/ tcptype passive\b/.test(rest ?? '')) return [];
  const family = isIP(own);
  if (family === 0 || LOOPBACK.check(own, family === 6 ? 'ipv6' : 'ipv4')) return [];
  return addresses.flatMap((address, i) => {
    if (address === own || isIP(address) !== family) return [];
    // A different foundation: the two paths are independent.
    const named = `${foundation}${i}`.slice(-MAX_FOUNDATION);
    const lower = Math.max(1, Number(priority) - LOCAL_PREFERENCE * (i + 1));
    return [`${prefix}${named} ${component} ${protocol} ${lower} ${address} ${port} typ host${rest}`];
  });
}

/** Adds the announced candidates after each of an answer's own. */
export function withAnnouncedAddresses(answer: string, addresses: readonly string[]): string {
  if (addresses.length === 0) return answer;
  return answer
    .split('\r\n')
    .flatMap((line) => [line, ...announcedCandidates(line, addresses)])
    .join('\r\n');
}
