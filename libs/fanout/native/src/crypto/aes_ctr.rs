//! AES-128 in counter mode, bitsliced over eight blocks in 128-bit vectors: no table is read at a secret index, so timing tells
//! nothing, and it takes a quarter of the time of the portable code of the `aes` crate, which WebAssembly gets otherwise.
//!
//! Register `i` holds bit `i` of all bytes: its byte `p` holds the bits of state byte `p`, one of each block.

use std::arch::wasm32::*;

const ROUNDS: usize = 10;
const LANES: usize = 8;
const BLOCK: usize = 16;
/// The S-box circuit leaves its constant out; it is in the round keys, as rows and columns do not move it.
const SBOX_CONSTANT: u8 = 0x63;

type State = [v128; 8];

pub struct Aes128Ctr {
    keys: [State; ROUNDS + 1],
}

impl Aes128Ctr {
    pub fn new(key: &[u8; 16]) -> Self {
        let round_keys = expand(key);
        let keys = std::array::from_fn(|round| {
            let constant = if round == 0 { 0 } else { SBOX_CONSTANT };
            std::array::from_fn(|bit| {
                let spread = round_keys[round].map(|byte| 0u8.wrapping_sub((byte ^ constant) >> bit & 1));
                load(&spread)
            })
        });
        Self { keys }
    }

    /// `output` is as long as `input`; the last two bytes of `iv` count blocks, as in SRTP (RFC 3711, 4.1.1).
    pub fn apply(&self, iv: &[u8; BLOCK], input: &[u8], output: &mut [u8]) {
        let mut counter = u16::from_be_bytes([iv[14], iv[15]]);
        let batches = input.chunks(LANES * BLOCK).zip(output.chunks_mut(LANES * BLOCK));
        for (plain, sealed) in batches {
            let stream = self.encrypt(std::array::from_fn(|lane| {
                let mut block = *iv;
                block[14..].copy_from_slice(&counter.wrapping_add(lane as u16).to_be_bytes());
                load(&block)
            }));
            counter = counter.wrapping_add(LANES as u16);
            for ((plain, sealed), key) in plain.chunks(BLOCK).zip(sealed.chunks_mut(BLOCK)).zip(stream) {
                match (plain.try_into(), <&mut [u8; BLOCK]>::try_from(&mut *sealed)) {
                    (Ok(plain), Ok(sealed)) => store(sealed, v128_xor(load(plain), key)),
                    _ => {
                        let mut bytes = [0; BLOCK];
                        store(&mut bytes, key);
                        for ((sealed, plain), key) in sealed.iter_mut().zip(plain).zip(bytes) {
                            *sealed = plain ^ key;
                        }
                    }
                }
            }
        }
    }

    #[inline(always)]
    fn encrypt(&self, mut blocks: State) -> State {
        transpose(&mut blocks);
        let mut state = add(&blocks, &self.keys[0]);
        for key in &self.keys[1..ROUNDS] {
            state = add(&mix(&substitute(&state)), key);
        }
        let mut last = add(&substitute(&state).map(shift_rows), &self.keys[ROUNDS]);
        transpose(&mut last);
        last
    }
}

#[inline(always)]
fn load(bytes: &[u8; BLOCK]) -> v128 {
    let (low, high) = bytes.split_at(8);
    u64x2(u64::from_le_bytes(low.try_into().unwrap()), u64::from_le_bytes(high.try_into().unwrap()))
}

#[inline(always)]
fn store(bytes: &mut [u8; BLOCK], value: v128) {
    bytes[..8].copy_from_slice(&u64x2_extract_lane::<0>(value).to_le_bytes());
    bytes[8..].copy_from_slice(&u64x2_extract_lane::<1>(value).to_le_bytes());
}

#[inline(always)]
fn add(state: &State, key: &State) -> State {
    std::array::from_fn(|bit| v128_xor(state[bit], key[bit]))
}

