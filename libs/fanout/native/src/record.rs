//! What the engine has to say, as records in one buffer: length of the rest (u32), kind (u8), peer (u32), fields. Little-endian,
//! unaligned. `records.ts` reads them.

use std::net::{IpAddr, SocketAddr};

use str0m::net::Protocol;

#[derive(Clone, Copy)]
#[repr(u8)]
pub enum Kind {
    Transmit = 1,
    Connected = 2,
    Ice = 3,
    Closed = 4,
    Media = 5,
    KeyframeRequest = 6,
    Estimate = 7,
    Frame = 8,
    ChannelOpen = 9,
    ChannelMessage = 10,
    ChannelClosed = 11,
    ChannelWritable = 12,
    Stats = 13,
}

/// Writes one record; its length is filled in when it goes out of scope.
pub struct Record<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
}

impl<'a> Record<'a> {
    pub fn new(out: &'a mut Vec<u8>, kind: Kind, peer: u32) -> Self {
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        out.push(kind as u8);
        out.extend_from_slice(&peer.to_le_bytes());
        Self { out, start }
    }

    pub fn u8(self, value: u8) -> Self {
        self.bytes(&[value])
    }

    pub fn u32(self, value: u32) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    pub fn f64(self, value: f64) -> Self {
        self.bytes(&value.to_le_bytes())
    }

    /// Not a number where there is none.
    pub fn maybe(self, value: Option<f64>) -> Self {
        self.f64(value.unwrap_or(f64::NAN))
    }

    /// At most 255 bytes, with their length before them.
    pub fn short(self, text: &str) -> Self {
        let text = &text.as_bytes()[..text.len().min(255)];
        self.u8(text.len() as u8).bytes(text)
    }

    /// Family (4 or 6), whether it is TCP, port, then 16 bytes of which IPv4 fills the first 4.
    pub fn address(self, protocol: Protocol, address: SocketAddr) -> Self {
        let mut ip = [0; 16];
        let family = match address.ip() {
            IpAddr::V4(v4) => {
                ip[..4].copy_from_slice(&v4.octets());
                4
            }
            IpAddr::V6(v6) => {
                ip = v6.octets();
                6
            }
        };
        self.u8(family).u8((protocol == Protocol::Tcp).into()).bytes(&address.port().to_le_bytes()).bytes(&ip)
    }

    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.out.extend_from_slice(bytes);
        self
    }
}

impl Drop for Record<'_> {
    fn drop(&mut self) {
        let rest = (self.out.len() - self.start - 4) as u32;
        self.out[self.start..self.start + 4].copy_from_slice(&rest.to_le_bytes());
    }
}
