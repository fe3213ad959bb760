//! Statistics arrive one stream at a time: they are gathered, and told together.

use std::fmt::Write;

use str0m::stats::{MediaEgressStats, MediaIngressStats, PeerStats};

use crate::record::{Kind, Record};

#[derive(Default)]
pub struct StatsRound {
    /// Fields of a JSON object.
    peer: Option<String>,
    /// JSON objects.
    streams: Vec<String>,
}

impl StatsRound {
    pub fn peer(&mut self, stats: &PeerStats) {
        let mut json = format!(r#""bytesSent":{},"bytesReceived":{}"#, stats.peer_bytes_tx, stats.peer_bytes_rx);
        field(&mut json, "rttMs", stats.rtt.map(|rtt| rtt.as_secs_f64() * 1e3));
        field(&mut json, "estimateBps", stats.bwe_tx.map(|rate| rate.as_f64()));
        field(&mut json, "lossSent", stats.egress_loss_fraction.map(f64::from));
        field(&mut json, "lossReceived", stats.ingress_loss_fraction.map(f64::from));
        self.peer = Some(json);
    }

    pub fn sent(&mut self, stats: &MediaEgressStats) {
        let counts = [stats.bytes, stats.packets, stats.nacks, stats.plis, stats.firs];
        let mut json = stream(&stats.mid, "send", counts);
        field(&mut json, "rttMs", stats.rtt.map(|rtt| rtt.as_secs_f64() * 1e3));
        field(&mut json, "loss", stats.loss.map(f64::from));
        if let Some(remote) = &stats.remote {
            field(&mut json, "packetsLost", Some(remote.packets_lost as f64));
            field(&mut json, "jitter", Some(f64::from(remote.jitter)));
        }
        self.streams.push(json + "}");
    }

    pub fn received(&mut self, stats: &MediaIngressStats) {
        let counts = [stats.bytes, stats.packets, stats.nacks, stats.plis, stats.firs];
        let mut json = stream(&stats.mid, "receive", counts);
        field(&mut json, "rttMs", stats.rtt.map(|rtt| rtt.as_secs_f64() * 1e3));
        field(&mut json, "loss", stats.loss.map(f64::from));
        field(&mut json, "jitter", Some(f64::from(stats.jitter)));
        self.streams.push(json + "}");
    }

    pub fn flush(&mut self, peer: u32, out: &mut Vec<u8>) {
        if let Some(fields) = self.peer.take() {
            let streams = std::mem::take(&mut self.streams).join(",");
            Record::new(out, Kind::Stats, peer).bytes(format!(r#"{{{fields},"streams":[{streams}]}}"#).as_bytes());
        }
    }
}

/// `mid` is alphanumeric.
fn stream(mid: &str, direction: &str, [bytes, packets, nacks, plis, firs]: [u64; 5]) -> String {
    format!(
        r#"{{"mid":"{mid}","direction":"{direction}","bytes":{bytes},"packets":{packets},"nacks":{nacks},"plis":{plis},"firs":{firs}"#
    )
}

fn field(json: &mut String, name: &str, value: Option<f64>) {
    if let Some(value) = value.filter(|value| value.is_finite()) {
        let _ = write!(json, r#","{name}":{value}"#);
    }
}
