//! Verifies what a client signs with the key of its certificate: ECDSA, and RSA with PKCS #1 1.5 and SHA-256, by which
//! GStreamer identifies itself. That the certificate is the client's its fingerprint in the session description says.

use dimpl::CryptoError;
use dimpl::crypto::{HashAlgorithm, SignatureAlgorithm, SignatureVerifier, rust_crypto};
use rsa::RsaPublicKey;
use rsa::pkcs1::{ALGORITHM_OID, DecodeRsaPublicKey};
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use rsa::traits::PublicKeyParts;
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// Shorter keys can be broken. Those of more than 4096 bits the library refuses.
const MIN_KEY_BYTES: usize = 256;

#[derive(Debug)]
pub struct Signatures;

impl SignatureVerifier for Signatures {
    fn verify_signature(
        &self,
        certificate: &[u8],
        data: &[u8],
        signature: &[u8],
        hash: HashAlgorithm,
        algorithm: SignatureAlgorithm,
    ) -> Result<(), CryptoError> {
        if algorithm != SignatureAlgorithm::RSA {
            let ecdsa = rust_crypto::default_provider().signature_verification;
            return ecdsa.verify_signature(certificate, data, signature, hash, algorithm);
        }
        if hash != HashAlgorithm::SHA256 {
            return Err(CryptoError::UnsupportedSignatureAlgorithm(algorithm));
        }
        let certificate = Certificate::from_der(certificate).map_err(|_| CryptoError::CertificateParseFailed)?;
        let info = certificate.tbs_certificate.subject_public_key_info;
        if info.algorithm.oid != ALGORITHM_OID {
            return Err(CryptoError::UnsupportedPublicKeyAlgorithm);
        }
        let key = info.subject_public_key.as_bytes().ok_or(CryptoError::InvalidSubjectPublicKey)?;
        let key = RsaPublicKey::from_pkcs1_der(key).map_err(|_| CryptoError::InvalidSubjectPublicKey)?;
        if key.size() < MIN_KEY_BYTES {
            return Err(CryptoError::InvalidSubjectPublicKey);
        }
        let signature = Signature::try_from(signature).map_err(|_| CryptoError::InvalidSignatureFormat)?;
        let verified = VerifyingKey::<Sha256>::new(key).verify(data, &signature);
        verified.map_err(|_| CryptoError::InvalidSignatureFormat)
    }
}
