//! Symbols that are operands.

use super::{Meaning, NONE, Notation};

macro_rules! letters {
    ($($name:literal)*) => {
        &[$(Notation {
            spelling: concat!("\\", $name),
            shape: NONE,
            meaning: Meaning::Letter($name),
            example: concat!("\\", $name),
        }),*]
    };
}

/// The rows; the name of each is its command without the backslash.
pub(super) static ROWS: &[Notation] = letters![
    "alpha" "beta" "gamma" "delta" "epsilon" "varepsilon" "zeta" "eta" "theta" "vartheta" "iota" "kappa" "varkappa"
    "lambda" "mu" "nu" "xi" "omicron" "pi" "varpi" "rho" "varrho" "sigma" "varsigma" "tau" "upsilon" "phi" "varphi"
    "chi" "psi" "omega" "digamma" "Gamma" "Delta" "Theta" "Lambda" "Xi" "Pi" "Sigma" "Upsilon" "Phi" "Psi" "Omega"
    "varGamma" "varDelta" "varTheta" "varLambda" "varXi" "varPi" "varSigma" "varPhi" "varPsi" "varOmega" "aleph"
    "beth" "ell" "hbar" "imath" "jmath" "wp" "Re" "Im" "infty" "emptyset" "top" "bot" "dagger" "ddagger" "star"
    "bullet" "degree" "angle" "triangle" "square" "blacksquare" "checkmark" "flat" "sharp" "natural" "clubsuit"
    "intercal" "complement" "eth" "mho" "surd" "dag" "ddag" "copyright" "pounds" "AA" "aa"
];

/// Other spellings.
pub(super) static ALIASES: &[(&str, &str)] = &[
    ("α", "\\alpha"),
    ("β", "\\beta"),
    ("γ", "\\gamma"),
    ("δ", "\\delta"),
    ("ϵ", "\\epsilon"),
    ("ε", "\\varepsilon"),
    ("ζ", "\\zeta"),
    ("η", "\\eta"),
    ("θ", "\\theta"),
    ("ϑ", "\\vartheta"),
    ("ι", "\\iota"),
    ("κ", "\\kappa"),
    ("λ", "\\lambda"),
    ("μ", "\\mu"),
    ("µ", "\\mu"),
    ("ν", "\\nu"),
    ("ξ", "\\xi"),
    ("π", "\\pi"),
    ("ϖ", "\\varpi"),
    ("ρ", "\\rho"),
    ("ϱ", "\\varrho"),
    ("σ", "\\sigma"),
    ("ς", "\\varsigma"),
    ("τ", "\\tau"),
    ("υ", "\\upsilon"),
    ("φ", "\\varphi"),
    ("ϕ", "\\phi"),
    ("χ", "\\chi"),
    ("ψ", "\\psi"),
    ("ω", "\\omega"),
    ("Γ", "\\Gamma"),
    ("Δ", "\\Delta"),
    ("Θ", "\\Theta"),
    ("Λ", "\\Lambda"),
    ("Ξ", "\\Xi"),
    ("Φ", "\\Phi"),
    ("Ψ", "\\Psi"),
    ("Ω", "\\Omega"),
    ("ℓ", "\\ell"),
    ("ℏ", "\\hbar"),
    ("∞", "\\infty"),
    ("\\infin", "\\infty"),
    ("\\empty", "\\emptyset"),
    ("\\ang", "\\angle"),
    ("\\weierp", "\\wp"),
    ("∅", "\\emptyset"),
    ("\\varnothing", "\\emptyset"),
    ("⊤", "\\top"),
    ("\\transpose", "\\top"),
    ("⊥", "\\bot"),
    ("†", "\\dagger"),
    ("‡", "\\ddagger"),
    ("★", "\\star"),
    ("⋆", "\\star"),
    ("°", "\\degree"),
    ("\\hslash", "\\hbar"),
];
