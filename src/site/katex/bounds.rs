//! What one formula may cost. KaTeX itself bounds only how many macros are expanded; a macro that repeats its argument
//! doubles the text each time, and groups nest as deep as their author likes. So macros are metered by the tokens they
//! produce, and commands and layout by how deep they nest: the same answer on every machine, and no clock.
//!
//! The port swallows the error of a macro that is a function and then calls the macro undefined. The first such error is
//! kept, and told instead.

use std::cell::{Cell, RefCell};
use std::sync::{Arc, LazyLock};

use katex::KatexContext;
use katex::define_function::{FunctionContext, FunctionHandler, FunctionSpec};
use katex::dom_tree::HtmlDomNode;
use katex::lexer::Lexer;
use katex::macro_expander::MacroMap;
use katex::macros::builtins::BUILTIN_MACROS;
use katex::macros::{
    MacroContextInterface, MacroDefinition, MacroExpansion, MacroExpansionResult, StaticMacroFunction,
};
use katex::options::Options;
use katex::parser::parse_node::{NodeType, ParseNode};
use katex::tree::MathDomNode;
use katex::types::{ParseError, ParseErrorKind, Settings, Token};

use super::Macros;

/// How many tokens the author's macros may produce in one formula.
pub const MAX_TOKENS: usize = 10_000;
/// How deep groups may nest.
pub const MAX_DEPTH: usize = 200;

/// What stopped a formula.
pub enum Stop {
    /// A limit of this module, in words.
    Limit(String),
    /// An error that KaTeX would not have told.
    Swallowed(ParseError),
}

/// What the formula on this thread has cost so far.
#[derive(Default)]
struct Meter {
    tokens: Cell<usize>,
    depth: Cell<usize>,
    stop: RefCell<Option<Stop>>,
}

thread_local! {
    static METER: Meter = Meter::default();
}

/// KaTeX as it comes.
static PLAIN: LazyLock<KatexContext> = LazyLock::new(KatexContext::default);

/// KaTeX with every function and every builder metered.
pub fn context() -> KatexContext {
    let mut context = KatexContext::default();
    context.functions.values_mut().for_each(|spec| *spec = Arc::new(metered_function(spec)));
    context.html_group_builders.values_mut().for_each(|builder| *builder = html_builder);
    context.mathml_group_builders.values_mut().for_each(|builder| *builder = mathml_builder);
    context
}

/// What stopped the last formula on this thread, if anything; the next one starts from zero.
pub fn take_stop() -> Option<Stop> {
    METER.with(|meter| {
        meter.tokens.set(0);
        meter.stop.take()
    })
}

fn stop(stop: Stop) {
    METER.with(|meter| {
        meter.stop.borrow_mut().get_or_insert(stop);
    });
}

/// KaTeX has no error for a limit that is not its own; [`Stop`] says which it was.
fn limit<T>(message: String) -> Result<T, ParseError> {
    stop(Stop::Limit(message));
    Err(ParseError::new(ParseErrorKind::MacroTooManyExpansions))
}

/// Goes one level down for `work`, if there is a level left.
fn descend<T>(work: impl FnOnce() -> Result<T, ParseError>) -> Result<T, ParseError> {
    let depth = METER.with(|meter| meter.depth.get());
    if depth == MAX_DEPTH {
        return limit(format!("the formula nests more than {MAX_DEPTH} deep"));
    }
    METER.with(|meter| meter.depth.set(depth + 1));
    let outcome = work();
    METER.with(|meter| meter.depth.set(depth));
    outcome
}

fn spend_tokens(count: usize) -> Result<(), ParseError> {
    let tokens = METER.with(|meter| meter.tokens.replace(meter.tokens.get() + count)) + count;
    if tokens <= MAX_TOKENS {
        Ok(())
    } else {
        limit(format!("the formula's macros grow to more than {MAX_TOKENS} tokens"))
    }
}

fn html_builder(node: &ParseNode, options: &Options, context: &KatexContext) -> Result<HtmlDomNode, ParseError> {
    descend(|| PLAIN.html_group_builders[&NodeType::from(node)](node, options, context))
}

