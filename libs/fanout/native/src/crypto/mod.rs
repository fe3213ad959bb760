//! What str0m asks of a crypto library, from RustCrypto: it compiles to WebAssembly without C.

mod aes_ctr;
mod certificate;
mod digest;
mod dtls;
mod signature;
mod srtp;

use str0m_proto::crypto::CryptoProvider;

pub use certificate::self_signed;

/// What has just been compiled is checked before anything is entrusted to it.
pub fn provider() -> CryptoProvider {
    aes_ctr::self_test(&certificate::random());
    CryptoProvider {
        srtp_provider: &srtp::Srtp,
        sha1_hmac_provider: &digest::Digests,
        sha256_provider: &digest::Digests,
        dtls_provider: &dtls::Dtls,
    }
}
