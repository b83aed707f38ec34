//! Cases of this module, one a line.

use super::super::super::parse;
use super::*;

/// The 24 displays of the shared note, each with its tree.
pub(super) const NOTE: &[(&str, &str)] = &[
    (
        r"J = \begin{bmatrix} \frac{\partial s_1}{\partial z_1} & \frac{\partial s_1}{\partial z_2} & \dots & \frac{\partial s_1}{\partial z_n} \\ \vdots & \vdots & & \vdots \\ \frac{\partial s_n}{\partial z_1} & \dots & \dots & \frac{\partial s_n}{\partial z_n} \end{bmatrix}",
        r"J Equal (Bracket (∂/z_1 s_1) & (∂/z_2 s_1) & … & (∂/z_n s_1) ; … & … & _ & … ; (∂/z_1 s_n) & … & … & (∂/z_n s_n))",
    ),
    (
        r"s_i = \frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}} \quad \forall i = 1 \dots n",
        r"s_i Equal (frac e^z_i (Sum from:(l Equal 1) to:n of:e^z_l)) <Gap> <ForAll i Equal (* 1 … n)>",
    ),
    (
        r"\frac{\partial}{\partial z_j} (\log(s_i)) = \frac{1}{s_i} \cdot \frac{\partial s_i}{\partial z_j}",
        r"(∂/z_j >((log at:(s_i)))) Equal (* (frac 1 s_i) ·(∂/z_j s_i))",
    ),
    (
        r"\Rightarrow \frac{\partial s_i}{\partial z_j} = s_i \cdot \frac{\partial}{\partial z_j} (\log(s_i)) \quad \text{--- ①}",
        r"<Implies> (∂/z_j s_i) Equal (* s_i ·(∂/z_j >((log at:(s_i))))) <Gap> <tag 1>",
    ),
    (
        r"\begin{aligned} \rightarrow \log(s_i) &= \log\left(\frac{e^{z_i}}{\sum_{l=1}^n e^{z_l}}\right) \\ &= z_i - \log\left(\sum_{l=1}^n e^{z_l}\right) \end{aligned}",
        r"<Pointer> (log at:(s_i)) Equal (log at:((frac e^z_i (Sum from:(l Equal 1) to:n of:e^z_l)))) ⏎ _ Equal (+ z_i -(log at:((Sum from:(l Equal 1) to:n of:e^z_l))))",
    ),
    (
        r"\begin{aligned} \rightarrow \text{now } \frac{\partial}{\partial z_j} (\log s_i) &= \frac{\partial}{\partial z_j} \left(z_i - \log\left(\sum_{l=1}^n e^{z_l}\right) \right) \end{aligned}",
        r"<Pointer> «now» (∂/z_j >((log of:s_i))) Equal (∂/z_j >((+ z_i -(log at:((Sum from:(l Equal 1) to:n of:e^z_l))))))",
    ),
    (
        r"\begin{aligned} &\frac{\partial}{\partial z_j} (z_i) \\ &= \begin{cases} 1 & \text{if } i=j \\ 0 & \text{otherwise (as const)} \end{cases} \end{aligned}",
        r"(∂/z_j >(z_i)) ⏎ _ Equal {1 if «if» i Equal j ; 0 if «otherwise (as const)»}",
    ),
    (
        r"\begin{aligned} &\hookrightarrow \text{Indicator function} \\ &= 1(i=j) \end{aligned}",
        r"<Pointer> «Indicator function» ⏎ _ Equal ⟦(i Equal j)⟧",
    ),
    (
        r"\begin{aligned} &\frac{\partial}{\partial z_j} \left[\log\left(\sum_{l=1}^n e^{z_l}\right) \right] \\ &= \frac{1}{\sum_{l=1}^n e^{z_l}} \cdot \frac{\partial}{\partial z_j} \sum_{l=1}^n e^{z_l} \end{aligned}",
        r"(∂/z_j >[(log at:((Sum from:(l Equal 1) to:n of:e^z_l)))]) ⏎ _ Equal (* (frac 1 (Sum from:(l Equal 1) to:n of:e^z_l)) ·(∂/z_j >(Sum from:(l Equal 1) to:n of:e^z_l)))",
    ),
    (
        r"= \frac{1}{\sum_{l=1}^n e^{z_l}} \cdot \frac{\partial}{\partial z_j} [e^{z_1} + \dots + e^{z_n}]",
        r"_ Equal (* (frac 1 (Sum from:(l Equal 1) to:n of:e^z_l)) ·(∂/z_j >[(+ e^z_1 … e^z_n)]))",
    ),
    (
        r"= \frac{e^{z_j}}{\sum_{l=1}^n e^{z_l}} = s_j",
        r"_ Equal (frac e^z_j (Sum from:(l Equal 1) to:n of:e^z_l)) Equal s_j",
    ),
    (r"\Rightarrow [0 + \dots e^{z_j} + \dots 0]", r"<Implies> [(+ 0 (* … e^z_j) (* … 0))]"),
    (
        r"\frac{\partial}{\partial z_j} (\log s_i) = 1_{\{i=j\}} - s_j \quad \text{--- (2)}",
        r"(∂/z_j >((log of:s_i))) Equal (+ ⟦(i Equal j)⟧ -s_j) <Gap> <tag 2>",
    ),
    (
        r"\frac{\partial \mathcal{L}}{\partial z_j} = s_i * (1_{\{i=j\}} - s_j) \quad \text{--- (3)}",
        r"(∂/z_j Calligraphic:L) Equal (* s_i ∗((+ ⟦(i Equal j)⟧ -s_j))) <Gap> <tag 3>",
    ),
    (
        r"J_{softmax} = \begin{pmatrix} s_1 \cdot (1 - s_1) & -s_1 \cdot s_2 & -s_1 \cdot s_3 & -s_1 \cdot s_4 \\ -s_2 \cdot s_1 & s_2 \cdot (1 - s_2) & -s_2 \cdot s_3 & -s_2 \cdot s_4 \\ -s_3 \cdot s_1 & -s_3 \cdot s_2 & s_3 \cdot (1 - s_3) & -s_3 \cdot s_4 \\ -s_4 \cdot s_1 & -s_4 \cdot s_2 & -s_4 \cdot s_3 & s_4 \cdot (1 - s_4) \end{pmatrix}",
        r"J_(softmax) Equal (Parenthesis (* s_1 ·((+ 1 -s_1))) & (+ -(* s_1 ·s_2)) & (+ -(* s_1 ·s_3)) & (+ -(* s_1 ·s_4)) ; (+ -(* s_2 ·s_1)) & (* s_2 ·((+ 1 -s_2))) & (+ -(* s_2 ·s_3)) & (+ -(* s_2 ·s_4)) ; (+ -(* s_3 ·s_1)) & (+ -(* s_3 ·s_2)) & (* s_3 ·((+ 1 -s_3))) & (+ -(* s_3 ·s_4)) ; (+ -(* s_4 ·s_1)) & (+ -(* s_4 ·s_2)) & (+ -(* s_4 ·s_3)) & (* s_4 ·((+ 1 -s_4))))",
    ),
    (
        r"\mathcal{L}(y, s) = - \sum_{i=1}^c y_i \log(s_i)",
        r"Calligraphic:L@([y, s]) Equal (+ -(Sum from:(i Equal 1) to:c of:(* y_i (log at:(s_i)))))",
    ),
    (
        r"\frac{\partial \mathcal{L}}{\partial z_j} = \frac{\partial \mathcal{L}}{\partial s_i} * \frac{\partial s_i}{\partial z_j}",
        r"(∂/z_j Calligraphic:L) Equal (* (∂/s_i Calligraphic:L) ∗(∂/z_j s_i))",
    ),
    (
        r"= \frac{\partial}{\partial s_i} \left(- \sum_{i=1}^c y_i \log(s_i) \right) * s_i * (1_{\{i=j\}} - s_j)",
        r"_ Equal (* (∂/s_i >((+ -(Sum from:(i Equal 1) to:c of:(* y_i (log at:(s_i))))))) ∗s_i ∗((+ ⟦(i Equal j)⟧ -s_j)))",
    ),
    (
        r"= - \sum_{i=1}^c \frac{y_i}{s_i} * \cancel{s_i} * (1_{\{i=j\}} - s_j)",
        r"_ Equal (+ -(Sum from:(i Equal 1) to:c of:(* (frac y_i s_i) ∗(Cancelled s_i) ∗((+ ⟦(i Equal j)⟧ -s_j)))))",
    ),
    (
        r"= - \sum_{i=1}^c y_i (1_{\{i=j\}} - s_j)",
        r"_ Equal (+ -(Sum from:(i Equal 1) to:c of:y_i@((+ ⟦(i Equal j)⟧ -s_j))))",
    ),
    (
        r"= \sum_{i=1}^C y_i s_j - \sum_{i=1}^C y_i \times 1_{\{i=j\}}",
        r"_ Equal (+ (Sum from:(i Equal 1) to:C of:(* y_i s_j)) -(Sum from:(i Equal 1) to:C of:(* y_i ×⟦(i Equal j)⟧)))",
    ),
    (
        r"= s_j \sum_{i=1}^C y_i - \sum_{i=1}^C y_i",
        r"_ Equal (+ (* s_j (Sum from:(i Equal 1) to:C of:y_i)) -(Sum from:(i Equal 1) to:C of:y_i))",
    ),
    (r"= s_j - y_j", r"_ Equal (+ s_j -y_j)"),
    (r"\Rightarrow \boxed{\frac{\partial L}{\partial z_j} = s_j - y_j}", r"<Implies> (∂/z_j L) Equal (+ s_j -y_j)"),
];

#[test]
fn the_note() {
    for (text, expected) in NOTE {
        assert_eq!(tree(text), *expected, "{text}");
    }
}

/// Typing a display forwards and deleting it from the front: each state is read without a panic and spelled back.
#[test]
fn typing_key_by_key() {
    for (text, _) in NOTE {
        for (at, _) in text.char_indices() {
            for part in [&text[..at], &text[at..]] {
                let syntax = parse(part);
                let mut spelled = String::new();
                for node in &syntax.children {
                    node.for_each_leaf(&mut |leaf| spelled.push_str(&part[leaf.span.range()]));
                }
                assert_eq!(spelled, part);
                read(part, &syntax, Conventions::default());
            }
        }
    }
}
