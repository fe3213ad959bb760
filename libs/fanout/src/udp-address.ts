/** One end of a UDP path; `address` is IPv4 or IPv6 in text, never a host name. */
export interface UdpAddress {
  readonly address: string;
  readonly port: number;
}