/// Swaps the numbers of registers and of bits within each byte; its own inverse.
#[inline(always)]
fn transpose(r: &mut State) {
    #[inline(always)]
    fn swap<const SHIFT: u32>(r: &mut State, one: usize, other: usize, mask: v128) {
        let moved = v128_and(v128_xor(u64x2_shr(r[one], SHIFT), r[other]), mask);
        r[other] = v128_xor(r[other], moved);
        r[one] = v128_xor(r[one], u64x2_shl(moved, SHIFT));
    }
    for (one, other) in [(0, 1), (2, 3), (4, 5), (6, 7)] {
        swap::<1>(r, one, other, u8x16_splat(0x55));
    }
    for (one, other) in [(0, 2), (1, 3), (4, 6), (5, 7)] {
        swap::<2>(r, one, other, u8x16_splat(0x33));
    }
    for (one, other) in [(0, 4), (1, 5), (2, 6), (3, 7)] {
        swap::<4>(r, one, other, u8x16_splat(0x0f));
    }
}

#[inline(always)]
fn shift_rows(x: v128) -> v128 {
    u8x16_shuffle::<0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11>(x, x)
}

/// ShiftRows, then each row becomes the one below it.
#[inline(always)]
fn shift_rows_and_down(x: v128) -> v128 {
    u8x16_shuffle::<5, 10, 15, 0, 9, 14, 3, 4, 13, 2, 7, 8, 1, 6, 11, 12>(x, x)
}

#[inline(always)]
fn two_down(x: v128) -> v128 {
    u8x16_shuffle::<2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13>(x, x)
}

/// ShiftRows and MixColumns: with `b` the row below `a`, 2a + 3b + c + d is 2(a + b) + b + (c + d).
#[inline(always)]
fn mix(state: &State) -> State {
    let below = state.map(shift_rows_and_down);
    let sum: State = std::array::from_fn(|bit| v128_xor(shift_rows(state[bit]), below[bit]));
    std::array::from_fn(|bit| {
        let rest = v128_xor(below[bit], two_down(sum[bit]));
        // Times x: bits move up, and x^8 is x^4 + x^3 + x + 1.
        match bit {
            0 => v128_xor(rest, sum[7]),
            1 | 3 | 4 => v128_xor(v128_xor(rest, sum[bit - 1]), sum[7]),
            _ => v128_xor(rest, sum[bit - 1]),
        }
    })
}

