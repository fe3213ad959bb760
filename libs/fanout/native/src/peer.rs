use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::bwe::{Bitrate, BweKind};
use str0m::change::{SdpAnswer, SdpOffer, SdpPendingOffer};
use str0m::channel::ChannelId;
use str0m::config::DtlsCert;
use str0m::crypto::CryptoProvider;
use str0m::format::{Codec, PayloadParams};
use str0m::media::{Direction, KeyframeRequestKind, MediaData, MediaKind, MediaTime, Mid, Pt};
use str0m::net::{Protocol, Receive, TcpType};
use str0m::rtp::Extension;
use str0m::{Candidate, Event, IceConnectionState, IceCreds, Input, Output, Rtc, RtcConfig};

use crate::Failure;
use crate::options::{OfferOptions, PeerOptions, number_of};
use crate::record::{Kind, Record};
use crate::stats::StatsRound;

/// Of one message, both ways: what the reactor's wire contract allows.
const MAX_MESSAGE: usize = 262_144;
/// Of all channels of a peer, until acknowledged: four of the greatest messages, and small ones.
const MAX_BUFFERED: usize = 4 * MAX_MESSAGE + 65_536;
/// libwebrtc asks for consent every 2.5 s, Firefox every 5.
const SILENCE: Duration = Duration::from_secs(7);
/// The pacer spaces packets of a burst by a microsecond each: a timer that is this near counts as due.
const NEAR: Duration = Duration::from_micros(250);
/// A frame of a camera whose packets are still missing then is given up: several retransmissions were asked for.
const GIVE_UP: Duration = Duration::from_millis(600);
/// Of UDP's payload, as libwebrtc has it: passes tunnels.
const MTU: usize = 1200;
/// Of a frame whose sender said none; levels are 0 (loudest) to 127, in -dBov (RFC 6464, 3).
const NO_LEVEL: u8 = 128;
/// Digital silence (RFC 6464, 3).
const SILENT_LEVEL: u8 = 127;
const STATS_INTERVAL: Duration = Duration::from_secs(1);

pub struct Peer {
    rtc: Rtc,
    id: u32,
    /// When the next timer of the connection is due.
    next: Instant,
    pending_offer: Option<SdpPendingOffer>,
    playout_delay: Option<(MediaTime, MediaTime)>,
    payload_types: HashMap<(Mid, Option<u8>), Pt>,
    /// As the last description left them; to be told.
    sections: Vec<(Mid, MediaKind, Direction)>,
    told: HashMap<Mid, Direction>,
    /// The last timestamp that went out, unwrapped.
    timestamps: HashMap<Mid, u64>,
    /// Numbered by their position.
    channels: Vec<ChannelId>,
    /// None before the first packet.
    heard: Option<Instant>,
    silent: bool,
    state: IceConnectionState,
    failure: Option<String>,
    /// One line a peer, or strangers fill the log.
    refused: bool,
    stats: StatsRound,
}

/// What became of a peer in `drain`.
pub enum Drained {
    /// Quiet until its next timer.
    Idle,
    /// The buffer is full: there is more.
    More,
    /// Its last record is written.
    Closed,
}

impl Peer {
    pub fn new(
        id: u32,
        options: PeerOptions,
        cert: &DtlsCert,
        provider: &Arc<CryptoProvider>,
        now: Instant,
    ) -> Result<Self, String> {
        let mut config = RtcConfig::new()
            .set_crypto_provider(provider.clone())
            .set_dtls_cert(cert.clone())
            .set_local_ice_credentials(IceCreds::new())
            .set_ice_lite(options.ice_lite)
            .enable_bwe(options.start)
            .set_stats_interval(Some(STATS_INTERVAL))
            .set_rtcp_report_interval_audio(Duration::from_secs(1))
            .set_reordering_timeout_video(Some(GIVE_UP))
            .set_sctp_max_buffered_amount(MAX_BUFFERED)
            .set_mtu(MTU..=MTU + 80);
        config.extension_map().set(5, Extension::PlayoutDelay);
        config = config.clear_codecs();
        let wanted = |codec| options.codecs.as_ref().is_none_or(|codecs| codecs.contains(&codec));
        config = config
            .enable_opus(wanted(Codec::Opus), false)
            .enable_vp8(wanted(Codec::Vp8))
            .enable_vp9(wanted(Codec::Vp9))
            .enable_av1(wanted(Codec::Av1))
            .enable_h264(wanted(Codec::H264));
        let mut rtc = config.build(now);
        for (protocol, address) in &options.candidates {
            let builder = Candidate::builder();
            let candidate = match (protocol, options.ice_lite) {
                (Protocol::Udp, _) => builder.udp().host(*address).build(),
                // Who answers checks waits for connections, and who sends them opens those.
                (_, true) => builder.tcp().host(*address).tcptype(TcpType::Passive).build(),
                (_, false) => builder.tcp().host(*address).tcptype(TcpType::Active).build(),
            };
            rtc.add_local_candidate(candidate.map_err(|error| error.to_string())?);
        }
        Ok(Self {
            rtc,
            id,
            next: now,
            pending_offer: None,
            playout_delay: options.playout_delay,
            payload_types: HashMap::new(),
            sections: vec![],
            told: HashMap::new(),
            timestamps: HashMap::new(),
            channels: vec![],
            heard: None,
            silent: false,
            state: IceConnectionState::New,
            failure: None,
            refused: false,
            stats: StatsRound::default(),
        })
    }

