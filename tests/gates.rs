//! House rules. Each is a function from text to complaints, run on the repository and on a copy broken on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A file's path below the top of the repository, with its text.
type Text = (String, String);

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    std::fs::read_to_string(top().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The files below a folder whose names end in `.kind`, in the order of their paths.
fn texts(folder: &str, kind: &str) -> Vec<Text> {
    let mut found: Vec<Text> = files(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == kind))
        .map(|path| path.strip_prefix(top()).expect("below the top").display().to_string())
        .map(|path| (path.clone(), read(&path)))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no .{kind} file in {folder}");
    found
}

fn files(folder: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![top().join(folder)]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found
}

mod arrows {
    use super::*;

    /// The table "may use" of ARCHITECTURE.md: a row a room.
    fn allowed(architecture: &str) -> BTreeMap<String, BTreeSet<String>> {
        let rows = architecture.lines().skip_while(|line| !line.starts_with("| room | may use |")).skip(2);
        let words =
            |cell: &str| cell.split(',').map(|word| word.trim().to_owned()).filter(|word| word != "–").collect();
        rows.map_while(|line| {
            let mut cells = line.strip_prefix('|')?.split('|');
            Some((cells.next()?.trim().to_owned(), words(cells.next()?)))
        })
        .collect()
    }

    /// Every use of a room by another that the table does not allow, and every room that the table does not know.
    fn complaints(architecture: &str, sources: &[Text]) -> Vec<String> {
        let allowed = allowed(architecture);
        let mut complaints = Vec::new();
        for (path, text) in sources {
            // A room's own tests may hold it against another room.
            if path.contains("/tests/") || path.ends_with("/tests.rs") {
                continue;
            }
            let Some(room) = path.strip_prefix("src/").and_then(|rest| rest.split_once('/')).map(|(room, _)| room)
            else {
                continue;
            };
            let Some(may) = allowed.get(room) else {
                complaints.push(format!("{path}: the room `{room}` is not in ARCHITECTURE.md"));
                continue;
            };
            for used in text.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used != room && allowed.contains_key(&used) && !may.contains(&used) {
                    complaints.push(format!("{path}: `{room}` may not use `{used}`"));
                }
            }
        }
        complaints
    }

    #[test]
    fn rooms_use_only_what_the_architecture_allows() {
        assert_eq!(complaints(&read("ARCHITECTURE.md"), &texts("src", "rs")), Vec::<String>::new());
    }

    #[test]
    fn a_forbidden_arrow_and_an_unknown_room_are_noticed() {
        let architecture = read("ARCHITECTURE.md");
        let bad = |path: &str, text: &str| complaints(&architecture, &[(path.to_owned(), text.to_owned())]);
        assert_eq!(
            bad("src/numeric/x.rs", "use crate::site::build;"),
            ["src/numeric/x.rs: `numeric` may not use `site`"]
        );
        assert_eq!(bad("src/source/x.rs", "crate::cmd::main()").len(), 1);
        assert_eq!(bad("src/cellar/x.rs", "").len(), 1);
        assert_eq!(bad("src/site/x.rs", "use crate::numeric::Step;"), Vec::<String>::new());
    }
}

mod kernel {
    use super::*;

    /// Every room of this package that the recheck of certificates names.
    fn rooms_named(verify: &str) -> Vec<String> {
        let paths = verify.split("crate::").chain(verify.split("super::")).chain(verify.split("quod::"));
        let rests = paths.filter(|rest| !rest.starts_with("//!") && rest.len() < verify.len());
        rests.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
    }

    /// Lines that are neither blank nor comment.
    fn code_lines(files: &[Text]) -> usize {
        let code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
        files.iter().map(|(_, text)| text.lines().filter(code).count()).sum()
    }

