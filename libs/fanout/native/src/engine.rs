use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use str0m::config::DtlsCert;
use str0m::crypto::CryptoProvider;

use crate::options::PeerOptions;
use crate::peer::{Drained, Peer};
use crate::{Failure, crypto};

/// Of records, after which `poll` returns: what one call copies out at most, but for one frame.
const BATCH: usize = 256 * 1024;
/// A peer that is closed has until then to get its last packets out.
const CLOSING_ROUNDS: usize = 64;

pub struct Engine {
    peers: BTreeMap<u32, Peer>,
    /// Those with something to send or to tell.
    busy: BTreeSet<u32>,
    last_id: u32,
    certificate: DtlsCert,
    provider: Arc<CryptoProvider>,
    /// Last packets of peers that were closed.
    farewells: Vec<u8>,
    pub input: Vec<u8>,
    pub output: Vec<u8>,
    pub frame: Arc<[u8]>,
}

impl Engine {
    pub fn new() -> Self {
        Self {
            peers: BTreeMap::new(),
            busy: BTreeSet::new(),
            last_id: 0,
            certificate: crypto::self_signed(),
            provider: Arc::new(crypto::provider()),
            farewells: vec![],
            input: vec![],
            output: vec![],
            frame: Arc::from([]),
        }
    }

    pub fn create(&mut self, options: PeerOptions) -> Result<u32, Failure> {
        let id = self.last_id + 1;
        let peer = Peer::new(id, options, &self.certificate, &self.provider, Instant::now()).map_err(Failure::BadOption)?;
        self.last_id = id;
        self.peers.insert(id, peer);
        self.busy.insert(id);
        Ok(id)
    }

    /// The peer, to be changed: `poll` looks at it next time.
    pub fn peer(&mut self, id: u32) -> Result<&mut Peer, Failure> {
        let peer = self.peers.get_mut(&id).ok_or(Failure::UnknownPeer)?;
        self.busy.insert(id);
        Ok(peer)
    }

    pub fn peek(&mut self, id: u32) -> Result<&mut Peer, Failure> {
        self.peers.get_mut(&id).ok_or(Failure::UnknownPeer)
    }

    pub fn close(&mut self, id: u32) {
        let Some(mut peer) = self.peers.remove(&id) else { return };
        self.busy.remove(&id);
        peer.close();
        let mut told = vec![];
        for _ in 0..CLOSING_ROUNDS {
            if !matches!(peer.drain(Instant::now(), &mut told, BATCH), Drained::More) {
                break;
            }
        }
        transmits_of(&told, &mut self.farewells);
    }

    pub fn tick(&mut self) {
        let now = Instant::now();
        for (id, peer) in &mut self.peers {
            if peer.next() <= now {
                peer.tick(now);
                self.busy.insert(*id);
            }
        }
    }

    /// Milliseconds until `tick` has something to do; infinite without peers.
    pub fn next_timeout(&self) -> f64 {
        let now = Instant::now();
        self.peers
            .values()
            .map(|peer| peer.next())
            .min()
            .map_or(f64::INFINITY, |next| next.saturating_duration_since(now).as_secs_f64() * 1e3)
    }

    /// Fills `output` with records; nothing more is there when it stays empty.
    pub fn poll(&mut self) {
        self.output.clear();
        self.output.append(&mut self.farewells);
        let now = Instant::now();
        while let Some(id) = self.busy.first().copied() {
            let Some(peer) = self.peers.get_mut(&id) else {
                self.busy.remove(&id);
                continue;
            };
            match peer.drain(now, &mut self.output, BATCH) {
                Drained::More => return,
                Drained::Idle => self.busy.remove(&id),
                Drained::Closed => {
                    self.peers.remove(&id);
                    self.busy.remove(&id)
                }
            };
        }
    }
}

/// Copies the packets among `records`: a peer that was closed has nothing else to say.
fn transmits_of(records: &[u8], out: &mut Vec<u8>) {
    let mut rest = records;
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        let (record, after) = rest.split_at(4 + u32::from_le_bytes(*length) as usize);
        if record[4] == crate::record::Kind::Transmit as u8 {
            out.extend_from_slice(record);
        }
        rest = after;
    }
}