    pub fn next(&self) -> Instant {
        match self.heard {
            Some(heard) if !self.silent => self.next.min(heard + SILENCE),
            _ => self.next,
        }
    }

    pub fn accept_offer(&mut self, sdp: &str) -> Result<String, Failure> {
        let offer = SdpOffer::from_sdp_string(sdp).map_err(|error| Failure::BadSdp(error.to_string()))?;
        self.pending_offer = None;
        let answer = self.rtc.sdp_api().accept_offer(offer).map_err(|error| Failure::Negotiation(error.to_string()))?;
        let answer = answer.to_sdp_string();
        self.note_sections(&answer);
        Ok(answer)
    }

    pub fn create_offer(&mut self, options: &OfferOptions) -> Result<String, Failure> {
        let mut changes = self.rtc.sdp_api();
        let wanted = [
            (options.receive_video, MediaKind::Video, Direction::RecvOnly),
            (options.receive_audio, MediaKind::Audio, Direction::RecvOnly),
            (options.send_video, MediaKind::Video, Direction::SendOnly),
            (options.send_audio, MediaKind::Audio, Direction::SendOnly),
        ];
        for (count, kind, direction) in wanted {
            for _ in 0..count {
                changes.add_media(kind, direction, None, None, None);
            }
        }
        if let Some(label) = &options.channel {
            changes.add_channel(label.clone());
        }
        let (offer, pending) = changes.apply().ok_or_else(|| Failure::Negotiation("nothing is offered".into()))?;
        self.pending_offer = Some(pending);
        Ok(offer.to_sdp_string())
    }

    pub fn restart_ice(&mut self) -> Result<String, Failure> {
        let mut changes = self.rtc.sdp_api();
        changes.ice_restart(true);
        let (offer, pending) = changes.apply().ok_or_else(|| Failure::Negotiation("nothing is offered".into()))?;
        self.pending_offer = Some(pending);
        Ok(offer.to_sdp_string())
    }

    pub fn accept_answer(&mut self, sdp: &str) -> Result<(), Failure> {
        let answer = SdpAnswer::from_sdp_string(sdp).map_err(|error| Failure::BadSdp(error.to_string()))?;
        let pending =
            self.pending_offer.take().ok_or_else(|| Failure::Negotiation("no offer waits for an answer".into()))?;
        self.rtc.sdp_api().accept_answer(pending, answer).map_err(|error| Failure::Negotiation(error.to_string()))?;
        self.note_sections(sdp);
        Ok(())
    }

    /// str0m tells of sections when it is connected, and never of those that this side offered: that is late, and too little.
    fn note_sections(&mut self, sdp: &str) {
        self.payload_types.clear();
        for mid in sdp.lines().filter_map(|line| line.strip_prefix("a=mid:")) {
            let mid = Mid::from(mid.trim());
            if let Some(media) = self.rtc.media(mid) {
                let section = (mid, media.kind(), media.direction());
                self.sections.retain(|(of, ..)| *of != mid);
                self.sections.push(section);
            }
        }
    }

