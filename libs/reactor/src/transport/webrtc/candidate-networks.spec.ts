import { describe, expect, it } from '@jest/globals';
import { CandidateNetworks, type CandidateNetworksOption, checkCandidateNetworks } from './candidate-networks.js';

const OWN = { interfaces: ['127.0.0.1', '198.51.100.5', '192.168.1.20', 'fe80::5%eth0'], announced: ['198.51.100.99'] };

/** Where a client arrives from, in the columns of the table. */
const CLIENTS = {
  'this machine': '127.0.0.1',
  'this machine, IPv6': '::1',
  'its own address': '::ffff:198.51.100.5',
  'a private network': '192.168.1.30',
  'a private network, IPv6': 'fd00::30',
  elsewhere: '203.0.113.7',
  'an unknown place': undefined,
} as const;
type Client = keyof typeof CLIENTS;

const EVERYBODY = Object.keys(CLIENTS) as Client[];
const ON_MACHINE: Client[] = ['this machine', 'this machine, IPv6'];
const NEAR: Client[] = [...ON_MACHINE, 'a private network', 'a private network, IPv6'];

function whoMayName(host: string, option: CandidateNetworksOption = 'auto'): Client[] {
  const networks = new CandidateNetworks(option, OWN);
  return EVERYBODY.filter((client) => networks.verdictOf(host, CLIENTS[client]) === 'allowed');
}

const UUID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

describe('with auto', () => {
  it.each<[string, Client[]]>([
    ['203.0.113.9', EVERYBODY],
    ['2001:db8::9', EVERYBODY],
    ['9.255.255.255', EVERYBODY],
    ['11.0.0.0', EVERYBODY],
    ['172.15.255.255', EVERYBODY],
    ['172.32.0.0', EVERYBODY],
    ['100.63.255.255', EVERYBODY],
    ['100.128.0.0', EVERYBODY],
    ['10.0.0.1', NEAR],
    ['172.16.0.1', NEAR],
    ['172.31.255.255', NEAR],
    ['192.168.0.1', NEAR],
    ['169.254.169.254', NEAR],
    ['100.64.0.1', NEAR],
    ['fd12::1', NEAR],
    ['fe80::1', NEAR],
    [`${UUID}.local`, NEAR],
    ['198.51.100.99', NEAR],
    ['127.0.0.1', ON_MACHINE],
    ['127.8.9.10', ON_MACHINE],
    ['::1', ON_MACHINE],
    ['192.168.1.20', ON_MACHINE],
    ['198.51.100.5', [...ON_MACHINE, 'its own address']],
    ['fe80::5', ON_MACHINE],
    ['::ffff:127.0.0.1', ON_MACHINE],
    ['::FFFF:7F00:1', ON_MACHINE],
    ['64:ff9b::127.0.0.1', ON_MACHINE],
    ['2002:7f00:1::1', ON_MACHINE],
    ['2002:a00:1::1', NEAR],
    ['64:ff9b::192.168.0.1', NEAR],
    ['64:ff9b::203.0.113.9', EVERYBODY],
    ['0.0.0.0', []],
    ['0.1.2.3', []],
    ['224.0.0.251', []],
    ['240.0.0.1', []],
    ['255.255.255.255', []],
    ['::', []],
    ['::7f00:2', []],
    ['ff02::fb', []],
    ['::ffff:0.0.0.0', []],
    // What a resolver takes for an address, or looks up.
    ['localhost', []],
    ['127.1', []],
    ['2130706433', []],
    ['0x7f000001', []],
    ['fe80::1%lo', []],
    ['printer.local', []],
    [`${UUID}.local.example`, []],
    ['stream.example', []],
    ['', []],
  ])('%s may be named by %j', (host, clients) => {
    expect(new Set(whoMayName(host))).toEqual(new Set(clients));
  });
});

describe('with other options', () => {
  it.each<[CandidateNetworksOption, string, boolean]>([
    ['public', '203.0.113.9', true],
    ['public', '192.168.0.1', false],
    ['public', '127.0.0.1', false],
    ['public', '198.51.100.5', false],
    ['public', '198.51.100.99', false],
    ['public', `${UUID}.local`, false],
    ['any', '127.0.0.1', true],
    ['any', 'stream.example', true],
    [['10.8.0.0/16'], '10.8.3.4', true],
    [['10.8.0.0/16'], '10.9.0.1', false],
    [['10.8.0.0/16'], '203.0.113.9', false],
    [['10.8.0.0/16', 'public'], '203.0.113.9', true],
    [['10.8.0.0/16', 'public'], '10.9.0.1', false],
    [['10.8.0.0/16', 'public'], '224.0.0.1', false],
    [['127.0.0.2'], '::ffff:127.0.0.2', true],
    [['127.0.0.2'], '127.0.0.3', false],
    [['fd00::/8'], 'fd12::1', true],
    [[], '203.0.113.9', false],
  ])('%j: %s is the same for all clients, %s', (option, host, allowed) => {
    expect(whoMayName(host, option)).toEqual(allowed ? EVERYBODY : []);
  });

  it('tells names that are not looked up from addresses that are denied', () => {
    const networks = new CandidateNetworks('auto', OWN);
    expect(networks.verdictOf(`${UUID}.local`, '203.0.113.7')).toBe('unresolved');
    expect(networks.verdictOf('10.0.0.1', '203.0.113.7')).toBe('denied');
  });

  it('knows the addresses of this machine', () => {
    const networks = CandidateNetworks.ofThisMachine(['public'], []);
    expect(networks.verdictOf('127.0.0.1', undefined)).toBe('denied');
  });
});

describe('the option', () => {
  it.each<CandidateNetworksOption>(['auto', 'any', 'public', [], ['public'], ['10.0.0.0/8', '::1', 'fd00::/128']])(
    'may be %j',
    (option) => {
      expect(() => checkCandidateNetworks(option)).not.toThrow();
    },
  );

  it.each<unknown>([
    'private',
    '',
    ['auto'],
    ['10.0.0.0/33'],
    ['10.0.0.0/'],
    ['example'],
    ['fe80::1%eth0'],
    ['::/129'],
  ])('may not be %j', (option) => {
    expect(() => checkCandidateNetworks(option as CandidateNetworksOption)).toThrow(
      expect.objectContaining({ code: 'bad_configuration' }),
    );
  });
});
