//! SHA-256, by which certificates are named and say of which text they are.
//! Source: NIST, Secure Hash Standard, FIPS 180-4, sections 4.1.2, 5.1.1 and 6.2.
//!
//! Additions modulo 2³² are what the standard asks for: nothing else in the kernel wraps.

use std::fmt;
use std::str::FromStr;

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// The text is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDigest;

/// The first 64 primes; their roots give the constants of the standard.
const PRIMES: [u64; 64] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
    113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211, 223, 227, 229, 233, 239,
    241, 251, 257, 263, 269, 271, 277, 281, 283, 293, 307, 311,
];

/// The cube roots' first 32 fractional bits, one for each round.
const ROUNDS: [u32; 64] = fractions(3);

/// The square roots' first 32 fractional bits; the first eight are the state at the start.
const START: [u32; 64] = fractions(2);

/// The first 32 bits of the fractional parts of the primes' roots of this degree, 2 or 3, by bisection.
const fn fractions(degree: u32) -> [u32; 64] {
    let (mut result, mut place) = ([0; 64], 0);
    while place < 64 {
        // The greatest r with (r / 2³²)^degree at most the prime; r < 2³⁷, so the comparison is made in two steps.
        let (mut low, mut high) = (0u128, 1u128 << 37);
        while high - low > 1 {
            let middle = (low + high) / 2;
            let square = middle * middle;
            let above = match degree {
                2 => square > (PRIMES[place] as u128) << 64,
                _ => square > ((PRIMES[place] as u128) << 96) / middle,
            };
            if above { high = middle } else { low = middle }
        }
        result[place] = (low & 0xffff_ffff) as u32;
        place += 1;
    }
    result
}

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut padded = bytes.to_vec();
        padded.push(0x80);
        padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
        padded.extend((bytes.len() as u64).wrapping_mul(8).to_be_bytes());
        let mut state = [0; 8];
        state.copy_from_slice(&START[..8]);
        padded.chunks_exact(64).for_each(|block| absorb(&mut state, block));
        let mut result = [0; 32];
        result.chunks_exact_mut(4).zip(state).for_each(|(to, word)| to.copy_from_slice(&word.to_be_bytes()));
        Self(result)
    }
}

/// One block of 64 bytes.
fn absorb(state: &mut [u32; 8], block: &[u8]) {
    let mut words = [0u32; 64];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    for place in 16..64 {
        let (near, far) = (words[place - 2], words[place - 15]);
        let near = near.rotate_right(17) ^ near.rotate_right(19) ^ (near >> 10);
        let far = far.rotate_right(7) ^ far.rotate_right(18) ^ (far >> 3);
        words[place] = near.wrapping_add(words[place - 7]).wrapping_add(far).wrapping_add(words[place - 16]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (round, word) in ROUNDS.iter().zip(words) {
        let mixed = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
        let chosen = (e & f) ^ (!e & g);
        let first = h.wrapping_add(mixed).wrapping_add(chosen).wrapping_add(*round).wrapping_add(word);
        let mixed = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
        let second = mixed.wrapping_add((a & b) ^ (a & c) ^ (b & c));
        (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(first), c, b, a, first.wrapping_add(second));
    }
    state.iter_mut().zip([a, b, c, d, e, f, g, h]).for_each(|(old, new)| *old = old.wrapping_add(new));
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let digit = |byte: u8| (byte as char).to_digit(16).filter(|_| !byte.is_ascii_uppercase()).ok_or(NoDigest);
        let mut result = [0; 32];
        if text.len() != 64 {
            return Err(NoDigest);
        }
        for (byte, pair) in result.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::try_from(digit(pair[0])? << 4 | digit(pair[1])?).map_err(|_| NoDigest)?;
        }
        Ok(Self(result))
    }
}