    pub fn add_remote_candidate(&mut self, text: &str) -> Result<(), Failure> {
        let candidate = Candidate::from_sdp_string(text).map_err(|error| Failure::BadSdp(error.to_string()))?;
        self.rtc.add_remote_candidate(candidate);
        Ok(())
    }

    pub fn ice_ufrag(&mut self) -> String {
        self.rtc.direct_api().local_ice_credentials().ufrag
    }

    pub fn receive(&mut self, protocol: Protocol, from: SocketAddr, to: SocketAddr, datagram: &[u8], now: Instant) {
        // What cannot be parsed is no packet of a peer.
        let Ok(packet) = Receive::new(protocol, from, to, datagram) else { return };
        // A packet that is refused changes nothing: anybody can send one.
        match self.rtc.handle_input(Input::Receive(now, packet)) {
            Ok(()) => self.heard = Some(now),
            Err(error) if !self.refused => {
                self.refused = true;
                eprintln!("peer {}: a packet was refused, further ones silently: {error}", self.id);
            }
            Err(_) => {}
        }
    }

    pub fn tick(&mut self, now: Instant) {
        if let Err(error) = self.rtc.handle_input(Input::Timeout(now)) {
            self.fail(error.to_string());
        }
    }

    /// Writes what the connection has to send and to tell, until it is quiet or `out` holds `limit` bytes.
    pub fn drain(&mut self, now: Instant, out: &mut Vec<u8>, limit: usize) -> Drained {
        let mut at = now;
        self.watch_silence(now, out);
        self.tell_sections(out);
        while self.failure.is_none() && self.rtc.is_alive() {
            if out.len() >= limit {
                return Drained::More;
            }
            match self.rtc.poll_output() {
                Ok(Output::Transmit(packet)) => drop(
                    Record::new(out, Kind::Transmit, self.id)
                        .address(packet.proto, packet.destination)
                        .address(packet.proto, packet.source)
                        .bytes(&packet.contents),
                ),
                Ok(Output::Event(event)) => self.tell(event, now, out),
                // Closed by this very poll: the loop ends.
                Ok(Output::Timeout(_)) if !self.rtc.is_alive() => {}
                Ok(Output::Timeout(due)) if due <= now + NEAR => {
                    at = at.max(due);
                    self.tick(at);
                }
                Ok(Output::Timeout(due)) => {
                    self.stats.flush(self.id, out);
                    self.next = due;
                    return Drained::Idle;
                }
                Err(error) => self.fail(error.to_string()),
            }
        }
        let (failed, message) = match self.failure.take() {
            Some(message) => (1, message),
            None => (0, String::new()),
        };
        Record::new(out, Kind::Closed, self.id).u8(failed).bytes(message.as_bytes());
        Drained::Closed
    }

    fn fail(&mut self, message: String) {
        self.failure.get_or_insert(message);
    }

    /// ICE-lite gives a path up only 15 s after the last check.
    fn watch_silence(&mut self, now: Instant, out: &mut Vec<u8>) {
        let Some(heard) = self.heard else { return };
        let silent = now >= heard + SILENCE;
        if silent == self.silent {
            return;
        }
        self.silent = silent;
        // Disconnected by ICE itself: it tells when it is connected again.
        if self.state.is_connected() {
            let state = if silent { IceConnectionState::Disconnected } else { self.state };
            Record::new(out, Kind::Ice, self.id).u8(state_number(state));
        }
    }

