//! The functions of the WebAssembly module. Arguments of variable length are written into the buffer that `input` hands out and
//! named by their length; results of variable length lie in `output`. No function takes a pointer.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use str0m::bwe::Bitrate;
use str0m::net::Protocol;

use crate::Failure;
use crate::engine::Engine;
use crate::options::{OfferOptions, PeerOptions, codec_from};
use crate::peer::Peer;

/// Family, protocol, port, IP: see `Record::address`.
const ADDRESS: usize = 20;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::new());
}

fn with<T>(work: impl FnOnce(&mut Engine) -> T) -> T {
    ENGINE.with(|engine| work(&mut engine.borrow_mut()))
}

/// Runs `work` on the first `length` bytes of the input. Its result becomes the output, a failure the output and a code below 0.
fn answer(length: usize, work: impl FnOnce(&mut Engine, &str) -> Result<String, Failure>) -> i32 {
    with(|engine| {
        let input = std::mem::take(&mut engine.input);
        let result = std::str::from_utf8(&input[..length.min(input.len())])
            .map_err(|error| Failure::BadSdp(error.to_string()))
            .and_then(|text| work(engine, text));
        engine.input = input;
        let (code, text) = match result {
            Ok(text) => (0, text),
            Err(failure) => (failure.code(), failure.message()),
        };
        engine.output.clear();
        engine.output.extend_from_slice(text.as_bytes());
        code
    })
}

/// Runs `work` with a section's name, the first `length` bytes of the input.
fn section<T>(peer: u32, length: usize, none: T, work: impl FnOnce(&mut Peer, &str) -> T) -> T {
    with(|engine| {
        let input = std::mem::take(&mut engine.input);
        let mid = std::str::from_utf8(&input[..length.min(input.len())]).unwrap_or_default();
        let result = match engine.peer(peer) {
            Ok(peer) => work(peer, mid),
            Err(_) => none,
        };
        engine.input = input;
        result
    })
}