    /// The two halves of what is trusted, each with the lines that it has and may have: what a statement and a
    /// certificate are, and what decides about them. ARCHITECTURE.md says why they are not 800 each.
    fn sizes(sources: &[Text]) -> [(&'static str, usize, usize); 3] {
        let half = |names: &[&str]| {
            let of = |(path, _): &&Text| {
                let name = path.trim_start_matches("kernel/src/");
                names.iter().any(|own| name == *own || (own.ends_with('/') && name.starts_with(own)))
            };
            code_lines(&sources.iter().filter(of).cloned().collect::<Vec<_>>())
        };
        let data = ["rational.rs", "term.rs", "shorthand.rs", "statement.rs", "certificate.rs"];
        [
            ("rational, term, statement, certificate", half(&data), DATA),
            ("check, ring, rules", half(&["check.rs", "ring.rs", "rules/"]), CHECKER),
            ("witness", half(&["witness.rs"]), WITNESS),
        ]
    }

    const DATA: usize = 1098;
    const CHECKER: usize = 1475;
    const WITNESS: usize = 295;

    fn too_large(sources: &[Text]) -> Vec<&'static str> {
        sizes(sources).into_iter().filter(|(_, lines, most)| lines > most).map(|(name, ..)| name).collect()
    }

    #[test]
    fn the_kernel_stays_small() {
        let mut sources = texts("kernel/src", "rs");
        for (name, lines, most) in sizes(&sources) {
            println!("kernel: {name}: {lines} code lines of at most {most}");
            assert!(lines > 100, "{name} is counted in the wrong place");
        }
        assert_eq!(too_large(&sources), Vec::<&str>::new());
        let grown = "fn f() {}\n// A comment is no code.\n".repeat(50);
        sources.push(("kernel/src/rules/more.rs".to_owned(), grown));
        assert_eq!(too_large(&sources), ["check, ring, rules"], "a grown kernel is not noticed");
    }

    /// The rules in the kernel's table: names and variants.
    fn rules(certificate: &str) -> Vec<(String, String)> {
        let table = certificate.split("rules! {\n").nth(1).and_then(|rest| rest.split("\n}\n").next()).unwrap_or("");
        let rows = table.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" "));
        let variant = |rest: &str| rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        rows.map(|(name, rest)| (name.to_owned(), variant(rest))).collect()
    }

    /// What a rule lacks: its statement beside its code, in the specification and in the book, with condition and
    /// source; a misuse that is refused, and a comparison with numbers.
    fn lacking(name: &str, variant: &str, read: &dyn Fn(&str) -> String) -> Vec<String> {
        let code: String = texts("kernel/src/rules", "rs").into_iter().map(|(_, text)| text).collect();
        let code = code + &read("kernel/src/check.rs");
        let page = read("book/rules.md");
        let section = page.split("\n### ").find(|section| section.starts_with(&format!("{name}\n"))).unwrap_or("");
        let specified = read("kernel/SPEC.md");
        let given = specified.lines().any(|line| {
            let cell = line.trim_start_matches("| ").trim_start_matches("- **").trim_start_matches("**");
            cell.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '*']))
        });
        let used = |file: &str| read(file).contains(&format!("Rule::{variant}"));
        let wanted = [
            (code.contains(&format!("/// {name}: ")), "no statement beside its code"),
            (given, "no place in kernel/SPEC.md"),
            (section.contains("- Only if: "), "no side conditions in book/rules.md"),
            (section.contains("- Source: "), "no source in book/rules.md"),
            (used("kernel/tests/suite/misuse.rs"), "no misuse in kernel/tests/suite/misuse.rs"),
            (used("kernel/tests/suite/rules.rs"), "no comparison with numbers"),
        ];
        wanted.iter().filter(|(there, _)| !there).map(|(_, what)| format!("{name}: {what}")).collect()
    }

    #[test]
    fn every_rule_is_stated_justified_misused_and_compared() {
        let rules = rules(&read("kernel/src/certificate.rs"));
        assert!(rules.len() >= 40, "{} rules", rules.len());
        let complaints: Vec<String> =
            rules.iter().flat_map(|(name, variant)| lacking(name, variant, &|file| read(file))).collect();
        assert_eq!(complaints, Vec::<String>::new());
        let forgotten = |file: &str| match file {
            "book/rules.md" => read(file).replace("### contract\n", "### contact\n"),
            _ => read(file),
        };
        assert_eq!(lacking("contract", "Contract", &forgotten).len(), 2, "a rule that is not in the book");
        assert_eq!(lacking("invented", "Invented", &|file| read(file)).len(), 6, "a rule that is nowhere");
    }

    #[test]
    fn certificates_are_rechecked_by_the_kernel_alone() {
        assert_eq!(rooms_named(&read("src/cmd/verify.rs")), Vec::<String>::new());
        let manifest = read("kernel/Cargo.toml");
        assert!(!manifest.contains("dependencies]"), "the kernel has no dependency, so it cannot name the prover");
        assert_eq!(rooms_named("//! x\nuse crate::prove::prove;"), ["prove"]);
        assert_eq!(rooms_named("//! x\nuse super::check;"), ["check"]);
    }
}

