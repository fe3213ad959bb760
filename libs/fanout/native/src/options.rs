//! Options of a peer and of an offer, as lines of `name=value`.

use std::net::SocketAddr;

use str0m::bwe::Bitrate;
use str0m::format::Codec;
use str0m::media::MediaTime;
use str0m::net::Protocol;

pub struct PeerOptions {
    pub ice_lite: bool,
    pub candidates: Vec<(Protocol, SocketAddr)>,
    pub start: Option<Bitrate>,
    pub playout_delay: Option<(MediaTime, MediaTime)>,
    /// None: all.
    pub codecs: Option<Vec<Codec>>,
}

impl PeerOptions {
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut options = Self { ice_lite: true, candidates: vec![], start: None, playout_delay: None, codecs: None };
        for (name, value) in pairs(text) {
            match name {
                "iceLite" => options.ice_lite = value == "true",
                "candidate" => options.candidates.push(candidate(name, value)?),
                "startKbps" => options.start = Some(Bitrate::kbps(parsed(name, value)?)),
                "playoutDelayMs" => {
                    let (min, max) = value.split_once(',').ok_or("playoutDelayMs has two numbers")?;
                    let delay = |ms| parsed(name, ms).map(MediaTime::from_millis);
                    options.playout_delay = Some((delay(min)?, delay(max)?));
                }
                "codec" => {
                    let codec = codec_of(value).ok_or_else(|| format!("no codec is called {value}"))?;
                    options.codecs.get_or_insert_default().push(codec);
                }
                _ => return Err(format!("no option is called {name}")),
            }
        }
        Ok(options)
    }
}

#[derive(Default)]
pub struct OfferOptions {
    pub receive_video: usize,
    pub receive_audio: usize,
    pub send_video: usize,
    pub send_audio: usize,
    pub channel: Option<String>,
}

impl OfferOptions {
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut options = Self::default();
        for (name, value) in pairs(text) {
            match name {
                "receiveVideo" => options.receive_video = sections(name, value)?,
                "receiveAudio" => options.receive_audio = sections(name, value)?,
                "sendVideo" => options.send_video = sections(name, value)?,
                "sendAudio" => options.send_audio = sections(name, value)?,
                "channel" => options.channel = Some(value.to_string()),
                _ => return Err(format!("no option is called {name}")),
            }
        }
        Ok(options)
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().map(|line| line.split_once('=').unwrap_or((line, "")))
}

fn parsed<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} cannot be {value}"))
}

/// `udp 192.0.2.1:1`.
fn candidate(name: &str, value: &str) -> Result<(Protocol, SocketAddr), String> {
    let bad = || format!("{name} cannot be {value}");
    let (protocol, address) = value.split_once(' ').ok_or_else(bad)?;
    let protocol = match protocol {
        "udp" => Protocol::Udp,
        "tcp" => Protocol::Tcp,
        _ => return Err(bad()),
    };
    Ok((protocol, parsed(name, address)?))
}

fn sections(name: &str, value: &str) -> Result<usize, String> {
    let count = parsed(name, value)?;
    if count > 64 {
        return Err(format!("{name} is at most 64"));
    }
    Ok(count)
}

fn codec_of(name: &str) -> Option<Codec> {
    NUMBERED.iter().find(|(spelled, _)| *spelled == name).map(|(_, codec)| *codec)
}

/// By their numbers in records and calls; `records.ts` has the same order.
const NUMBERED: [(&str, Codec); 5] =
    [("VP8", Codec::Vp8), ("VP9", Codec::Vp9), ("AV1", Codec::Av1), ("H264", Codec::H264), ("opus", Codec::Opus)];

pub fn codec_from(number: u32) -> Option<Codec> {
    NUMBERED.get(number as usize).map(|(_, codec)| *codec)
}

pub fn number_of(codec: Codec) -> Option<u8> {
    NUMBERED.iter().position(|(_, numbered)| *numbered == codec).map(|number| number as u8)
}
