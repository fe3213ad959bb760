use hmac::{Hmac, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use str0m_proto::crypto::{Sha1HmacProvider, Sha256Provider};

#[derive(Debug)]
pub struct Digests;

impl Sha1HmacProvider for Digests {
    fn sha1_hmac(&self, key: &[u8], payloads: &[&[u8]]) -> [u8; 20] {
        let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("any length is a key");
        for payload in payloads {
            mac.update(payload);
        }
        mac.finalize().into_bytes().into()
    }
}

impl Sha256Provider for Digests {
    fn sha256(&self, data: &[u8]) -> [u8; 32] {
        Sha256::digest(data).into()
    }
}