mod steps {
    use super::*;
    use quod::numeric::steps::{CHAPTERS, all};

    /// The ids in the `properties!` of the tests.
    fn tested(tests: &[Text]) -> Vec<String> {
        let lists = tests.iter().flat_map(|(_, text)| text.split("properties! {").skip(1));
        let entries = lists.flat_map(|list| list.split('}').next().unwrap_or("").lines());
        entries.filter_map(|line| Some(line.split('"').nth(1)?.to_owned())).collect()
    }

    /// Steps without a property, properties without a step, and ids that occur twice on either side.
    fn unpaired(steps: &[String], tested: &[String]) -> Vec<String> {
        let mut complaints = Vec::new();
        for (names, others, what) in [(steps, tested, "no property"), (tested, steps, "no record")] {
            let mut seen = BTreeSet::new();
            for id in names {
                if !seen.insert(id) {
                    complaints.push(format!("{id} occurs twice"));
                }
                if !others.contains(id) {
                    complaints.push(format!("{id} has {what}"));
                }
            }
        }
        complaints
    }

    fn ids() -> Vec<String> {
        all().map(|(_, step)| step.id.to_owned()).collect()
    }

    #[test]
    fn steps_and_properties_come_in_pairs_and_there_are_enough() {
        let (steps, tested) = (ids(), tested(&texts("tests/steps", "rs")));
        assert_eq!(unpaired(&steps, &tested), Vec::<String>::new());
        assert!(steps.len() >= 40, "only {} steps", steps.len());
    }

    #[test]
    fn a_deleted_property_a_deleted_step_and_a_doubled_id_are_noticed() {
        let (steps, tested) = (ids(), tested(&texts("tests/steps", "rs")));
        assert_eq!(unpaired(&steps, &tested[1..]), [format!("{} has no property", tested[0])]);
        assert_eq!(unpaired(&steps[1..], &tested), [format!("{} has no record", steps[0])]);
        assert_eq!(unpaired(&steps, &[]).len(), steps.len(), "with no property at all, every step is reported");
        let doubled = [steps.as_slice(), &steps[..1]].concat();
        assert_eq!(unpaired(&doubled, &tested), [format!("{} occurs twice", steps[0])]);
    }

    /// The register as it was when it was last released: so many lines, and the SHA-256 of their bytes. A release moves
    /// both on; nothing else does.
    const RELEASED: (usize, &str) = (102, "742d205bfd17ad1499143f2d3f23373bc968a182a97ac3d6dd1bda227c916a4d");

    /// Whatever makes an address that somebody may have cited lead nowhere, or a step that none can cite.
    fn unregistered(register: &str, steps: &[String], released: (usize, &str)) -> Vec<String> {
        let lines: Vec<&str> = register.split_inclusive('\n').collect();
        let old = lines.iter().take(released.0).copied().collect::<String>();
        let mut complaints = Vec::new();
        if lines.len() < released.0 || quod_kernel::Digest::of(old.as_bytes()).to_string() != released.1 {
            complaints.push("a released line of docs/steps.register was changed or removed: put it back".to_owned());
        }
        let ids: Vec<&str> = lines.iter().filter_map(|line| line.split(' ').next()).collect();
        let doubled = ids.iter().enumerate().filter(|(at, id)| ids[..*at].contains(id));
        complaints.extend(doubled.map(|(_, id)| format!("{id} is registered twice")));
        let gone = ids.iter().filter(|id| !steps.iter().any(|step| step == *id));
        complaints.extend(
            gone.map(|id| format!("{id} is permanent, but no step has it any more: give the step its id back")),
        );
        let new = steps.iter().filter(|step| !ids.contains(&step.as_str()));
        let version = env!("CARGO_PKG_VERSION");
        complaints.extend(
            new.map(|id| format!("{id} is new: add the line `{id} {version}` at the end of docs/steps.register")),
        );
        complaints
    }

    #[test]
    fn every_step_is_registered_and_no_registered_step_is_gone() {
        assert_eq!(unregistered(&read("docs/steps.register"), &ids(), RELEASED), Vec::<String>::new());
    }