fn mathml_builder(node: &ParseNode, options: &Options, context: &KatexContext) -> Result<MathDomNode, ParseError> {
    descend(|| PLAIN.mathml_group_builders[&NodeType::from(node)](node, options, context))
}

fn metered_function(spec: &FunctionSpec) -> FunctionSpec {
    FunctionSpec { handler: spec.handler.map(|_| function as FunctionHandler), ..spec.clone() }
}

fn function(
    context: FunctionContext,
    arguments: Vec<ParseNode>,
    optional: Vec<Option<ParseNode>>,
) -> Result<ParseNode, ParseError> {
    let name = context.func_name;
    let handler = PLAIN.functions.get(name).and_then(|spec| spec.handler);
    let Some(handler) = handler else {
        return Err(ParseError::new(ParseErrorKind::NoFunctionHandler { name: name.to_owned() }));
    };
    match name {
        r"\def" | r"\gdef" | r"\edef" | r"\xdef" => define(context, handler),
        _ => descend(|| handler(context, arguments, optional)),
    }
}

/// Lets KaTeX read a definition, and puts a metered macro in the place of the one that it made.
fn define(context: FunctionContext, handler: FunctionHandler) -> Result<ParseNode, ParseError> {
    let FunctionContext { func_name, parser, token, break_on_token_text } = context;
    let name = parser.gullet.future_mut()?.text.to_owned_string();
    let inner = FunctionContext { func_name, parser: &mut *parser, token, break_on_token_text };
    let node = handler(inner, Vec::new(), Vec::new())?;
    if let Some(MacroDefinition::Expansion(expansion)) = parser.gullet.macros().get(&name).cloned() {
        let global = matches!(func_name, r"\gdef" | r"\xdef");
        parser.gullet.macros_mut().set(&name, Some(metered(expansion)), global);
    }
    Ok(node)
}

/// The author's macros, metered, and those of KaTeX that are functions, whose errors are kept.
pub fn macros(table: &Macros) -> MacroMap {
    let own = table.iter().map(|(name, body)| (name.clone(), metered(read_body(body))));
    let functions = BUILTIN_MACROS.entries().filter_map(|(name, definition)| match definition {
        MacroDefinition::StaticFunction(function) => Some(((*name).to_owned(), keeping_errors(*function))),
        _ => None,
    });
    let definers = [(r"\newcommand", false, true), (r"\renewcommand", true, false), (r"\providecommand", true, true)];
    let definers = definers.map(|(name, known, new)| (name.to_owned(), definer(known, new)));
    functions.chain(definers).chain(own).collect()
}

/// The body of a macro of the table; it takes as many arguments as it mentions.
fn read_body(body: &str) -> MacroExpansion {
    let settings = Settings::default();
    let mut lexer = Lexer::new(Arc::from(body), &settings);
    let read = || lexer.lex().ok().filter(|token| token.text != "EOF");
    let mut tokens: Vec<Token> = std::iter::from_fn(read).collect();
    tokens.reverse();
    let num_args = (1..=9).rev().find(|number| body.contains(&format!("#{number}"))).unwrap_or(0);
    MacroExpansion { tokens, num_args, ..Default::default() }
}

type Expansion = Result<MacroExpansionResult, ParseError>;

/// A macro that is a function. Its error is kept, because the port would say that there is no such macro.
fn keeping(function: impl Fn(&mut dyn MacroContextInterface) -> Expansion + Send + Sync + 'static) -> MacroDefinition {
    MacroDefinition::Function(Arc::new(move |context| {
        function(context).map_err(|error| {
            stop(Stop::Swallowed(error));
            ParseError::new(ParseErrorKind::MacroDefinitionMismatch)
        })
    }))
}

fn keeping_errors(function: StaticMacroFunction) -> MacroDefinition {
    keeping(function)
}

/// A macro that counts the tokens it produces.
fn metered(expansion: MacroExpansion) -> MacroDefinition {
    keeping(move |context| {
        let arguments = read_arguments(&expansion, context)?;
        let mut tokens = substitute(&expansion.tokens, &arguments)?;
        tokens.reverse();
        Ok(MacroExpansionResult::Expansion(MacroExpansion { tokens, ..Default::default() }))
    })
}

