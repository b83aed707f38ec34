//! The ways in which the same step is dressed in real notes: each has the tree that its meaning asks for.

use super::assert_trees;

#[test]
fn exp_ln_and_delta() {
    assert_trees(&[
        (r"s_i = \frac{\exp(z_i)}{\sum_l \exp(z_l)}", "s_i Equal (frac (exp at:(z_i)) (Sum from:l of:(exp at:(z_l))))"),
        (r"\ln s_i = z_i - \ln \sum_l \exp z_l", "(ln of:s_i) Equal (+ z_i -(ln of:(Sum from:l of:(exp of:z_l))))"),
        (r"\delta_{ij} - s_j", "(+ delta_(* i j) -s_j)"),
    ]);
}

#[test]
fn brackets_small_fractions_and_no_end() {
    assert_trees(&[
        (r"P_i [i=j] + P[X = 1]", r#"(+ (* P_i ⟦(i Equal j)⟧) ?Notation("a probability"))"#),
        (r"[i=j] - s_j", "(+ ⟦(i Equal j)⟧ -s_j)"),
        (r"s_i \left[i = j\right]", "(* s_i ⟦(i Equal j)⟧)"),
        (r"\tfrac{y_i}{s_i} \sum\nolimits_k e^{z_k}", "(* (frac y_i s_i) (Sum from:k of:e^z_k))"),
    ]);
}

#[test]
fn layers_in_brackets() {
    assert_trees(&[
        (
            r"a_j^{[L]} = \frac{e^{z^{[L]}_j}}{\sum_k e^{z^{[L]}_k}}",
            "a_j^[L] Equal (frac e^z_j^[L] (Sum from:k of:e^z_k^[L]))",
        ),
        (r"\frac{\partial C}{\partial z^{[L]}_j} = a_j^{[L]} - y_j", "(∂/z_j^[L] C) Equal (+ a_j^[L] -y_j)"),
    ]);
}

#[test]
fn probabilities_and_subscripted_partial() {
    assert_trees(&[
        (r"\partial_{f_j} \log p_k = \mathbb{1}_{k=m} - p_m", "(∂/f_j >(log of:p_k)) Equal (+ ⟦(k Equal m)⟧ -p_m)"),
        (r"L_i = -\log p_{y_i}", "L_i Equal (+ -(log of:p_y_i))"),
    ]);
}

#[test]
fn hats_and_ell() {
    assert_trees(&[
        (
            r"\ell(y, \hat y) = -\sum_i y_i \log \hat y_i",
            "ell@([y, Hat.y]) Equal (+ -(Sum from:i of:(* y_i (log of:Hat.y_i))))",
        ),
        (r"\partial_{o_j} \ell = \hat{y}_j - y_j", "(∂/o_j >ell) Equal (+ Hat.y_j -y_j)"),
    ]);
}

#[test]
fn other_environments_and_sizes() {
    let tree = "a Equal b ⏎ _ Equal c";
    assert_trees(&[
        (r"\begin{align*} a &= b \\ &= c \end{align*}", tree),
        (r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", tree),
        (r"\begin{gathered} a = b \\ = c \end{gathered}", tree),
        (r"\begin{eqnarray} a &=& b \nonumber \\ &=& c \end{eqnarray}", tree),
        (r"\begin{alignat}{2} a &= b \\ &= c \end{alignat}", tree),
        (r"a = b \\ = c", tree),
        (r"\bigl( a \, + \; b \bigr) \Big[ c \Big]", "(* ((+ a b)) [c])"),
        (r"\displaystyle \sum_i \left\{ a_i \right\}", "(Sum from:i of:{a_i})"),
    ]);
}

#[test]
fn other_derivatives_and_indicators() {
    assert_trees(&[
        (
            r"\partial s_i / \partial z_j = s_i (\mathbf{1}(i=j) - s_j)",
            "(∂/z_j s_i) Equal s_i@((+ ⟦(i Equal j)⟧ -s_j))",
        ),
        (r"\frac{d}{dz_j} \sigma(z)_i", "(d/z_j >sigma@(z)_i)"),
        (r"\frac{\mathrm d \sigma(z)_i}{\mathrm d z_j}", "(d/z_j sigma@(z)_i)"),
        (r"\frac{\mathrm{d}}{\mathrm{d}z_j} \log(s_i)", "(d/z_j >(log at:(s_i)))"),
        (r"\mathrm{d}s_i/\mathrm{d}z_j", "(d/z_j s_i)"),
        (r"\frac{\partial}{\partial z_j}\Big[\log s_i\Big] \cdot s_i", "(* (∂/z_j >[(log of:s_i)]) ·s_i)"),
        (
            r"\mathbb{I}\{i = j\} + \mathbb 1_{[i=j]} + \mathds{1}(i=j) + I(i = j)",
            "(+ ⟦(i Equal j)⟧ ⟦(i Equal j)⟧ ⟦(i Equal j)⟧ ⟦(i Equal j)⟧)",
        ),
        (r"\mathbf 1_{i \ne j} + 1_{(i=j)} + ⟦i=j⟧", "(+ ⟦(i NotEqual j)⟧ ⟦(i Equal j)⟧ ⟦(i Equal j)⟧)"),
        (
            r"\frac{\partial^2 L}{\partial z_i \, \partial z_j} + \frac{\partial^2}{\partial z_i^2} L",
            "(+ (∂^2/z_i,z_j L) (∂^2/z_i^2 >L))",
        ),
        (r"\nabla_z L, \nabla^2 f(x), \nabla_{W^{(1)}} J", "[(∇/z >L), (∇^2/ >f@(x)), (∇/W^(1) >J)]"),
    ]);
}

#[test]
fn author_macros() {
    use super::super::super::{Conventions, Macros, Parsed};
    let text = r"\newcommand{\dz}[1]{\frac{\partial #1}{\partial z_j}}\newcommand{\one}{\mathbf{1}} \dz{s_i} = s_i (\one(i=j) - s_j)";
    let formula = Parsed::new(text, &mut Macros::default()).read(Conventions::default());
    assert_eq!(formula.errors, []);
    assert_eq!(super::show::formula(&formula), "(∂/z_j s_i) Equal s_i@((+ ⟦(i Equal j)⟧ -s_j))");
}

#[test]
fn what_issue_five_asks_for() {
    assert_trees(&[
        (r"\sum_{\substack{i=1\\i \ne k}}^n a_i", "(Sum from:[(i Equal 1), (i NotEqual k)] to:n of:a_i)"),
        (
            r"\sum\limits_{j<i} a_j + \sum^n_{j=1} a_j + \sum_{i \in S} a_i + \sum a_i",
            "(+ (Sum from:(j Less i) of:a_j) (Sum from:(j Equal 1) to:n of:a_j) (Sum from:(i In S) of:a_i) (Sum of:a_i))",
        ),
        (r"\sum_{1 \le i < j \le n} a_{ij}", "(Sum from:(1 LessEqual i Less j LessEqual n) of:a_(* i j))"),
        (r"a * b \cdot c \times d \odot e \oslash f", "(* a ∗b ·c ×d ⊙e ⊘f)"),
        (r"x = 1 \qquad y = 2, \quad i \ne j", "x Equal 1 <Gap> y Equal 2 <Comma> <Gap> i NotEqual j"),
        (r"x = 1 \nonumber \tag{2}", "x Equal 1 <tag 2>"),
        (
            r"\underbrace{a - a}_{=0} + \color{red}{b} + \colorbox{yellow}{$c$} \phantom{+ d}",
            r#"(+ (noted (+ a -a) "=0") b c)"#,
        ),
        (r"\hat y, \mathcal L, \mathbf s, a^{[L]}, W^{(1)}", "[Hat.y, Calligraphic:L, Bold:s, a^[L], W^(1)]"),
        ("∂s/∂z + Σ_i y_i ≤ W⊤", "(+ (∂/z s) (Sum from:i of:y_i)) LessEqual (* W top)"),
        (r"x_1 + x_2 + \cdots + x_n = [x_1, \ldots, x_n]", "(+ x_1 x_2 … x_n) Equal [[x_1, …, x_n]]"),
        (r"\begin{bmatrix} a & \cdots \\ \vdots & \ddots \end{bmatrix}", "(Bracket a & … ; … & …)"),
        (r"\left(\begin{array}{cc} a & b \\ c & d \end{array}\right)", "(Parenthesis a & b ; c & d)"),
        (r"\begin{dcases} 1 & i = j \\ 0 & i \ne j \end{dcases}", "{1 if i Equal j ; 0 if i NotEqual j}"),
        (
            r"\operatorname{diag}(s) - s s^\top = \|x\|_2^2 + \operatorname{tr}(A) + \det A",
            "(+ (diag at:(s)) -(* s s^top)) Equal (+ ‖x‖_2^2 (tr at:(A)) (det of:A))",
        ),
        (r"a = b, \quad\text{where } b > 0", "a Equal b <Comma> <Gap> «where» b Greater 0"),
        (r"A \Rightarrow B \iff C, \therefore D", "A <Implies> B <Iff> C <Comma> <Therefore> D"),
        (r"f(x; \theta) = p(x \mid \theta)", "f@([x, theta]) Equal p@([x | theta])"),
        (r"\cancel{s_i} \frac{y_i}{\cancel{s_i}}", "(* (Cancelled s_i) (frac y_i (Cancelled s_i)))"),
        (r"y^{(i)} = w^T x^{(i)} + b", "y^(i) Equal (+ (* w^T x^(i)) b)"),
    ]);
}