    #[test]
    fn a_removed_a_renamed_and_a_new_step_are_noticed() {
        let (register, steps) = (read("docs/steps.register"), ids());
        assert_eq!(unregistered(&register, &steps[1..], RELEASED).len(), 1, "a removed step");
        let renamed: Vec<String> = steps.iter().map(|id| id.replace("softmax.shift", "softmax.translation")).collect();
        assert_eq!(unregistered(&register, &renamed, RELEASED).len(), 2, "a renamed step");
        let register_too = register.replace("softmax.shift ", "softmax.translation ");
        assert_eq!(unregistered(&register_too, &renamed, RELEASED).len(), 1, "a step renamed in both");
        let without = register.lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
        assert_eq!(unregistered(&without, &steps[1..], RELEASED).len(), 1, "a step removed from both");
        let more = [steps.as_slice(), &["late.step".to_owned()]].concat();
        let told = unregistered(&register, &more, RELEASED);
        assert!(told.len() == 1 && told[0].contains("add the line `late.step "), "{told:?}");
        assert_eq!(unregistered(&format!("{register}late.step 0.1.0\n"), &more, RELEASED), Vec::<String>::new());
    }

    /// The formula with its letters renamed in the order in which they occur, words of LaTeX kept.
    fn shape(tex: &str) -> String {
        let (mut shape, mut names, mut rest) = (String::new(), Vec::new(), tex);
        while let Some(first) = rest.chars().next() {
            let word =
                rest.char_indices().skip(1).find(|(_, c)| !c.is_ascii_alphabetic()).map_or(rest.len(), |(at, _)| at);
            let length = if first == '\\' { word } else { first.len_utf8() };
            let (token, after) = rest.split_at(length);
            if first.is_ascii_alphabetic() {
                let known = names.iter().position(|name| *name == first);
                let number = known.unwrap_or_else(|| {
                    names.push(first);
                    names.len() - 1
                });
                shape.push_str(&format!("<{number}>"));
            } else if !first.is_whitespace() {
                shape.push_str(token);
            }
            rest = after;
        }
        shape
    }

    fn alike(steps: &[(String, String)]) -> Vec<String> {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let pairs = steps.iter().filter_map(|(id, tex)| {
            let before = seen.insert(shape(tex), id)?;
            Some(format!("{before} and {id} are alike up to renaming"))
        });
        pairs.collect()
    }

    #[test]
    fn no_two_steps_are_alike_up_to_renaming() {
        let steps: Vec<_> = all().map(|(_, step)| (step.id.to_owned(), step.tex.to_owned())).collect();
        assert_eq!(alike(&steps), Vec::<String>::new());
        let renamed = ("copy".to_owned(), steps[0].1.replace('i', "k"));
        assert_eq!(alike(&[steps[0].clone(), renamed]).len(), 1, "a renamed copy is not noticed");
    }

    #[test]
    fn uses_name_earlier_steps_only() {
        let mut earlier = BTreeSet::new();
        for (_, step) in all() {
            for used in step.uses {
                assert!(earlier.contains(used), "{} uses {used}, which does not stand before it", step.id);
            }
            earlier.insert(step.id);
        }
    }

    #[test]
    fn every_step_shows_its_code_and_both_sides_of_it() {
        for (chapter, step) in all() {
            let code = chapter.code_of(step.id).unwrap_or_else(|| panic!("{}: no anchored code", step.id));
            for part in ["left:", "right:", "oracles:"] {
                assert!(code.contains(part), "{}: no `{part}` between its anchors", step.id);
            }
            assert!(!code.contains("wrong:"), "{}: the sabotage is not for the reader", step.id);
        }
        assert_eq!(CHAPTERS[0].code_of("no.such-step"), None);
    }

    #[test]
    fn every_oracle_stands_apart_from_both_sides() {
        for (_, step) in all() {
            for oracle in step.oracles {
                let same = [step.left, step.right].iter().any(|&side| std::ptr::fn_addr_eq(side, oracle.value));
                assert!(!same, "{}: an oracle is one of the sides", step.id);
            }
        }
    }
}

mod golden {
    use super::*;
    use quod::diagnostic::CODES;
    use quod::latex::{ENVIRONMENTS, notations};

