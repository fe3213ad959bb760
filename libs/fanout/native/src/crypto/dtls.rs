use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use dimpl::crypto::rust_crypto;
use dimpl::{Config, NamedGroup};
use str0m_proto::crypto::dtls::{DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, ProtocolVersion};
use str0m_proto::crypto::{CryptoError, DtlsVersion};

use super::signature::Signatures;

thread_local! {
    static CONFIG: RefCell<Option<(Option<usize>, Arc<Config>)>> = const { RefCell::new(None) };
}

/// Each one that is built tries every algorithm on a test vector, which takes as long as ten handshakes: all peers share one.
fn config(mtu: Option<usize>) -> Result<Arc<Config>, CryptoError> {
    CONFIG.with_borrow_mut(|known| {
        if let Some((of, config)) = known
            && *of == mtu
        {
            return Ok(config.clone());
        }
        // ICE has proven that the sender receives at its address, which is what a cookie is for.
        let provider =
            dimpl::crypto::CryptoProvider { signature_verification: &Signatures, ..rust_crypto::default_provider() };
        let mut config = Config::builder()
            .with_crypto_provider(provider)
            .use_server_cookie(false)
            .kx_groups(&[NamedGroup::X25519, NamedGroup::Secp256r1]);
        if let Some(mtu) = mtu {
            config = config.mtu(mtu);
        }
        let built = config.build().map_err(|error| CryptoError::Other(format!("DTLS configuration: {error}")))?;
        let (_, config) = known.insert((mtu, Arc::new(built)));
        Ok(config.clone())
    })
}

#[derive(Debug)]
pub struct Dtls;

impl DtlsProvider for Dtls {
    /// The caller brings one: see `certificate`.
    fn generate_certificate(&self) -> Option<DtlsCert> {
        None
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let config = config(mtu)?;
        let cert = cert.clone();
        let inner = match version {
            DtlsVersion::Dtls13 => dimpl::Dtls::new_13(config, cert, now),
            DtlsVersion::Auto => dimpl::Dtls::new_auto(config, cert, now),
            _ => dimpl::Dtls::new_12(config, cert, now),
        };
        Ok(Box::new(Connection(inner)))
    }
}

struct Connection(dimpl::Dtls);

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connection")
    }
}

impl DtlsInstance for Connection {
    fn set_active(&mut self, active: bool) {
        self.0.set_active(active);
    }

    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.0.handle_packet(packet)
    }

    fn poll_output<'a>(&mut self, buf: &'a mut [u8]) -> DtlsOutput<'a> {
        self.0.poll_output(buf)
    }

    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.0.handle_timeout(now)
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<(), DtlsImplError> {
        self.0.send_application_data(data)
    }

    fn is_active(&self) -> bool {
        self.0.is_active()
    }

    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.protocol_version()
    }

    fn is_closing(&self) -> bool {
        self.0.is_closing()
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed()
    }

    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.0.close()
    }
}