/// SubBytes but for its constant: the circuit of Boyer and Peralta ("A depth-16 circuit for the AES S-box", 2011).
#[inline(always)]
fn substitute(q: &State) -> State {
    use v128_and as and;
    use v128_xor as xor;
    let [x7, x6, x5, x4, x3, x2, x1, x0] = *q;
    let y14 = xor(x3, x5);
    let y13 = xor(x0, x6);
    let y9 = xor(x0, x3);
    let y8 = xor(x0, x5);
    let t0 = xor(x1, x2);
    let y1 = xor(t0, x7);
    let y4 = xor(y1, x3);
    let y12 = xor(y13, y14);
    let y2 = xor(y1, x0);
    let y5 = xor(y1, x6);
    let y3 = xor(y5, y8);
    let t1 = xor(x4, y12);
    let y15 = xor(t1, x5);
    let y20 = xor(t1, x1);
    let y6 = xor(y15, x7);
    let y10 = xor(y15, t0);
    let y11 = xor(y20, y9);
    let y7 = xor(x7, y11);
    let y17 = xor(y10, y11);
    let y19 = xor(y10, y8);
    let y16 = xor(t0, y11);
    let y21 = xor(y13, y16);
    let y18 = xor(x0, y16);

    let t2 = and(y12, y15);
    let t4 = xor(and(y3, y6), t2);
    let t6 = xor(and(y4, x7), t2);
    let t7 = and(y13, y16);
    let t9 = xor(and(y5, y1), t7);
    let t11 = xor(and(y2, y7), t7);
    let t12 = and(y9, y11);
    let t14 = xor(and(y14, y17), t12);
    let t16 = xor(and(y8, y10), t12);
    let t21 = xor(xor(t4, t14), y20);
    let t22 = xor(xor(t6, t16), y19);
    let t23 = xor(xor(t9, t14), y21);
    let t24 = xor(xor(t11, t16), y18);

    let t25 = xor(t21, t22);
    let t26 = and(t21, t23);
    let t27 = xor(t24, t26);
    let t29 = xor(and(t25, t27), t22);
    let t30 = xor(t23, t24);
    let t31 = xor(t22, t26);
    let t33 = xor(and(t31, t30), t24);
    let t34 = xor(t23, t33);
    let t35 = xor(t27, t33);
    let t36 = and(t24, t35);
    let t37 = xor(t36, t34);
    let t38 = xor(t27, t36);
    let t40 = xor(t25, and(t29, t38));

    let t41 = xor(t40, t37);
    let t42 = xor(t29, t33);
    let t43 = xor(t29, t40);
    let t44 = xor(t33, t37);
    let t45 = xor(t42, t41);
    let z0 = and(t44, y15);
    let z1 = and(t37, y6);
    let z2 = and(t33, x7);
    let z3 = and(t43, y16);
    let z4 = and(t40, y1);
    let z5 = and(t29, y7);
    let z6 = and(t42, y11);
    let z7 = and(t45, y17);
    let z8 = and(t41, y10);
    let z9 = and(t44, y12);
    let z10 = and(t37, y3);
    let z11 = and(t33, y4);
    let z12 = and(t43, y13);
    let z13 = and(t40, y5);
    let z14 = and(t29, y2);
    let z15 = and(t42, y9);
    let z16 = and(t45, y14);
    let z17 = and(t41, y8);

    let t46 = xor(z15, z16);
    let t47 = xor(z10, z11);
    let t48 = xor(z5, z13);
    let t49 = xor(z9, z10);
    let t50 = xor(z2, z12);
    let t51 = xor(z2, z5);
    let t52 = xor(z7, z8);
    let t53 = xor(z0, z3);
    let t54 = xor(z6, z7);
    let t55 = xor(z16, z17);
    let t56 = xor(z12, t48);
    let t57 = xor(t50, t53);
    let t58 = xor(z4, t46);
    let t59 = xor(z3, t54);
    let t60 = xor(t46, t57);
    let t61 = xor(z14, t57);
    let t62 = xor(t52, t58);
    let t63 = xor(t49, t58);
    let t64 = xor(z4, t59);
    let t65 = xor(t61, t62);
    let t66 = xor(z1, t63);
    let s0 = xor(t59, t63);
    let s6 = xor(t56, t62);
    let s7 = xor(t48, t60);
    let t67 = xor(t64, t65);
    let s3 = xor(t53, t66);
    let s4 = xor(t51, t66);
    let s5 = xor(t47, t65);
    let s1 = xor(t64, s3);
    let s2 = xor(t55, t67);
    [s7, s6, s5, s4, s3, s2, s1, s0]
}

fn expand(key: &[u8; 16]) -> [[u8; 16]; ROUNDS + 1] {
    let mut keys = [*key; ROUNDS + 1];
    let mut constant = 1u8;
    for round in 1..=ROUNDS {
        let before = keys[round - 1];
        let turned = [before[13], before[14], before[15], before[12]];
        let mut word = substitute_bytes(turned);
        word[0] ^= constant;
        constant = constant << 1 ^ (constant >> 7) * 0x1b;
        for (index, byte) in before.iter().enumerate() {
            word[index % 4] ^= byte;
            keys[round][index] = word[index % 4];
        }
    }
    keys
}

fn substitute_bytes(word: [u8; 4]) -> [u8; 4] {
    let mut block = [0; BLOCK];
    block[..4].copy_from_slice(&word);
    let mut state = [load(&block); 8];
    transpose(&mut state);
    let mut state = substitute(&state);
    transpose(&mut state);
    store(&mut block, state[0]);
    [0, 1, 2, 3].map(|index| block[index] ^ SBOX_CONSTANT)
}

/// Compares with the portable code: a cipher that is wrong in the same way on both ends would go unnoticed.
pub fn self_test(key: &[u8; 16]) {
    use aes::cipher::{BlockEncrypt, KeyInit};
    let portable = aes::Aes128::new(key.into());
    let mut iv = *key;
    iv[14..].copy_from_slice(&[0, 0]);
    let mut stream = [0; 20 * BLOCK - 1];
    Aes128Ctr::new(key).apply(&iv, &[0; 20 * BLOCK - 1], &mut stream);
    for (number, bytes) in stream.chunks(BLOCK).enumerate() {
        let mut block = iv;
        block[15] = number as u8;
        let mut expected = block.into();
        portable.encrypt_block(&mut expected);
        assert_eq!(bytes, &expected[..bytes.len()], "the cipher is wrong");
    }
}
