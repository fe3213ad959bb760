//! A self-signed ECDSA P-256 certificate, X.509 v3 in DER: what DTLS in WebRTC shows, and what nobody but the fingerprint in
//! the session description vouches for.

use p256::SecretKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::{EncodePrivateKey, EncodePublicKey};
use str0m_proto::crypto::dtls::DtlsCert;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const UTF8: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const VERSION: u8 = 0xa0;

/// AlgorithmIdentifier of ecdsa-with-SHA256 (1.2.840.10045.4.3.2).
const ECDSA_WITH_SHA256: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// Object identifier of commonName (2.5.4.3).
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];

pub fn self_signed() -> DtlsCert {
    let secret = loop {
        // A random number is no key in one case of 2^32.
        if let Ok(key) = SecretKey::from_slice(&random::<32>()) {
            break key;
        }
    };
    let mut serial = random::<8>();
    serial[0] = serial[0] & 0x7f | 0x40;
    let name = der(SEQUENCE, &[&der(SET, &[&der(SEQUENCE, &[COMMON_NAME, &der(UTF8, &[b"fanout"])])])]);
    // Nobody checks it in WebRTC, and a clock may be wrong: from long ago to the end of what UTCTime can say.
    let validity = der(SEQUENCE, &[&der(UTC_TIME, &[b"200101000000Z"]), &der(UTC_TIME, &[b"491231235959Z"])]);
    let public = secret.public_key().to_public_key_der().expect("a P-256 key encodes");
    let body = der(
        SEQUENCE,
        &[
            &der(VERSION, &[&der(INTEGER, &[&[2]])]),
            &der(INTEGER, &[&serial]),
            ECDSA_WITH_SHA256,
            &name,
            &validity,
            &name,
            public.as_bytes(),
        ],
    );
    let signature: DerSignature = SigningKey::from(&secret).sign(&body);
    let certificate = der(SEQUENCE, &[&body, ECDSA_WITH_SHA256, &der(BIT_STRING, &[&[0], signature.as_bytes()])]);
    let private_key = secret.to_pkcs8_der().expect("a P-256 key encodes").as_bytes().to_vec();
    DtlsCert { certificate, private_key }
}

fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut whole = vec![tag];
    // The shortest form alone is DER.
    match content.len() {
        length @ 0..0x80 => whole.push(length as u8),
        length @ 0x80..0x100 => whole.extend_from_slice(&[0x81, length as u8]),
        length => {
            whole.push(0x82);
            whole.extend_from_slice(&(length as u16).to_be_bytes());
        }
    }
    whole.extend_from_slice(&content);
    whole
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::getrandom(&mut bytes).expect("the host has random numbers");
    bytes
}