/// At least `length` bytes to write arguments to; valid until the next call.
#[unsafe(no_mangle)]
pub extern "C" fn input(length: usize) -> *mut u8 {
    with(|engine| {
        if engine.input.len() < length {
            engine.input.resize(length, 0);
        }
        engine.input.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    with(|engine| engine.output.as_ptr())
}

#[unsafe(no_mangle)]
pub extern "C" fn output_length() -> usize {
    with(|engine| engine.output.len())
}

/// Input: options. The new peer's number, or a failure.
#[unsafe(no_mangle)]
pub extern "C" fn create_peer(length: usize) -> i32 {
    let mut id = 0;
    let code = answer(length, |engine, text| {
        reseed();
        let options = PeerOptions::parse(text).map_err(Failure::BadOption)?;
        id = engine.create(options)?;
        Ok(String::new())
    });
    if code < 0 { code } else { id as i32 }
}

/// Input: the offer. Output: the answer.
#[unsafe(no_mangle)]
pub extern "C" fn accept_offer(peer: u32, length: usize) -> i32 {
    answer(length, |engine, sdp| {
        reseed();
        engine.peer(peer)?.accept_offer(sdp)
    })
}

/// Input: options. Output: the offer.
#[unsafe(no_mangle)]
pub extern "C" fn create_offer(peer: u32, length: usize) -> i32 {
    answer(length, |engine, text| {
        reseed();
        let options = OfferOptions::parse(text).map_err(Failure::BadOption)?;
        engine.peer(peer)?.create_offer(&options)
    })
}

/// Output: the offer.
#[unsafe(no_mangle)]
pub extern "C" fn restart_ice(peer: u32) -> i32 {
    answer(0, |engine, _| {
        reseed();
        engine.peer(peer)?.restart_ice()
    })
}

/// Input: the answer.
#[unsafe(no_mangle)]
pub extern "C" fn accept_answer(peer: u32, length: usize) -> i32 {
    answer(length, |engine, sdp| engine.peer(peer)?.accept_answer(sdp).map(|()| String::new()))
}

/// Input: `candidate:...`.
#[unsafe(no_mangle)]
pub extern "C" fn add_remote_candidate(peer: u32, length: usize) -> i32 {
    answer(length, |engine, text| engine.peer(peer)?.add_remote_candidate(text).map(|()| String::new()))
}

/// Output: the fragment.
#[unsafe(no_mangle)]
pub extern "C" fn ice_ufrag(peer: u32) -> i32 {
    answer(0, |engine, _| Ok(engine.peek(peer)?.ice_ufrag()))
}

/// Input: the sender's address, the receiving candidate's address, the datagram.
#[unsafe(no_mangle)]
pub extern "C" fn receive(peer: u32, length: usize) {
    with(|engine| {
        let input = std::mem::take(&mut engine.input);
        if let Some((protocol, from, to, datagram)) = parts_of(&input[..length.min(input.len())])
            && let Ok(peer) = engine.peer(peer)
        {
            peer.receive(protocol, from, to, datagram, Instant::now());
        }
        engine.input = input;
    });
}

#[unsafe(no_mangle)]
pub extern "C" fn tick() {
    with(Engine::tick);
}

#[unsafe(no_mangle)]
pub extern "C" fn next_timeout() -> f64 {
    with(|engine| engine.next_timeout())
}

/// Output: records. Their length; 0 when nothing is left.
#[unsafe(no_mangle)]
pub extern "C" fn poll() -> usize {
    with(|engine| {
        engine.poll();
        engine.output.len()
    })
}

/// Input: one encoded frame, kept for `send_frame`.
#[unsafe(no_mangle)]
pub extern "C" fn set_frame(length: usize) {
    with(|engine| engine.frame = engine.input[..length.min(engine.input.len())].into());
}

/// Input: the section's name. 1 if the frame was taken. `level` above 127 is none.
#[unsafe(no_mangle)]
pub extern "C" fn send_frame(peer: u32, length: usize, codec: u32, timestamp: u32, age_ms: f64, level: u32) -> i32 {
    let Some(codec) = codec_from(codec) else { return 0 };
    let now = Instant::now();
    // More than an hour is a mistake of the caller, which a sender report shall not repeat.
    let age = Duration::from_secs_f64(if age_ms.is_finite() { age_ms.clamp(0.0, 3.6e6) / 1e3 } else { 0.0 });
    let captured = now.checked_sub(age).unwrap_or(now);
    let frame = with(|engine| engine.frame.clone());
    section(peer, length, false, |peer, mid| peer.send_frame(mid, codec, timestamp, captured, level.min(255) as u8, &frame))
        .into()
}

/// Input: the section's name. Output: numbers of codecs.
#[unsafe(no_mangle)]
pub extern "C" fn codecs(peer: u32, length: usize) {
    let numbers = section(peer, length, vec![], |peer, mid| peer.codecs(mid));
    with(|engine| engine.output = numbers);
}

#[unsafe(no_mangle)]
pub extern "C" fn request_keyframe(peer: u32, length: usize) -> i32 {
    section(peer, length, false, |peer, mid| peer.request_keyframe(mid)).into()
}

#[unsafe(no_mangle)]
pub extern "C" fn request_bitrate(peer: u32, length: usize, bps: f64) -> i32 {
    section(peer, length, false, |peer, mid| peer.request_bitrate(mid, Bitrate::from(bps.max(0.0)))).into()
}

#[unsafe(no_mangle)]
pub extern "C" fn set_desired_bitrate(peer: u32, bps: f64) {
    with(|engine| {
        if let Ok(peer) = engine.peer(peer) {
            peer.set_desired(Bitrate::from(bps.max(0.0)));
        }
    });
}

/// Input: the section's name. Output: bytes, packets, age of the oldest in ms, as f64.
#[unsafe(no_mangle)]
pub extern "C" fn backlog(peer: u32, length: usize) {
    let (bytes, packets, oldest) = section(peer, length, None, |peer, mid| peer.backlog(mid)).unwrap_or_default();
    let age = oldest.map_or(0.0, |oldest| Instant::now().saturating_duration_since(oldest).as_secs_f64() * 1e3);
    with(|engine| {
        engine.output = [bytes as f64, packets as f64, age].into_iter().flat_map(f64::to_le_bytes).collect();
    });
}

/// Input: the message. 1 if it was taken, 0 if there is no room now, or a failure.
#[unsafe(no_mangle)]
pub extern "C" fn send_message(peer: u32, channel: u32, binary: u32, length: usize) -> i32 {
    with(|engine| {
        let input = std::mem::take(&mut engine.input);
        let result =
            engine.peer(peer).and_then(|peer| peer.send_message(channel, binary != 0, &input[..length.min(input.len())]));
        engine.input = input;
        match result {
            Ok(taken) => taken.into(),
            Err(failure) => {
                let code = failure.code();
                engine.output = failure.message().into_bytes();
                code
            }
        }
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn buffered_amount(peer: u32, channel: u32) -> usize {
    with(|engine| engine.peek(peer).map_or(0, |peer| peer.buffered(channel)))
}

#[unsafe(no_mangle)]
pub extern "C" fn close_peer(peer: u32) {
    with(|engine| engine.close(peer));
}

/// Both ends are of one protocol, which the receiving one says.
fn parts_of(input: &[u8]) -> Option<(Protocol, SocketAddr, SocketAddr, &[u8])> {
    let (from, rest) = input.split_at_checked(ADDRESS)?;
    let (to, datagram) = rest.split_at_checked(ADDRESS)?;
    let protocol = if to[1] == 1 { Protocol::Tcp } else { Protocol::Udp };
    Some((protocol, address_of(from)?, address_of(to)?, datagram))
}

fn address_of(bytes: &[u8]) -> Option<SocketAddr> {
    let port = u16::from_le_bytes(bytes[2..4].try_into().ok()?);
    let ip: [u8; 16] = bytes[4..ADDRESS].try_into().ok()?;
    let ip = match bytes[0] {
        4 => IpAddr::from([ip[0], ip[1], ip[2], ip[3]]),
        6 => IpAddr::from(ip),
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

/// ICE passwords come from a generator that is fast and can be predicted from its output: it starts anew for each of them.
fn reseed() {
    let mut seed = [0; 8];
    getrandom::getrandom(&mut seed).expect("the host has random numbers");
    fastrand::seed(u64::from_le_bytes(seed));
}