/// The arguments of a use of a macro, each in reading order.
fn read_arguments(
    expansion: &MacroExpansion,
    context: &mut dyn MacroContextInterface,
) -> Result<Vec<Vec<Token>>, ParseError> {
    let delimiters = expansion.delimiters.as_deref().unwrap_or_default();
    for expected in delimiters.first().into_iter().flatten() {
        let token = context.pop_token()?;
        if token.text != *expected {
            return Err(ParseError::with_token(ParseErrorKind::MacroDefinitionMismatch, &token));
        }
    }
    let read = |number| {
        let mut tokens = context.consume_arg(delimiters.get(number))?.tokens;
        tokens.reverse();
        Ok(tokens)
    };
    (1..=expansion.num_args).map(read).collect()
}

/// The body, which KaTeX keeps in reverse, with the arguments in the place of `#1` to `#9` and `#` for `##`.
fn substitute(body: &[Token], arguments: &[Vec<Token>]) -> Result<Vec<Token>, ParseError> {
    let mut produced = Vec::new();
    let mut tokens = body.iter().rev();
    while let Some(token) = tokens.next() {
        let piece =
            if token.text == "#" { placeholder(tokens.next(), arguments)? } else { std::slice::from_ref(token) };
        spend_tokens(piece.len())?;
        produced.extend_from_slice(piece);
    }
    Ok(produced)
}

fn placeholder<'a>(number: Option<&'a Token>, arguments: &'a [Vec<Token>]) -> Result<&'a [Token], ParseError> {
    let Some(token) = number else {
        return Err(ParseError::new(ParseErrorKind::MacroIncompletePlaceholder));
    };
    if token.text == "#" {
        return Ok(std::slice::from_ref(token));
    }
    let wanted = token.text.parse().ok().and_then(|number: usize| arguments.get(number.checked_sub(1)?));
    let wrong = || ParseErrorKind::InvalidMacroArgumentNumber { value: token.text.to_owned_string() };
    wanted.map(Vec::as_slice).ok_or_else(|| ParseError::with_token(wrong(), token))
}

/// `\newcommand` and its kin: whether the command may be known already, and whether it may be new.
fn definer(known: bool, new: bool) -> MacroDefinition {
    keeping(move |context| {
        let argument = context.consume_arg(None)?;
        let [token] = argument.tokens.as_slice() else {
            return Err(ParseError::with_token(ParseErrorKind::ExpectedControlSequence, &argument.start));
        };
        let name = token.text.to_owned_string();
        let exists = context.is_defined(&name);
        if exists && !known {
            return Err(ParseError::with_token(ParseErrorKind::NewcommandRedefinition { name }, token));
        }
        if !exists && !new {
            return Err(ParseError::with_token(ParseErrorKind::RenewcommandNonexistent { name }, token));
        }
        let definition = read_definition(context)?;
        if !(exists && new) {
            context.macros_mut().set(&name, Some(metered(definition)), false);
        }
        Ok(MacroExpansionResult::Empty)
    })
}

/// `[2]{body}` or `{body}`.
fn read_definition(context: &mut dyn MacroContextInterface) -> Result<MacroExpansion, ParseError> {
    let mut body = context.consume_arg(None)?;
    let mut num_args = 0;
    if body.tokens.len() == 1 && body.tokens[0].text == "[" {
        let mut number = String::new();
        loop {
            let token = context.expand_next_token()?;
            if token.text == "]" || token.text == "EOF" {
                break;
            }
            number.push_str(&token.text);
        }
        let wrong = || ParseError::with_token(ParseErrorKind::InvalidNewcommandArgumentCount, &body.start);
        num_args = number.trim().parse().ok().filter(|count| *count <= 9).ok_or_else(wrong)?;
        body = context.consume_arg(None)?;
    }
    Ok(MacroExpansion { tokens: body.tokens, num_args, ..Default::default() })
}