    fn tell(&mut self, event: Event, now: Instant, out: &mut Vec<u8>) {
        match event {
            Event::Connected => {
                Record::new(out, Kind::Connected, self.id);
            }
            Event::IceConnectionStateChange(state) => {
                self.state = state;
                // Without a pair that is possible yet, before the first packet, ICE calls itself disconnected.
                let told = self.silent || self.heard.is_none();
                if !(told && state.is_disconnected()) {
                    Record::new(out, Kind::Ice, self.id).u8(state_number(state));
                }
            }
            Event::MediaData(frame) => self.tell_frame(&frame, now, out),
            Event::KeyframeRequest(request) => {
                Record::new(out, Kind::KeyframeRequest, self.id).bytes(request.mid.as_bytes());
            }
            Event::EgressBitrateEstimate(BweKind::Twcc { estimate, .. }) => {
                Record::new(out, Kind::Estimate, self.id).f64(estimate.as_f64());
            }
            Event::EgressBitrateEstimate(BweKind::Remb { estimate, mid }) => {
                Record::new(out, Kind::Estimate, self.id).f64(estimate.as_f64()).bytes(mid.as_bytes());
            }
            Event::ChannelOpen(id, label) => {
                let number = self.channel_number(id);
                if let Some(mut channel) = self.rtc.channel(id) {
                    channel.set_buffered_amount_low_threshold(MAX_MESSAGE);
                }
                Record::new(out, Kind::ChannelOpen, self.id).u32(number).bytes(label.as_bytes());
            }
            Event::ChannelData(message) => {
                let number = self.channel_number(message.id);
                Record::new(out, Kind::ChannelMessage, self.id).u32(number).u8(message.binary.into()).bytes(&message.data);
            }
            Event::ChannelBufferedAmountLow(id) => {
                let number = self.channel_number(id);
                Record::new(out, Kind::ChannelWritable, self.id).u32(number);
            }
            Event::ChannelClose(id) => {
                let number = self.channel_number(id);
                Record::new(out, Kind::ChannelClosed, self.id).u32(number);
            }
            Event::PeerStats(stats) => self.stats.peer(&stats),
            Event::MediaEgressStats(stats) => self.stats.sent(&stats),
            Event::MediaIngressStats(stats) => self.stats.received(&stats),
            _ => {}
        }
    }

    /// Each section that is new or whose direction changed.
    fn tell_sections(&mut self, out: &mut Vec<u8>) {
        for (mid, kind, direction) in self.sections.drain(..) {
            if self.told.insert(mid, direction) == Some(direction) {
                continue;
            }
            let direction = u8::from(direction.is_sending()) | u8::from(direction.is_receiving()) << 1;
            Record::new(out, Kind::Media, self.id).u8(kind.is_audio().into()).u8(direction).bytes(mid.as_bytes());
        }
    }

    fn tell_frame(&self, frame: &MediaData, now: Instant, out: &mut Vec<u8>) {
        let Some(codec) = number_of(frame.params.spec().codec) else { return };
        let report = frame.last_sender_info.as_ref();
        let ntp = report.and_then(|report| report.ntp_time.duration_since(std::time::UNIX_EPOCH).ok());
        let age = now.saturating_duration_since(frame.network_time);
        let level = frame.ext_vals.audio_level;
        Record::new(out, Kind::Frame, self.id)
            .short(&frame.mid)
            .u8(codec)
            .u8(*frame.pt)
            .u8(u8::from(frame.is_keyframe()) | u8::from(frame.contiguous) << 1)
            .u8(level.map_or(NO_LEVEL, |level| level.unsigned_abs()))
            .u32(frame.time.numer() as u32)
            .f64(age.as_secs_f64() * 1e3)
            .maybe(ntp.map(|ntp| ntp.as_secs_f64() * 1e3))
            .u32(report.map_or(0, |report| report.rtp_time.numer() as u32))
            .bytes(&frame.data);
    }

