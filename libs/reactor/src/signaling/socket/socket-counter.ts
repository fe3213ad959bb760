/** Number of open sockets of each address. */
export class SocketCounter {
  private readonly open = new Map<string, number>();

  /** @param most of one address at once */
  constructor(private readonly most: number) {}

  /** @returns false where the address is at its limit; then nothing was counted */
  enter(address: string): boolean {
    const count = this.open.get(address) ?? 0;
    if (count >= this.most) return false;
    this.open.set(address, count + 1);
    return true;
  }

  leave(address: string): void {
    const count = (this.open.get(address) ?? 0) - 1;
    if (count > 0) this.open.set(address, count);
    else this.open.delete(address);
  }
}
