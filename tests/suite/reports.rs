//! Reports for programs against their schemas: quod/1 as it is published, SARIF 2.1.0 as OASIS published it.

use crate::note::NOTE;
use crate::pages::{BOOK, UI};
use quod::report::{SCHEMA, json, json_explained, sarif};
use quod::source::Source;
use quod::verdict::{Analysis, Effort, analyse};
use serde_json::{Value, json as value};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A schema, compiled.
struct Schema {
    schemas: boon::Schemas,
    index: boon::SchemaIndex,
}

impl Schema {
    fn new(schema: Value) -> Self {
        let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
        compiler.enable_format_assertions();
        compiler.add_resource("schema.json", schema).expect("a schema");
        let index = compiler.compile("schema.json", &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    fn complaint(&self, instance: &Value) -> Option<String> {
        self.schemas.validate(instance, self.index).err().map(|error| format!("{error:#}"))
    }
}

/// The published schema, closed: here no member may occur that it does not name.
static QUOD: LazyLock<Schema> = LazyLock::new(|| {
    let mut schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    close(&mut schema);
    Schema::new(schema)
});

/// Forbids other members, but in the part that others extend.
fn close(schema: &mut Value) {
    schema["unevaluatedProperties"] = value!(false);
    for (name, part) in schema["$defs"].as_object_mut().expect("definitions") {
        if part["type"] == "object" && name != "position" || part["$ref"] == "#/$defs/position" {
            part["unevaluatedProperties"] = value!(false);
        }
    }
}

/// The schema that OASIS published, as the crate `serde-sarif` carries it.
static SARIF: LazyLock<Schema> = LazyLock::new(|| {
    let text = std::fs::read_to_string(folder_of("serde-sarif").join("src/schema.json")).expect("the schema of SARIF");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(schema["title"], "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema");
    Schema::new(schema)
});

/// Where cargo keeps a package that this one depends on.
fn folder_of(package: &str) -> PathBuf {
    let version = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let version = String::from_utf8(version.stdout).expect("text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let arguments = ["metadata", "--format-version", "1", "--offline", "--filter-platform", host];
    let metadata = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let metadata: Value = serde_json::from_slice(&metadata.expect("cargo runs").stdout).expect("metadata");
    let packages = metadata["packages"].as_array().expect("packages");
    let found = packages.iter().find(|found| found["name"] == package).expect("a dependency");
    Path::new(found["manifest_path"].as_str().expect("a path")).parent().expect("a folder").to_path_buf()
}

fn parsed(report: &str) -> Value {
    serde_json::from_str(report).expect("JSON")
}

/// A document with everything that a report can hold.
fn rich() -> Analysis {
    let text = "Let $s_i = \\frac{e^{z_i}}{\\sum_l e^{z_l}}$.\n\n$$\\sum_i s_i = 1 = 2 \\tag{1}$$\n\n$$a \\foo b$$\n\n\
                <!-- quod: expect refuted Q0201 -->\n$$a + a = 3 a$$\n\n$$\\sqrt{x^2} = x$$\n\n$$x - y_{$$\n";
    analyse(Source::new("rich.md", text), Effort::default())
}

#[test]
fn every_report_meets_the_published_schema_and_sarif_that_of_oasis() {
    let note = analyse(Source::new("seed-note.txt", NOTE), Effort::default());
    let analyses = UI.iter().chain(&*BOOK).map(|(_, analysis)| analysis).chain([&note]);
    for analysis in analyses {
        let one = std::slice::from_ref(analysis);
        let complaints = [QUOD.complaint(&parsed(&json(one))), SARIF.complaint(&parsed(&sarif(one)))];
        assert_eq!(complaints, [None, None], "{}", analysis.source.name());
        assert_eq!(QUOD.complaint(&parsed(&json_explained(one))), None, "{}", analysis.source.name());
    }
    assert!(UI.len() >= 20 && BOOK.len() >= 30, "{} pages and {} chapters", UI.len(), BOOK.len());
    let together = [rich(), rich()];
    assert_eq!(QUOD.complaint(&parsed(&json(&together))), None);
    assert_eq!(QUOD.complaint(&parsed(&json(&[]))), None);
    assert_eq!(SARIF.complaint(&parsed(&sarif(&together))), None);
    assert_eq!(SARIF.complaint(&parsed(&sarif(&[]))), None);
}

/// Places in a value as JSON pointers, with the value's own left out.
fn pointers(at: &str, value: &Value, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(number, value)| (number.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, child) in children {
        let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(place.clone());
        pointers(&place, child, found);
    }
}

/// Every report in which one member is missing, or has a value of no kind that occurs.
fn broken(report: &Value) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    pointers("", report, &mut places);
    let mut broken = Vec::new();
    for place in places {
        let mut changed = report.clone();
        *changed.pointer_mut(&place).expect("a place") = value!(-0.5);
        broken.push((format!("{place} = -0.5"), changed));
        let (outer, name) = place.rsplit_once('/').expect("a place");
        let mut changed = report.clone();
        let free = ["/sizes", "/indices", "/values"].iter().any(|open| outer.ends_with(open));
        if let Some(Value::Object(members)) = changed.pointer_mut(outer).filter(|_| !free) {
            members.remove(name);
            broken.push((format!("{place} is missing"), changed));
        }
    }
    broken
}

#[test]
fn a_report_with_any_field_broken_or_missing_fails() {
    let report = parsed(&json(&[rich()]));
    assert_eq!(QUOD.complaint(&report), None);
    let broken = broken(&report);
    assert!(broken.len() > 300, "only {} places", broken.len());
    for (what, changed) in broken {
        assert!(QUOD.complaint(&changed).is_some(), "not noticed: {what}");
    }
}

#[test]
fn a_report_that_contradicts_itself_fails() {
    let report = parsed(&json(&[rich()]));
    let links =
        || (0..9).flat_map(|formula| (0..3).map(move |link| format!("/documents/0/formulas/{formula}/links/{link}")));
    let with = |status: &str| {
        let found = links().find(|place| report.pointer(place).is_some_and(|link| link["status"] == status));
        found.unwrap_or_else(|| panic!("no link is {status}"))
    };
    let formula = "/documents/0/formulas/0";
    let cases = [
        (with("refuted") + "/counterexample", Value::Null),
        (with("refuted") + "/certificate", value!(format!("sha256:{}", "0".repeat(64)))),
        (with("proved") + "/reading", Value::Null),
        (with("proved") + "/method", value!("by hand")),
        (with("proved") + "/status", value!("true")),
        (with("proved") + "/certificate", value!("sha256:0")),
        (with("proved") + "/effective", value!(-1)),
        (with("proved") + "/from", value!("above")),
        (format!("{formula}/status"), value!("aside")),
        (format!("{formula}/links"), value!([])),
        (format!("{formula}/line"), value!(0)),
        (format!("{formula}/id"), value!("")),
        ("/documents/0/diagnostics/0/code".to_string(), value!("E0201")),
        ("/documents/0/diagnostics/0/severity".to_string(), value!("fatal")),
        ("/schema".to_string(), value!("quod/2")),
        ("/summary/proved".to_string(), value!("1")),
    ];
    for (place, wrong) in cases {
        let mut changed = report.clone();
        *changed.pointer_mut(&place).unwrap_or_else(|| panic!("no {place}")) = wrong.clone();
        assert!(QUOD.complaint(&changed).is_some(), "not noticed: {place} = {wrong}");
    }
    for place in ["", "/documents/0", formula, &with("refuted"), &(with("refuted") + "/counterexample"), "/summary"] {
        let mut changed = report.clone();
        changed.pointer_mut(place).expect("an object")["remark"] = value!("");
        assert!(QUOD.complaint(&changed).is_some(), "a member of {place:?} that the schema does not name");
    }
}

#[test]
fn sarif_says_where_what_and_by_which_rule() {
    let report = parsed(&sarif(&[rich()]));
    let run = &report["runs"][0];
    let result = run["results"].as_array().and_then(|all| all.iter().find(|one| one["ruleId"] == "Q0201"));
    let result = result.expect("a step that is false");
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
    assert_eq!((&rule["id"], &rule["shortDescription"]["text"]), (&value!("Q0201"), &value!("a step that is false")));
    assert!(rule["help"]["markdown"].as_str().is_some_and(|page| page.starts_with("# Q0201")));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "rich.md");
    assert_eq!(place["region"], value!({ "startLine": 3, "startColumn": 18, "endLine": 3, "endColumn": 21 }));
    assert_eq!(result["level"], "error");
    assert!(result["message"]["text"].as_str().is_some_and(|text| text.contains("left 1, right 2")), "{result}");
    assert!(serde_json::from_value::<serde_sarif::sarif::Sarif>(report.clone()).is_ok());
}

#[test]
fn broken_sarif_fails() {
    let report = parsed(&sarif(&[rich()]));
    let result = "/runs/0/results/0";
    let cases = [
        ("/version".to_string(), value!("2.0.0")),
        ("/runs/0/tool/driver/name".to_string(), Value::Null),
        (format!("{result}/level"), value!("fatal")),
        (format!("{result}/message"), value!({})),
        (format!("{result}/ruleIndex"), value!(-2)),
        (format!("{result}/locations/0/physicalLocation/region/startLine"), value!(0)),
        (format!("{result}/locations/0/physicalLocation/artifactLocation/uri"), value!("a b")),
        (format!("{result}/partialFingerprints/quod~1v1"), value!(1)),
    ];
    for (place, wrong) in cases {
        let mut changed = report.clone();
        *changed.pointer_mut(&place).unwrap_or_else(|| panic!("no {place}")) = wrong.clone();
        assert!(SARIF.complaint(&changed).is_some(), "not noticed: {place} = {wrong}");
    }
}