    fn channel_number(&mut self, id: ChannelId) -> u32 {
        let position = self.channels.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.channels.push(id);
            self.channels.len() - 1
        });
        position as u32
    }

    /// Whether the frame was taken. `age` is how long ago it was captured.
    pub fn send_frame(
        &mut self,
        mid: &str,
        codec: Codec,
        timestamp: u32,
        captured: Instant,
        level: u8,
        frame: &Arc<[u8]>,
    ) -> bool {
        let mid = Mid::from(mid);
        let sends = self.rtc.media(mid).is_some_and(|media| media.direction().is_sending());
        if !sends || !self.rtc.is_connected() {
            return false;
        }
        let Some(pt) = self.payload_type(mid, codec) else { return false };
        let unwrapped = match self.timestamps.get(&mid) {
            Some(last) => last.saturating_add_signed(i64::from(timestamp.wrapping_sub(*last as u32) as i32)),
            // One turn ahead, so that an earlier one is not below zero.
            None => u64::from(timestamp) + (1 << 32),
        };
        self.timestamps.insert(mid, unwrapped);
        let Some(mut writer) = self.rtc.writer(mid) else { return false };
        let time = match codec {
            Codec::Opus => MediaTime::new(unwrapped, str0m::media::Frequency::FORTY_EIGHT_KHZ),
            _ => MediaTime::from_90khz(unwrapped),
        };
        if let (Some((min, max)), true) = (self.playout_delay, codec.is_video()) {
            writer = writer.playout_delay(min, max);
        }
        if level < NO_LEVEL {
            writer = writer.audio_level(-(level as i8), level < SILENT_LEVEL);
        }
        writer.write(pt, captured, time, frame.clone()).is_ok()
    }

    fn payload_type(&mut self, mid: Mid, codec: Codec) -> Option<Pt> {
        let key = (mid, number_of(codec));
        if let Some(pt) = self.payload_types.get(&key) {
            return Some(*pt);
        }
        let writer = self.rtc.writer(mid)?;
        let pt = writer
            .payload_params()
            .filter(|params| params.spec().codec == codec)
            .min_by_key(|params| distance(params))?
            .pt();
        self.payload_types.insert(key, pt);
        Some(pt)
    }

    /// What a section may carry, the client's order lost.
    pub fn codecs(&mut self, mid: &str) -> Vec<u8> {
        let mid = Mid::from(mid);
        if self.rtc.media(mid).is_none() {
            return vec![];
        }
        let Some(writer) = self.rtc.writer(mid) else { return vec![] };
        let mut numbers: Vec<u8> = writer.payload_params().filter_map(|params| number_of(params.spec().codec)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    pub fn request_keyframe(&mut self, mid: &str) -> bool {
        let mid = Mid::from(mid);
        self.rtc.writer(mid).is_some_and(|mut writer| writer.request_keyframe(None, KeyframeRequestKind::Pli).is_ok())
    }

    pub fn request_bitrate(&mut self, mid: &str, bitrate: Bitrate) -> bool {
        let mut api = self.rtc.direct_api();
        match api.stream_rx_by_mid(Mid::from(mid), None) {
            Some(stream) => {
                stream.request_remb(bitrate);
                true
            }
            None => false,
        }
    }

    pub fn set_desired(&mut self, bitrate: Bitrate) {
        self.rtc.bwe().set_desired_bitrate(bitrate);
    }

    /// Bytes, packets, and when the oldest was queued; sampled when the pacer last looked.
    pub fn backlog(&mut self, mid: &str) -> Option<(usize, usize, Option<Instant>)> {
        let mut api = self.rtc.direct_api();
        let info = api.stream_tx_by_mid(Mid::from(mid), None)?.queue_info()?;
        Some((info.byte_size(), info.packet_count(), info.first_unsent()))
    }

    /// Whether there was room.
    pub fn send_message(&mut self, channel: u32, binary: bool, message: &[u8]) -> Result<bool, Failure> {
        if message.len() > MAX_MESSAGE {
            return Err(Failure::MessageTooLarge(format!("{} bytes are more than {MAX_MESSAGE}", message.len())));
        }
        let closed = || Failure::ChannelClosed(format!("channel {channel} is not open"));
        let id = *self.channels.get(channel as usize).ok_or_else(closed)?;
        let mut open = self.rtc.channel(id).ok_or_else(closed)?;
        open.write(binary, message).map_err(|error| Failure::MessageTooLarge(error.to_string()))
    }

    pub fn buffered(&mut self, channel: u32) -> usize {
        let Some(id) = self.channels.get(channel as usize).copied() else { return 0 };
        self.rtc.channel(id).map_or(0, |mut channel| channel.buffered_amount())
    }

    /// RTCP BYE, an abort of SCTP, DTLS close_notify: `drain` sends them.
    pub fn close(&mut self) {
        if self.rtc.close().is_err() {
            self.rtc.disconnect();
        }
    }
}

/// From what every client decodes: packetization mode 1, then the baseline profile, then the first in the client's list.
fn distance(params: &PayloadParams) -> u32 {
    let format = params.spec().format;
    match params.spec().codec {
        Codec::H264 => {
            let profile = format.profile_level_id.unwrap_or(0x42_0000) >> 16;
            u32::from(format.packetization_mode != Some(1)) * 2 + u32::from(profile != 0x42)
        }
        _ => format.profile_id.unwrap_or(0),
    }
}

fn state_number(state: IceConnectionState) -> u8 {
    match state {
        IceConnectionState::New => 0,
        IceConnectionState::Checking => 1,
        IceConnectionState::Connected => 2,
        IceConnectionState::Completed => 3,
        IceConnectionState::Disconnected => 4,
    }
}