    /// The name of a notation's page, which no other notation has where the case of letters does not count.
    fn name(spelling: &str) -> String {
        let word = spelling.strip_prefix('\\').filter(|word| !word.is_empty());
        let lead = |word: &str| if word.chars().any(char::is_uppercase) { "capital-" } else { "" };
        match word {
            Some(word) if word.chars().all(|c| c.is_ascii_alphabetic()) => lead(word).to_owned() + &word.to_lowercase(),
            _ => {
                let points = word.unwrap_or(spelling).chars().map(|c| format!("u{:04x}", u32::from(c)));
                let points: Vec<String> = points.collect();
                if word.is_some() { format!("backslash-{}", points.join("-")) } else { points.join("-") }
            }
        }
    }

    /// The page of each row of the tables of notations, with what must occur in its formulas.
    fn demanded() -> BTreeMap<String, String> {
        let environments = ENVIRONMENTS.iter().map(|row| {
            let lead = if row.name.starts_with(char::is_uppercase) { "capital-" } else { "" };
            let name = row.name.to_lowercase().replace('*', "-star");
            (format!("tests/ui/notation/environment-{lead}{name}.md"), format!("\\begin{{{}}}", row.name))
        });
        let commands =
            notations().map(|row| (format!("tests/ui/notation/{}.md", name(row.spelling)), row.spelling.to_owned()));
        commands.chain(environments).collect()
    }

    /// Rows without a page, pages that do not show their notation, pages without a report, pages without a row.
    fn unshown(demanded: &BTreeMap<String, String>, pages: &[Text], reports: &[Text]) -> Vec<String> {
        let mut complaints = Vec::new();
        for (page, spelling) in demanded {
            match pages.iter().find(|(path, _)| path == page) {
                None => complaints.push(format!("{spelling} has no page {page}")),
                Some((_, text)) if !text.split("$$").skip(1).step_by(2).any(|formula| formula.contains(spelling)) => {
                    complaints.push(format!("{page} does not show {spelling}"));
                }
                Some(_) => {}
            }
            let report = page.replace(".md", ".report");
            if !reports.iter().any(|(path, text)| *path == report && text.contains("read as")) {
                complaints.push(format!("{report} does not say how {spelling} is read"));
            }
        }
        let stray = pages.iter().filter(|(path, _)| !demanded.contains_key(path));
        complaints.extend(stray.map(|(path, _)| format!("{path} is the page of no notation")));
        complaints
    }

    #[test]
    fn every_notation_is_shown_and_how_it_is_read() {
        let (pages, reports) = (texts("tests/ui/notation", "md"), texts("tests/ui/notation", "report"));
        let demanded = demanded();
        assert_eq!(demanded.len(), notations().count() + ENVIRONMENTS.len(), "two notations share a page");
        assert_eq!(unshown(&demanded, &pages, &reports), Vec::<String>::new());
    }

    #[test]
    fn a_notation_without_a_page_is_noticed() {
        let (pages, reports) = (texts("tests/ui/notation", "md"), texts("tests/ui/notation", "report"));
        let demanded = demanded();
        assert_eq!(unshown(&demanded, &pages[1..], &reports).len(), 1);
        assert_eq!(unshown(&demanded, &pages, &reports[1..]).len(), 1);
        let mut renamed = pages.clone();
        renamed[0].0 = "tests/ui/notation/renamed.md".to_owned();
        assert_eq!(unshown(&demanded, &renamed, &reports).len(), 2);
        let mut emptied = pages.clone();
        emptied[0].1 = "# Nothing\n\n$$x = y$$\n".to_owned();
        assert_eq!(unshown(&demanded, &emptied, &reports).len(), 1);
        let mut more = demanded.clone();
        more.insert("tests/ui/notation/quux.md".to_owned(), "\\quux".to_owned());
        assert_eq!(unshown(&more, &pages, &reports).len(), 2);
        assert_eq!(name("\\Sigma"), "capital-sigma");
        assert_eq!((name("="), name("\\,"), name("\\")), ("u003d".into(), "backslash-u002c".into(), "u005c".into()));
    }

    /// Codes that no example can have, each for the reason that its page gives.
    const WITHOUT_EXAMPLE: &[&str] = &["Q0411", "Q0414", "Q0501"];

