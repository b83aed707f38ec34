//! Every link of the built book leads somewhere: read from the files as they lie on the disk, apart from the build's own
//! inspection.

use crate::demo::Book;
use markup5ever_rcdom::{Handle, NodeData};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a page offers and what it wants.
#[derive(Default)]
struct Page {
    ids: BTreeSet<String>,
    links: Vec<String>,
}

fn read(node: &Handle, page: &mut Page) {
    if let NodeData::Element { attrs, .. } = &node.data {
        for attribute in attrs.borrow().iter() {
            let value = attribute.value.to_string();
            match &*attribute.name.local {
                "id" => _ = page.ids.insert(value),
                "href" | "src" => page.links.push(value),
                "content" => page.links.extend(value.split_once("url=").map(|(_, to)| to.to_owned())),
                _ => {}
            }
        }
    }
    node.children.borrow().iter().for_each(|child| read(child, page));
}

/// Links within a site that name no file, or no place in one; the site is a folder.
fn dead(site: &Path) -> (usize, Vec<String>) {
    let mut pages: BTreeMap<String, Option<Page>> = BTreeMap::new();
    let mut open = vec![site.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(site).expect("below the site").display().to_string().replace('\\', "/");
            let page = name.ends_with(".html").then(|| {
                let mut page = Page::default();
                read(&crate::dom::parse(&std::fs::read_to_string(&path).expect("a page")).document, &mut page);
                page
            });
            pages.insert(name, page);
        }
    }
    let (mut followed, mut dead) = (0, Vec::new());
    for (name, page) in pages.iter().filter_map(|(name, page)| Some((name, page.as_ref()?))) {
        for link in page.links.iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            followed += 1;
            let (path, place) = link.split_once('#').map_or((link.as_str(), None), |(path, place)| (path, Some(place)));
            let target = if path.is_empty() { name.clone() } else { joined(name, path) };
            let there = match (pages.get(&target), place) {
                (Some(Some(page)), Some(place)) => page.ids.contains(place),
                (found, place) => found.is_some() && place.is_none(),
            };
            if !there {
                dead.push(format!("{name}: {link}"));
            }
        }
    }
    (followed, dead)
}

/// A relative address, seen from a file.
fn joined(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{from}: {path} leads out of the site"),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_of_the_book_leads_to_a_file_and_a_place() {
    let folder = tempfile::tempdir().expect("a folder");
    crate::book::build_in(folder.path());
    let (followed, dead) = dead(&folder.path().join("target/book"));
    assert!(followed > 5000, "only {followed} links were followed");
    assert_eq!(dead, Vec::<String>::new());
}

#[test]
fn a_dead_link_a_lost_place_and_a_lost_file_are_noticed() {
    let book = Book::of(crate::demo::CHAPTER);
    assert!(book.build().is_ok());
    let out = book.root().join("out");
    assert_eq!(dead(&out).1, Vec::<String>::new());
    let page = book.read("out/chapter.html");
    book.write("out/chapter.html", &page.replace("id=\"demo.total\"", "id=\"demo.lost\""));
    let lost = dead(&out).1;
    assert!(lost.contains(&"s/demo.total.html: ../chapter.html#demo.total".to_owned()), "{lost:?}");
    book.write("out/chapter.html", &page.replace("href=\"search.html\"", "href=\"serch.html\""));
    assert_eq!(dead(&out).1, ["chapter.html: serch.html"]);
    book.write("out/chapter.html", &page);
    std::fs::remove_file(out.join("copy.js")).expect("removed");
    assert!(dead(&out).1.contains(&"chapter.html: copy.js".to_owned()));
}
