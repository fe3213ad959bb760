//! str0m behind plain functions, for WebAssembly: many peers, no I/O, no clock but the host's.

mod crypto;
mod engine;
mod exports;
mod options;
mod peer;
mod record;
mod stats;

/// Why a call was refused; `message` is for people.
pub enum Failure {
    BadOption(String),
    BadSdp(String),
    Negotiation(String),
    UnknownPeer,
    ChannelClosed(String),
    MessageTooLarge(String),
}

impl Failure {
    /// Below zero, as exported functions return it; `engine.ts` has the same numbers.
    pub fn code(&self) -> i32 {
        match self {
            Self::BadOption(_) => -1,
            Self::BadSdp(_) => -2,
            Self::Negotiation(_) => -3,
            Self::UnknownPeer => -4,
            Self::ChannelClosed(_) => -5,
            Self::MessageTooLarge(_) => -6,
        }
    }

    pub fn message(self) -> String {
        match self {
            Self::BadOption(text)
            | Self::BadSdp(text)
            | Self::Negotiation(text)
            | Self::ChannelClosed(text)
            | Self::MessageTooLarge(text) => text,
            Self::UnknownPeer => "there is no such peer".into(),
        }
    }
}