    /// Codes without a golden report in which they occur, and golden reports without a code.
    fn undrawn(codes: &[&str], reports: &[Text]) -> Vec<String> {
        let path = |code: &str| format!("tests/ui/codes/{code}.report");
        let drawn = |code: &str| {
            reports.iter().any(|(report, text)| *report == path(code) && text.contains(&format!("[{code}]")))
        };
        let missing = codes.iter().filter(|code| !WITHOUT_EXAMPLE.contains(code) && !drawn(code));
        let stray = reports.iter().filter(|(report, _)| !codes.iter().any(|code| path(code) == *report));
        let missing = missing.map(|code| format!("{} does not show {code}", path(code)));
        missing.chain(stray.map(|(path, _)| format!("{path} is the report of no code"))).collect()
    }

    #[test]
    fn every_code_has_a_golden_report() {
        let codes: Vec<&str> = CODES.iter().map(|code| code.name).collect();
        let reports = texts("tests/ui/codes", "report");
        assert_eq!(undrawn(&codes, &reports), Vec::<String>::new());
        assert_eq!(undrawn(&codes, &reports[1..]).len(), 1);
        assert_eq!(undrawn(&codes[1..], &reports).len(), 1);
        assert_eq!(undrawn(&[codes.as_slice(), &["Q9999"]].concat(), &reports).len(), 1);
        let mut changed = reports.clone();
        changed[0].1 = changed[0].1.replace('[', "(");
        assert_eq!(undrawn(&codes, &changed).len(), 1);
    }
}

mod book {
    use super::*;

    /// The chapters that SUMMARY.md names.
    fn listed() -> BTreeSet<String> {
        let summary = read("book/SUMMARY.md");
        let links = summary.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
        links.collect()
    }

    #[test]
    fn the_summary_lists_every_chapter_and_nothing_else_lies_in_the_book() {
        let listed = listed();
        let pictures = ["svg", "png", "jpg", "webp"];
        for path in files("book") {
            let name = path.strip_prefix(top().join("book")).expect("below book").display().to_string();
            let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or("");
            assert!(kind == "md" || pictures.contains(&kind), "book/{name} would be published");
            assert!(kind != "md" || name == "SUMMARY.md" || listed.contains(&name), "book/{name} is not in SUMMARY.md");
        }
        assert!(listed.iter().all(|name| top().join("book").join(name).exists()));
    }

    #[test]
    fn every_chapter_with_steps_has_a_doctest_that_is_run() {
        let library = read("src/lib.rs");
        for chapter in quod::numeric::steps::CHAPTERS {
            let text = read(&format!("book/{}", chapter.file));
            assert!(text.contains("\n```rust\n"), "book/{} has no doctest", chapter.file);
        }
        for (path, text) in texts("book", "md") {
            let run = library.contains(&format!("\"../{path}\""));
            assert!(run || !text.contains("\n```rust\n"), "{path} has doctests, but src/lib.rs does not include it");
            assert!(!text.contains("\n```\n\n```\n"), "{path}: an empty fence");
        }
    }
}

mod house {
    use super::*;

    /// Modules without a first line of documentation, stubs, and tests that are switched off.
    fn complaints(sources: &[Text]) -> Vec<String> {
        let banned = [["to", "do!("].concat(), ["unimpl", "emented!("].concat(), ["#[ig", "nore"].concat()];
        let mut complaints = Vec::new();
        for (path, text) in sources {
            if !text.starts_with("//!") {
                complaints.push(format!("{path} does not say what it is for"));
            }
            complaints.extend(banned.iter().filter(|word| text.contains(*word)).map(|word| format!("{path}: {word}")));
        }
        complaints
    }

    #[test]
    fn every_module_says_what_it_is_for_and_none_is_a_stub() {
        let sources = [texts("src", "rs"), texts("tests", "rs")].concat();
        assert_eq!(complaints(&sources), Vec::<String>::new());
        let bad = ["fn f() {}".to_owned(), ["//! x\nfn f() { to", "do!() }"].concat()];
        assert_eq!(complaints(&bad.map(|text| ("x.rs".to_owned(), text))).len(), 2);
    }

    #[test]
    fn the_citation_names_the_version_of_the_crate() {
        let citation = read("CITATION.cff");
        assert!(citation.contains(&format!("\nversion: {}\n", env!("CARGO_PKG_VERSION"))));
        let published = read("book.toml");
        let date = published.split("published = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a date");
        assert!(citation.contains(&format!("\ndate-released: {date}\n")), "book.toml and CITATION.cff differ");
        assert!(read("CHANGELOG.md").contains(&format!("## {}", env!("CARGO_PKG_VERSION"))));
    }
}
