import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ReactorError } from '../../errors/index.js';
import { ipv6GroupsOf } from '../../ipv6-groups.js';

/** Where the candidates of clients may lead; `CandidateNetworks` says what each means. */
export type CandidateNetworksOption = 'auto' | 'any' | 'public' | readonly string[];

/** `unresolved`: a name that is not looked up. */
export type CandidateVerdict = 'allowed' | 'denied' | 'unresolved';

/** The server's own addresses, and those that it is announced under. */
export interface OwnAddresses {
  readonly interfaces: readonly string[];
  readonly announced: readonly string[];
}

type Family = 'ipv4' | 'ipv6';

const LOOPBACK = listOf(['127.0.0.0/8', '::1/128']);

/** "This network", multicast, reserved and discarded addresses, and IPv4-compatible ones, which are deprecated. */
const NEVER = listOf(['0.0.0.0/8', '224.0.0.0/4', '240.0.0.0/4', '::/96', 'ff00::/8', '100::/64']);

/** Local to a site, a link, a provider's NAT or a test (IANA's special-purpose registries). */
const PRIVATE = listOf([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '192.0.0.0/24',
  '198.18.0.0/15',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  '64:ff9b:1::/48',
]);

/** The name that a browser gives to an address that it hides (mDNS); it can be resolved only in the same network. */
const HIDDEN_ADDRESS = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$/i;

/**
 * Decides which addresses the server may be asked to check by a client.
 *
 * - `auto`: public addresses. Private and link-local ones, and hidden ones of browsers, if the client itself connects from
 *   such an address or from loopback. Loopback and the server's own addresses if it connects from loopback, or from that
 *   same address.
 * - `public`: public addresses alone, for every client.
 * - `any`: all addresses and names.
 * - A list: those networks (`10.8.0.0/16`, `192.0.2.1`), and public addresses where it has `public`.
 */
export class CandidateNetworks {
  private readonly own: BlockList;
  private readonly announced: BlockList;
  private readonly listed: BlockList;
  private readonly takesPublic: boolean;

  constructor(
    private readonly option: CandidateNetworksOption,
    own: OwnAddresses,
  ) {
    const networks = typeof option === 'string' ? [] : option.filter((entry) => entry !== 'public');
    this.own = listOf(own.interfaces);
    this.announced = listOf(own.announced);
    this.listed = listOf(networks);
    this.takesPublic = typeof option === 'string' || option.includes('public');
  }

  /** With the addresses that the machine has now. */
  static ofThisMachine(option: CandidateNetworksOption, announced: readonly string[]): CandidateNetworks {
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    return new CandidateNetworks(option, { interfaces: addresses.map(({ address }) => address), announced });
  }

  /**
   * @param host as a candidate names it
   * @param client IP address that it connects from; undefined where that is not known
   */
  verdictOf(host: string, client: string | undefined): CandidateVerdict {
    if (this.option === 'any') return 'allowed';
    const from = client === undefined ? undefined : plainAddress(client);
    const isOnMachine = from !== undefined && has(LOOPBACK, from);
    const isNear = from !== undefined && (isOnMachine || has(PRIVATE, from));
    const address = plainAddress(host);
    if (address === undefined) {
      return this.option === 'auto' && isNear && HIDDEN_ADDRESS.test(host) ? 'allowed' : 'unresolved';
    }
    if (has(this.listed, address)) return 'allowed';
    if (!this.takesPublic) return 'denied';
    const isLocal = this.option === 'auto';
    if (has(LOOPBACK, address) || has(this.own, address)) {
      return isLocal && (isOnMachine || from === address) ? 'allowed' : 'denied';
    }
    if (has(NEVER, address)) return 'denied';
    if (has(PRIVATE, address) || has(this.announced, address)) return isLocal && isNear ? 'allowed' : 'denied';
    return 'allowed';
  }
}

/** Throws `bad_configuration`. */
export function checkCandidateNetworks(option: CandidateNetworksOption): void {
  if (typeof option === 'string' ? ['auto', 'any', 'public'].includes(option) : option.every(isNetwork)) return;
  throw new ReactorError(
    'bad_configuration',
    `webrtc.candidateNetworks must be auto, any, public or a list of networks such as 10.8.0.0/16 (got ${JSON.stringify(option)}); correct it or leave it out`,
  );
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, ...rest] = entry.split('/');
  const bits = isIPv6(address) ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return entry === 'public' || (isIP(address) !== 0 && !address.includes('%') && isPrefix && rest.length === 0);
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const bare = address.replace(/%.*$/, '');
    if (prefix === undefined) list.addAddress(bare, familyOf(bare));
    else list.addSubnet(bare, Number(prefix), familyOf(bare));
  }
  return list;
}

function has(list: BlockList, address: string): boolean {
  return list.check(address, familyOf(address));
}

function familyOf(address: string): Family {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}

/**
 * The address that packets go to, in one spelling: an IPv6 address that contains an IPv4 one (mapped, NAT64, 6to4)
 * becomes that one. Undefined for a name, and for an address with a zone, which engines treat as a name.
 */
function plainAddress(text: string): string | undefined {
  if (!isIPv6(text)) return isIP(text) === 0 ? undefined : text;
  if (text.includes('%')) return undefined;
  const names = ipv6GroupsOf(text);
  const embedded = embeddedIn(names.map((name) => Number.parseInt(name, 16)));
  if (embedded === undefined) return names.join(':');
  return embedded.flatMap((group) => [group >> 8, group & 0xff]).join('.');
}

/** The two groups of the IPv4 address that an IPv6 one stands for (RFC 4291, 2.5.5.2; RFC 6052, 2.1; RFC 3056, 2). */
function embeddedIn(groups: readonly number[]): readonly number[] | undefined {
  const starts = (...prefix: number[]): boolean => prefix.every((group, i) => groups[i] === group);
  if (starts(0, 0, 0, 0, 0, 0xffff) || starts(0x64, 0xff9b, 0, 0, 0, 0)) return groups.slice(6);
  return starts(0x2002) ? groups.slice(1, 3) : undefined;
}
