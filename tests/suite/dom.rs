//! HTML as the tree that a browser makes of it.

use std::collections::BTreeMap;

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Parses as a browser does.
pub fn parse(page: &str) -> RcDom {
    parse_document(RcDom::default(), ParseOpts::default()).one(page)
}

fn attribute(node: &Handle, wanted: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    let attrs = attrs.borrow();
    attrs.iter().find(|attr| &*attr.name.local == wanted).map(|attr| attr.value.to_string())
}

fn find(node: &Handle, name: &str, value: &str, found: &mut Vec<Handle>) {
    if attribute(node, name).is_some_and(|it| it == value) {
        found.push(node.clone());
    }
    node.children.borrow().iter().for_each(|child| find(child, name, value, found));
}

/// The text below a node.
pub fn text(node: &Handle) -> String {
    let own = match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        _ => String::new(),
    };
    own + &node.children.borrow().iter().map(text).collect::<String>()
}

/// The tree below a node, written so that two trees are equal exactly if these are.
pub fn shape(node: &Handle) -> String {
    let children: String = node.children.borrow().iter().map(shape).collect();
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let attrs = attrs.borrow();
            let attrs = attrs.iter().map(|attr| (attr.name.local.to_string(), attr.value.to_string()));
            let attrs: BTreeMap<String, String> = attrs.collect();
            format!("<{} {attrs:?}>{children}</>", name.local)
        }
        NodeData::Text { contents } => format!("{:?}", contents.borrow().to_string()),
        _ => children,
    }
}

/// Every element whose attribute `name` is `value`, in order.
pub fn by(page: &RcDom, name: &str, value: &str) -> Vec<Handle> {
    let mut found = Vec::new();
    find(&page.document, name, value, &mut found);
    found
}
