//! Cases of this module, one a line.

mod dresses;
mod note;
mod show;

use quickcheck::QuickCheck;

use super::super::parse;
use super::super::parse::tests::PIECES;
use super::super::tree::Conventions;
use super::*;

fn read_as(text: &str, conventions: Conventions) -> Formula {
    read(text, &parse(text), conventions)
}

/// The tree of a formula without errors, in the notation of `show`.
fn tree(text: &str) -> String {
    let formula = read_as(text, Conventions::default());
    assert_eq!(formula.errors, [], "{text}");
    show::formula(&formula)
}

fn assert_trees(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(tree(text), *expected, "{text}");
    }
}

fn all_conventions() -> impl Iterator<Item = Conventions> {
    (0..8).map(|bits| Conventions {
        function_takes_product: bits & 1 > 0,
        juxtaposition_first: bits & 2 > 0,
        layout_by_variable: false,
        derivative_takes_product: bits & 4 > 0,
    })
}

#[test]
fn implicit_multiplication_as_mathematicians_mean_it() {
    assert_trees(&[
        (r"\log s_i", r"(log of:s_i)"),
        (r"\log\sum_l e^{z_l}", r"(log of:(Sum from:l of:e^z_l))"),
        (r"\sum_i y_i s_j - \sum_i y_i", r"(+ (Sum from:i of:(* y_i s_j)) -(Sum from:i of:y_i))"),
        (r"1/2x", r"(* 1 /2 x)"),
        (r"f(x)", r"f@(x)"),
        (r"s_i(1-s_i)", r"s_i@((+ 1 -s_i))"),
        (r"tanh(x) + log x", r"(+ (tanh at:(x)) (log of:x))"),
        (r"\log x y", r"(* (log of:x) y)"),
        (r"a/bc", r"(* a /b c)"),
        (r"\sin^{-1} x", r"(sin^(+ -1) of:x)"),
        (r"(1 - y)(1 - z) x(a)(b)", r"(* ((+ 1 -y)) ((+ 1 -z)) x@(a)@(b))"),
        (r"a \cdot -b", r"(* a ·(+ -b))"),
        (r"n! / (k!(n-k)!)", r"(* n! /((* k! ((+ n -k))!)))"),
        (r"p_1^{y_1}(1-p_1)^{1-y_1}", r"p_1^y_1@((+ 1 -p_1))^(+ 1 -y_1)"),
        (r"\log(s_i)^2", r"(log at:(s_i))^2"),
        (r"0.5x + 2.", r"(+ (* 0.5 x) 2) <Period>"),
        (r"\operatorname{diag}(s) - s s^\top", r"(+ (diag at:(s)) -(* s s^top))"),
        (r"W^\top x + \langle x, y \rangle + \operatorname{tr} A B", r"(+ (* W^top x) ⟨[x, y]⟩ (* (tr of:A) B))"),
    ]);
}

#[test]
fn sums_and_other_operators() {
    assert_trees(&[
        (r"\sum_{i,j=1}^n a_{ij}", r"(Sum from:([i, j] Equal 1) to:n of:a_(* i j))"),
        (
            r"\sum_{i \ne j} \sum_{\substack{k=1 \\ k \ne i}}^n x",
            r"(Sum from:(i NotEqual j) of:(Sum from:[(k Equal 1), (k NotEqual i)] to:n of:x))",
        ),
        (
            r"\max(0, x) + \max_i x_i + \arg\max_x f(x) + \operatorname*{argmin}_\theta J",
            r"(+ (max at:([0, x])) (Max from:i of:x_i) (argmax from:x of:f@(x)) (argmin from:theta of:J))",
        ),
        (r"e^{z_i} / \sum_l e^{z_l} \cdot y", r"(* e^z_i /(Sum from:l of:e^z_l) ·y)"),
        (
            r"-\frac{1}{N}\sum_{n=1}^N y_n \log \hat{y}_n",
            r"(+ -(* (frac 1 N) (Sum from:(n Equal 1) to:N of:(* y_n (log of:Hat.y_n)))))",
        ),
        (r"\sum_i (a_i + b_i) c", r"(Sum from:i of:(* ((+ a_i b_i)) c))"),
        (r"\lim_{x\to 0} \frac{\sin x}{x} = 1", r"(limit from:(x To 0) of:(frac (sin of:x) x)) Equal 1"),
        (r"\int_0^1 x^2 dx", r"(integral from:0 to:1 of:(* x^2 ?Differential))"),
        (r"\prod_{i=1}^n p_i^{y_i}", r"(Product from:(i Equal 1) to:n of:p_i^y_i)"),
        (r"H(p, q) = -\sum_x p(x)\log q(x)", r"H@([p, q]) Equal (+ -(Sum from:x of:(* p@(x) (log of:q@(x)))))"),
        (
            r"D_{KL}(p \| q) = \sum_i p_i \log \frac{p_i}{q_i}",
            r"D_(* K L)@([p || q]) Equal (Sum from:i of:(* p_i (log of:(frac p_i q_i))))",
        ),
        (r"x_1 + \dots + x_n, x_1, ..., x_n, 1..n", r"[(+ x_1 … x_n), x_1, …, x_n, (* 1 … n)]"),
    ]);
}

