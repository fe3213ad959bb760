/** The eight groups of an IPv6 address without a zone, in lower case and without leading zeros. */
export function ipv6GroupsOf(address: string): readonly string[] {
  // A URL writes each group without leading zeros, and an embedded IPv4 address as groups.
  const [left = '', right = ''] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === '' ? [] : right.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail];
}
