import type { PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import { stunUserOf } from './stun-user.js';

/** Addresses that one peer may be reached from at once: paths that its client tries. */
const MAX_ADDRESSES = 32;

/**
 * Whose packet a datagram is: by the address that it comes from, or, for the first one from there, by the ICE user name
 * of its connectivity check. Everything else is a stranger's.
 */
export class PeerAddresses {
  private readonly byUser = new Map<string, PeerId>();
  private readonly byAddress = new Map<string, PeerId>();
  private readonly users = new Map<PeerId, Set<string>>();
  private readonly addresses = new Map<PeerId, Set<string>>();

  /** The peer answers checks for this user name from now on; for its earlier one also, until it is closed. */
  setUser(peer: PeerId, user: string): void {
    this.byUser.set(user, peer);
    const users = this.users.get(peer) ?? new Set();
    users.add(user);
    this.users.set(peer, users);
  }

  find(datagram: Uint8Array, from: TransportAddress): PeerId | undefined {
    const key = `${from.protocol ?? 'udp'} ${from.address} ${from.port}`;
    const user = stunUserOf(datagram);
    if (user === undefined) return this.byAddress.get(key);
    const peer = this.byUser.get(user);
    if (peer !== undefined && this.byAddress.get(key) !== peer) this.assign(key, peer);
    return peer;
  }

  forget(peer: PeerId): void {
    for (const user of this.users.get(peer) ?? []) this.byUser.delete(user);
    for (const key of this.addresses.get(peer) ?? []) if (this.byAddress.get(key) === peer) this.byAddress.delete(key);
    this.users.delete(peer);
    this.addresses.delete(peer);
  }

  private assign(key: string, peer: PeerId): void {
    const addresses = this.addresses.get(peer) ?? new Set();
    if (addresses.size >= MAX_ADDRESSES) {
      const [oldest] = addresses;
      addresses.delete(oldest!);
      if (this.byAddress.get(oldest!) === peer) this.byAddress.delete(oldest!);
    }
    addresses.add(key);
    this.addresses.set(peer, addresses);
    this.byAddress.set(key, peer);
  }
}