#[test]
fn every_dress_of_derivative() {
    assert_trees(&[
        (r"\partial s_i/\partial z_j = s_i(\delta_{ij} - s_j)", r"(∂/z_j s_i) Equal s_i@((+ delta_(* i j) -s_j))"),
        (r"\frac{d}{dz_j} \log s_i", r"(d/z_j >(log of:s_i))"),
        (r"\frac{\mathrm d}{\mathrm d z_j} s_i", r"(d/z_j >s_i)"),
        (r"\partial_{f_j} L", r"(∂/f_j >L)"),
        (r"\nabla_z L = s - y", r"(∇/z >L) Equal (+ s -y)"),
        (r"f'(x) = f(x)(1-f(x))", r"f'@(x) Equal f@(x)@((+ 1 -f@(x)))"),
        (
            r"\frac{\partial^2 f}{\partial x \partial y} + \frac{\partial^2 f}{\partial x_i^2} + \frac{d^2 y}{dx^2}",
            r"(+ (∂^2/x,y f) (∂^2/x_i^2 f) (d^2/x^2 y))",
        ),
        (r"\left.\frac{\partial f}{\partial x}\right|_{x=0}", r"((∂/x f) at (x Equal 0))"),
        (r"\frac{\Delta y}{\Delta x} + \frac{\delta L}{\delta x}", r"(+ (δ/x y) (δ/x L))"),
        (r"dL/dz_i + d/dx f(x) + dx", r"(+ (d/z_i L) (d/x >f@(x)) ?Differential)"),
        (r"\nabla f(x)^\top (y-x)", r"(* (∇/ >f@(x))^top ((+ y -x)))"),
        (
            r"\theta \leftarrow \theta - \eta \nabla_\theta J(\theta)",
            r"theta Gets (+ theta -(* eta (∇/theta >J@(theta))))",
        ),
    ]);
}

#[test]
fn every_dress_of_indicator() {
    assert_trees(&[
        (r"\mathbb{1}_{k=m} p_k", r"(* ⟦(k Equal m)⟧ p_k)"),
        (r"\mathbf{1}(i=j)", r"⟦(i Equal j)⟧"),
        (r"[i=j] s_i", r"(* ⟦(i Equal j)⟧ s_i)"),
        (r"\mathbf 1^\top x", r"(* Bold:1^top x)"),
        (r"\mathbb 1[i=j]", r"⟦(i Equal j)⟧"),
        (r"1\{y=k\}", r"⟦(y Equal k)⟧"),
        (r"\begin{cases} 1, & i = j \\ 0, & i \neq j \end{cases}", r"{1 if i Equal j ; 0 if i NotEqual j}"),
        (
            r"\begin{cases} 1 \text{ if } i=j \\ 0 \text{ otherwise} \end{cases}",
            r"{1 if «if» i Equal j ; 0 if «otherwise»}",
        ),
        (r"\left\{\begin{array}{ll} 1 & i=j \\ 0 & \text{else}\end{array}\right.", r"{1 if i Equal j ; 0 if «else»}"),
    ]);
}

