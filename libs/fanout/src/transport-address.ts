/** One end of a path; `address` is IPv4 or IPv6 in text, never a host name. */
export interface TransportAddress {
  readonly address: string;
  readonly port: number;
  /**
   * Over TCP each packet is framed by the caller (RFC 4571); packets go in and come out whole here.
   * @defaultValue 'udp'
   */
  readonly protocol?: 'udp' | 'tcp';
}
