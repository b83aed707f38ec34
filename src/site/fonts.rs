//! placeholder until merge
use std::borrow::Cow;
pub fn used_in<'a>(_: impl Iterator<Item = &'a str>) -> Vec<(String, Cow<'static, [u8]>)> {
    [
        "Main-Regular",
        "Math-Italic",
        "Main-Bold",
        "Size1-Regular",
        "Size2-Regular",
        "Size3-Regular",
        "Size4-Regular",
        "AMS-Regular",
        "Caligraphic-Regular",
    ]
    .iter()
    .map(|f| {
        let n = format!("KaTeX_{f}.ttf");
        let b = ratex_katex_fonts::ttf_bytes(&n).unwrap();
        (n, b)
    })
    .collect()
}