#[test]
fn names_scripts_delimiters_statements() {
    assert_trees(&[
        (r"\hat{h_{kl}} = \hat{h}_{kl}", r"Hat.h_(* k l) Equal Hat.h_(* k l)"),
        (r"a^{[L]} W^{(1)}", r"(* a^[L] W^(1))"),
        (r"\|x\|_2^2 + |x| + ||y||", r"(+ ‖x‖_2^2 |x| ‖y‖)"),
        (r"p(y|x) \log p(y \mid x, \theta)", r"(* p@([y | x]) (log of:p@([y | [x, theta]])))"),
        (r"\mathbb{E}_{x \sim p}[f(x)]", r#"?Notation("an expectation")"#),
        (r"i, j = 1, \dots, n", r"[i, j] Equal [1, …, n]"),
        (r"x = 1, y = 2, \quad i \ne j", r"x Equal 1 <Comma> y Equal 2 <Comma> <Gap> i NotEqual j"),
        (r"\underbrace{a + b}_{=0} + c", r#"(+ (noted (+ a b) "=0") c)"#),
        (r"\overset{!}{=} 0", r"_ Equal[!] 0"),
        (r"\begin{array}{rcl} a & = & b \\ & = & c + d \end{array}", r"a Equal b ⏎ _ Equal (+ c d)"),
        (
            r"\begin{aligned} a &= b \\ &\quad + c \\ &= \left( d \right. \\ & \left. + e \right) \end{aligned}",
            r"a Equal (+ b c) ⏎ _ Equal ((+ d e))",
        ),
        (r"\exp(-x^2) + \exp{-x} + \exp -x", r"(+ (exp at:((+ -x^2))) (exp of:(+ -x)) (exp of:(+ -x)))"),
        (
            r"\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}} \text{ for } i = 1,\ldots,n",
            r"(softmax at:(z))_i Equal (frac e^z_i (Sum from:j of:e^z_j)) «for» i Equal [1, …, n]",
        ),
        (
            r"\text{loss} = \text{MSE}(y, \hat y) + \lambda \text{reg}",
            r"Roman:loss Equal (+ Roman:MSE@([y, Hat.y]) lambda) Roman:reg",
        ),
        (r"a \text{ if } b \text{ (see above)}", r"a «if» b «(see above)»"),
        (r"x_{ij}^2{}' + {x_i}^2 + {a+b}^2 + {a+b}c", r"(+ x'_(* i j)^2 x_i^2 a b^2 a (* b c))"),
        (r"\color{red}{x} + \textcolor{blue}{y} + \colorbox{red}{$z$} + \phantom{x} w", r"(+ x y z w)"),
        (r"\boxed{x = y} + \boxed{x}", r"x Equal (+ y (Boxed x))"),
        (r"f: \mathbb{R}^n \to \mathbb{R}^m", r"f Colon Blackboard:R^n To Blackboard:R^m"),
        (r"x \in \mathbb R^{m \times n}", r"x In Blackboard:R^(* m ×n)"),
        (r"\{x : x > 0\}", r"{[x | (x Greater 0)]}"),
        (r"z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]} \tag{1}", r"z^[l] Equal (+ (* W^[l] a^[(+ l -1)]) b^[l]) <tag 1>"),
        (
            r"\frac{1}{2}(y-t)^2, 1/2 (y-t)^2, \frac12 x",
            r"[(* (frac 1 2) ((+ y -t))^2), (* 1 /2 ((+ y -t))^2), (* (frac 1 2) x)]",
        ),
        (r"x² + y₁ + ∂L/∂z + Σ_i ≤ 3", r"(+ x^2 y_1 (∂/z L) (Sum from:i)) LessEqual 3"),
        (r"x \implies y", r"x <Implies> y"),
        (r"a = b \quad (3)", r"a Equal b <tag 3>"),
        (r"a = b --- (2)", r"a Equal b <tag 2>"),
        (
            r"\hookrightarrow \text{Indicator function} = \text{loss}",
            r"<Pointer> Roman:Indicator function Equal Roman:loss",
        ),
        (r"Σ_i y_i + Σ^{-1} x", r"(+ (Sum from:i of:y_i) (* Sigma^(+ -1) x))"),
        (r"(x - \mu)ᵀΣ^{-1}(x - \mu)", r"(* ((+ x -mu))^top Sigma^(+ -1)@((+ x -mu)))"),
    ]);
}

#[test]
fn spellings_from_real_notes() {
    assert_trees(&[
        (
            r"\frac{df}{dx}(x_0) = \frac{dF}{du}(u(y)) + \frac{\partial L}{\partial s}(1 - s)",
            "(d/x f)@(x_0) Equal (+ (d/u F)@(u@(y)) (* (∂/s L) ((+ 1 -s))))",
        ),
        (r"-\frac{1}{2}||x-x'||^2", "(+ -(* (frac 1 2) ‖(+ x -x')‖^2))"),
        (r"\exp\left(-\frac{1}{2} \|q - k\|^2\right)", "(exp at:((+ -(* (frac 1 2) ‖(+ q -k)‖^2))))"),
        (r"D(p \| q) = D(p || q) = D(p \|\| q)", "D@([p || q]) Equal D@([p || q]) Equal D@([p || q])"),
        (r"\sum_j \mid f_j - y_j \mid + \parallel x \parallel_2", "(+ (Sum from:j of:|(+ f_j -y_j)|) ‖x‖_2)"),
        (r"P(|X| > a | Y)", "P@([(|X| Greater a) | Y])"),
        (r"f(x) | f(y) \sim N", r#"f@(x) Other("\\mid") f@(y) Distributed N"#),
        (r"\| \cdot \|_F, \langle \cdot, \cdot \rangle, f(\cdot)", "[‖cdot‖_F, ⟨[cdot, cdot]⟩, f@(cdot)]"),
        (r"{\mathbf{W}^{(2)}}^\top x", "(* Bold:W^(2)^top x)"),
        (r"n_\text{in} + x_{\textrm{for}}", "(+ n_Roman:in x_Roman:for)"),
        (r"\textbf{x} + \textbf{1}(i = j) + \text{d}x", "(+ Bold:x ⟦(i Equal j)⟧ ?Differential)"),
        (r"\text{diag}(s) + \textrm{cos} x", "(+ (diag at:(s)) (cos of:x))"),
        (r"\textrm{BPR} : &= \ln x", "Roman:BPR Defined (ln of:x)"),
        (r"\frac{n}{2} \log 2\pi\sigma^2", "(* (frac n 2) (log of:(* 2 pi sigma^2)))"),
        (r"{k - 1 + d} \choose {k - 1}", "(binom (+ k -1 d) (+ k -1))"),
        (r"\nabla_s H \ J_x(s)", "(* (∇/s >H) J_x@(s))"),
        (r"\mathrm{argmin}_x f = \underset{x}{\mathrm{argmin}}\ f", "(argmin from:x of:f) Equal (argmin from:x of:f)"),
        (r"\text{significance }= 1 - \alpha", "Roman:significance Equal (+ 1 -alpha)"),
        (r"x \in \R^n，n \in \N", "x In Blackboard:R^n <Comma> n In Blackboard:N"),
        (r"\overleftarrow{h}_t", "LeftArrow.h_t"),
        (r"E\color{red}[\color{black}X^2\color{red}]", r#"?Notation("an expectation")"#),
        (
            r"\frac{df}{dx} = 1 \hspace{1in} \rightarrow \hspace{1in} f = x \\\\ g = 2",
            "(d/x f) Equal 1 <Gap> <Pointer> <Gap> f Equal x ⏎ g Equal 2",
        ),
        (r"∂L/∂z_j = Σᵢ yᵢ (pⱼ − 𝟙\{i = j\})", "(∂/z_j L) Equal (Sum from:i of:y_i@((+ p_j -⟦(i Equal j)⟧)))"),
        ("ŷ = σ(W₁x + b₁), x ∈ ℝⁿ", "Hat.y Equal sigma@((+ (* W_1 x) b_1)) <Comma> x In Blackboard:R^n"),
    ]);
}

/// What each convention changes, and only where the formula says so.
#[test]
fn other_conventions() {
    let function = Conventions { function_takes_product: true, ..Conventions::default() };
    let slash = Conventions { juxtaposition_first: true, ..Conventions::default() };
    let derivative = Conventions { derivative_takes_product: true, ..Conventions::default() };
    let cases = [
        (r"\log x y + z", function, "(+ (log of:(* x y)) z)"),
        (r"\log p/q", function, "(log of:(* p /q))"),
        (r"\log x \log y", function, "(* (log of:x) (log of:y))"),
        (r"\exp{a + b}", function, "(exp at:‹(+ a b)›)"),
        (r"1/2x", slash, "(* 1 /(* 2 x))"),
        (r"a/bc \cdot d", slash, "(* a /(* b c) ·d)"),
        (r"1/n \sum_i x_i", slash, "(* 1 /n (Sum from:i of:x_i))"),
        (r"a / \sum_i b_i \cdot c", slash, "(* a /(Sum from:i of:(* b_i ·c)))"),
        (r"\frac{d}{dx} f \cdot g", derivative, "(d/x >(* f ·g))"),
        (r"\frac{d}{dx} (f) (g) \cdot h", derivative, "(d/x >(* (f) (g) ·h))"),
        (r"\frac{d}{dx} (f) \cdot g", derivative, "(* (d/x >(f)) ·g)"),
    ];
    for (text, conventions, expected) in cases {
        assert_eq!(show::formula(&read_as(text, conventions)), expected, "{text}");
    }
}

/// Where the trees of a formula differ between conventions, it says so under each of them.
fn says_where_conventions_differ(text: &str) -> bool {
    let plain = read_as(text, Conventions::default());
    all_conventions().all(|conventions| {
        let other = read_as(text, conventions);
        other.rows == plain.rows || !plain.ambiguities.is_empty()
    })
}

#[test]
fn ambiguities_are_said() {
    for text in [r"\log x y", "1/2x", "a/b(c)", r"\frac{d}{dx} f \cdot g", r"\exp{a+b}", r"\log p/q", r"\log a(b)"] {
        assert_eq!(read_as(text, Conventions::default()).ambiguities.len(), 1, "{text}");
        assert!(says_where_conventions_differ(text), "{text}");
    }
    for text in [r"\log x", "1/2", "a/(bc) d", r"\frac{d}{dx} (f) \cdot g", r"1/n \sum_i x_i", r"\frac{df}{dx} g"] {
        assert_eq!(read_as(text, Conventions::default()).ambiguities, [], "{text}");
        assert!(says_where_conventions_differ(text), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_named() {
    assert_trees(&[
        (r"\foo + x", r#"(+ ?Command("\\foo") x)"#),
        ("a +", r#"(+ a ?Operator("+"))"#),
        (r"a \cdot", r#"(* a ·?Operator("\\cdot"))"#),
        ("(a + b c /)", r#"((+ a (* b c /?Operator("/"))))"#),
        (r"\partial x", "?Differential"),
        ("x^2{}^3", r#"?Notation("scripts on scripts without parentheses")"#),
        (r"\frac{a \text{ over } b}{c}", r#"(frac ?Words("over") c)"#),
        (r"\Delta W_{ij}^2 = -\eta g", r"Difference.W_(* i j)^2 Equal (+ -(* eta g))"),
        ("df=dx + f'(x) dx", "?Differential Equal (+ ?Differential (* f'@(x) ?Differential))"),
        (r"\mathrm d x_i + d\theta", "(+ ?Differential ?Differential)"),
        (r"\begin{bmatrix} a \\ d \end{bmatrix} = ax + dy", "(Bracket a ; d) Equal (+ (* a x) (* d y))"),
        ("x_{dx} + nd + d x + n_{data}", "(+ x_(* d x) (* n d) (* d x) n_(* d a t a))"),
        ("x^10 + e^{i2t}", r#"(+ (* x^1 ?Notation("numerals side by side")) e^(* i 2 t))"#),
        (r"a \phantom{x}^2", r#"(* a ?Notation("a script without a base"))"#),
        (r"a{}^2 + \left(b\right)\!^2 + c^{}", "(+ a^2 (b)^2 c)"),
        (r"\bar{x^2} - \bar{x}^2", "(+ (Bar x^2) -Bar.x^2)"),
        (r"\mathbf{\epsilon} \boldsymbol\epsilon \mathbf{\Sigma}", "(* epsilon Bold:epsilon Bold:Sigma)"),
        (r"a \text{ minus } b", r#"?Words("minus")"#),
        (r"x = a \text{ is } = b", r#"x Equal ?Words("is") Equal b"#),
        (r"x = 1 \text{ unless } i = j", r#"x Equal ?Words("unless") Equal j"#),
        (r"\begin{cases} 1 & \text{if not } i = j \end{cases}", r#"{1 if «if not» ?Words("if not")}"#),
        ("1~0", r#"(* 1 ?Notation("numerals side by side"))"#),
        ("1 0", "10"),
        (r"1\,0", r#"(* 1 ?Notation("numerals side by side"))"#),
        ("日", "?Character('日')"),
        (r"\nabla \cdot F", r#"(* ?Notation("a divergence or a curl") F)"#),
    ]);
}

#[test]
fn delimiters_that_do_not_match_are_errors() {
    let errors = |text: &str| read_as(text, Conventions::default()).errors.len();
    assert_eq!(errors("(a"), 1);
    assert_eq!(errors("a)"), 1);
    assert_eq!(errors("|a"), 1);
    assert_eq!(errors("[0, 1)"), 0);
    assert_eq!(errors(r"\frac{(a}{b} + c)"), 2);
}

#[test]
fn any_tokens_are_read_without_a_panic() {
    fn property(choices: Vec<u8>) -> bool {
        let text: String = choices.iter().map(|&choice| PIECES[choice as usize % PIECES.len()]).collect();
        says_where_conventions_differ(&text)
    }
    QuickCheck::new().tests(1000).quickcheck(property as fn(Vec<u8>) -> bool);
}

/// Calls `visit` on every expression of a formula.
fn walk(formula: &Formula, visit: &mut dyn FnMut(&Expr)) {
    for part in formula.rows.iter().flat_map(|row| &row.parts) {
        part.for_each_side(&mut |side| side.walk(visit));
    }
}

#[test]
fn places_lie_on_characters() {
    fn property(choices: Vec<u8>) -> bool {
        let text: String = choices.iter().map(|&choice| PIECES[choice as usize % PIECES.len()]).collect();
        let mut whole = true;
        walk(&read_as(&text, Conventions::default()), &mut |expr| whole &= text.get(expr.span.range()).is_some());
        whole
    }
    QuickCheck::new().tests(1000).quickcheck(property as fn(Vec<u8>) -> bool);
}

#[test]
fn what_is_inside_lies_inside() {
    let texts = note::NOTE.iter().map(|(text, _)| *text).chain([
        r"\underset{i}{\max} x_i + \overset{n}{\underset{i=1}{\sum}} a_i \cdot b",
        r"\hat{h_i}^2 + {x_i}^2 + \left. \frac{df}{dx} \right|_{x=0} + f(x)^2",
        r"\begin{cases} 1 & \text{if } i = j \\ 0 \end{cases} + {a \over b} + \log\log x",
        r"\partial_x f + \nabla_z g^\top h + dL/dz + 1_{\{i=j\}} + p(y|x) + |x|",
        r"\begin{aligned} a &= \left( b \right. \\ &+ \left. c \right) \end{aligned}",
    ]);
    for text in texts {
        walk(&read_as(text, Conventions::default()), &mut |expr| {
            expr.for_each_child(&mut |child| {
                let places = [expr.span, child.span].map(|span| &text[span.range()]);
                assert!(child.is_missing() || expr.span.contains(child.span), "{places:?} in {text}");
            });
        });
    }
}

#[test]
fn nesting_without_braces_does_not_overflow() {
    for (open, close) in [
        ("(", ")"),
        (r"\log ", ""),
        (r"\sum_i ", ""),
        ("-", ""),
        ("|", "|"),
        ("f(", ")"),
        (r"\left(", r"\right)"),
        (r"\frac{d}{dx}", ""),
        (r"\nabla ", ""),
        ("1/", ""),
        ("d(", ")"),
        ("{x^", "}"),
        (r"\partial ", ""),
    ] {
        for count in [40, 3_000] {
            let text = open.repeat(count) + "x" + &close.repeat(count);
            read_as(&text, Conventions::default());
        }
    }
    for tail in ["(x)", "'", "!", "_i", "^2", "/x", "+x", "=x", ",x"] {
        read_as(&("f".to_owned() + &tail.repeat(3_000)), Conventions::default());
    }
}
