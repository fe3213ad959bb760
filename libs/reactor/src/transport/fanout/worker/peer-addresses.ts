import type { PeerId, TransportAddress } from '@nestjs-reactor/fanout';
import { isStunSuccess, stunUserOf } from './stun-user.js';

/** Addresses that one peer may be reached from at once: paths that its client tries. */
const MAX_ADDRESSES = 32;

/**
 * Whose packet a datagram is: of a connectivity check by its ICE user name, of everything else by the address that it comes
 * from. An address is a peer's once the engine has answered a check from there, because anybody can send one, and only the
 * client one that holds. Everything else is a stranger's.
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
    const user = stunUserOf(datagram);
    return user === undefined ? this.ownerOf(from) : this.byUser.get(user);
  }

  /** Who was heard from there. */
  ownerOf(from: TransportAddress): PeerId | undefined {
    return this.byAddress.get(keyOf(from));
  }

  /** The engine sends a datagram of a peer's. */
  sent(peer: PeerId, datagram: Uint8Array, to: TransportAddress): void {
    if (!isStunSuccess(datagram)) return;
    const key = keyOf(to);
    if (this.byAddress.get(key) !== peer) this.assign(key, peer);
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

function keyOf({ protocol = 'udp', address, port }: TransportAddress): string {
  return `${protocol} ${address} ${port}`;
}
