//! Symbols, operators, relations, delimiters: what a sign can be.

/// Arrows between statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `\Rightarrow`, `\implies`, `\Longrightarrow`, `=>`.
    Implies,
    /// `\Leftarrow`, `\impliedby`.
    ImpliedBy,
    /// `\Leftrightarrow`, `\iff`.
    Iff,
    /// `\therefore`.
    Therefore,
    /// `\because`.
    Because,
    /// `\rightarrow`, `\to`, `\hookrightarrow`, `\leadsto` and others: a pointer for the eye.
    Pointer,
}

/// `\forall` or `\exists`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// `\forall`
    ForAll,
    /// `\exists`
    Exists,
}

/// What separates the statements of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `\quad`, `\qquad`, `\hspace{…}` of a quad or more.
    Gap,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `.` at the end of a sentence.
    Period,
}

/// The relations that are told apart; every other one is `Other` by its spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// `=`
    Equal,
    /// `:=`, `\coloneqq`, `\triangleq`, `\equiv`, `\overset{\text{def}}{=}`
    Defined,
    /// `\ne`, `\neq`, `≠`
    NotEqual,
    /// `<`
    Less,
    /// `\le`, `\leq`, `\leqslant`, `≤`
    LessEqual,
    /// `>`
    Greater,
    /// `\ge`, `\geq`, `\geqslant`, `≥`
    GreaterEqual,
    /// `\approx`, `\simeq`, `\cong`
    Approximately,
    /// `\propto`
    Proportional,
    /// `\in`
    In,
    /// `\notin`
    NotIn,
    /// `\sim`
    Distributed,
    /// `\to`, `\rightarrow` with something on both sides
    To,
    /// `\mapsto`
    MapsTo,
    /// `\leftarrow`, `\gets`: an update
    Gets,
    /// `:` with something on both sides, as in `f : X \to Y`
    Colon,
    /// `\Rightarrow` inside parentheses or braces; between statements it is a [`Part::Arrow`](super::Part::Arrow)
    Implies,
    /// Any other, by its command or character: `\subset`, `\perp`, `\ll`, …
    Other(String),
}

/// A letter or word with its font and accents, all of which tell symbols apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// `s`, `alpha` (for `\alpha` and α alike), `softmax`, `infty`, `top`.
    pub name: String,
    /// How it is set.
    pub font: Font,
    /// From the innermost outwards.
    pub accents: Vec<Accent>,
    /// Whether it is a word (`\operatorname{…}`, `\mathrm{…}`, `\text{…}`, `\log`) and not a single letter.
    pub word: bool,
}

/// The fonts that mathematicians tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Font {
    /// The usual italic, or upright where that is usual (Greek capitals, `\log`).
    Plain,
    /// `\mathrm`, `\text`, `\operatorname` around letters.
    Roman,
    /// `\mathbf`, `\boldsymbol`, `\bm`, `\pmb`, `\bf`.
    Bold,
    /// `\mathcal`
    Calligraphic,
    /// `\mathscr`
    Script,
    /// `\mathbb`, `\mathds`, `\Bbb`
    Blackboard,
    /// `\mathfrak`
    Fraktur,
    /// `\mathsf`
    SansSerif,
    /// `\mathtt`
    Typewriter,
}

/// Accents; the wide forms are the same as the narrow ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accent {
    /// A prime at an index, as in `\sum_{c'} a_{c'}`.
    Prime,
    /// `\hat`, `\widehat`
    Hat,
    /// `\bar`, `\overline`
    Bar,
    /// `\tilde`, `\widetilde`
    Tilde,
    /// `\vec`, `\overrightarrow`
    Vector,
    /// `\overleftarrow`
    LeftArrow,
    /// `\dot`
    Dot,
    /// `\ddot`
    DoubleDot,
    /// `\check`
    Check,
    /// `\breve`
    Breve,
    /// `\acute`
    Acute,
    /// `\grave`
    Grave,
    /// `\mathring`
    Ring,
    /// `\underline`
    Underline,
    /// `\Delta` before a letter: an increment.
    Difference,
}

/// Which way an ellipsis runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dots {
    /// `\dots`, `\ldots`, `\cdots`, `...`, `..`, `…`
    Horizontal,
    /// `\vdots`
    Vertical,
    /// `\ddots`, `\iddots`
    Diagonal,
}

/// The sign of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`, or none
    Plus,
    /// `-`
    Minus,
    /// `\pm`
    PlusMinus,
    /// `\mp`
    MinusPlus,
    /// `\oplus`, `\cup`, `\setminus` and others at the level of a sum, which are not addition
    Other,
}

/// How a factor follows the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// It is the first one.
    First,
    /// Nothing is written between.
    Juxtaposed,
    /// `\cdot`
    Dot,
    /// `\times`
    Times,
    /// `*`, `\ast`
    Star,
    /// `/`, `\div`
    Slash,
    /// `\odot`: entry by entry
    Odot,
    /// `\oslash`: divided entry by entry
    Oslash,
    /// `\otimes`
    Otimes,
    /// `\circ`
    Circ,
    /// Any other operator at this level (`\wedge`, `\cap`, `\bmod`, …)
    Other,
}

/// Delimiters, whatever their size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `(`, `)`
    Parenthesis,
    /// `[`, `]`
    Bracket,
    /// `\{`, `\}`
    Brace,
    /// `\langle`, `\rangle`
    Angle,
    /// `|`, `\vert`, `\lvert`
    Bar,
    /// `\|`, `\Vert`, `\lVert`
    DoubleBar,
    /// `\lfloor`, `\rfloor`
    Floor,
    /// `\lceil`, `\rceil`
    Ceiling,
    /// `\llbracket`, `[\![`
    DoubleBracket,
    /// `\left.`, `\right.`
    None,
}

/// The operators with limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `\sum`
    Sum,
    /// `\prod`
    Product,
    /// `\max` with a subscript
    Max,
    /// `\min` with a subscript
    Min,
    /// Any other, by name: `\int`, `\lim`, `\arg\max`, `\sup`, `\bigcup`, …
    Other(&'static str),
}

/// The sign of a derivative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differential {
    /// `\partial`
    Partial,
    /// `d`, `\mathrm d`
    Total,
    /// `\nabla`
    Nabla,
    /// `\delta`, `D`, `\Delta`: a variational or another derivative, not read
    Other,
}
