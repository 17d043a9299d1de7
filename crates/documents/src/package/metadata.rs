use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::{Item, Metadata, unwritable};
use crate::error::Result;

/// Writes the description of a package. Every value is text.
pub(super) fn write(m: &Metadata, items: &[Item], paths: &[String]) -> Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    fill(&mut writer, m, items, paths).map_err(|error| unwritable(&error))?;
    Ok(writer.into_inner())
}

fn fill(writer: &mut Writer<Vec<u8>>, m: &Metadata, items: &[Item], paths: &[String]) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = writer.create_element("package").with_attribute(("version", "1"));
    root.write_inner_content(|w| {
        head(w, m)?;
        w.create_element("facts").write_inner_content(|w| {
            m.facts.iter().try_for_each(|(name, value)| {
                let fact = w.create_element("fact").with_attribute(("name", name.as_str()));
                fact.write_text_content(BytesText::new(value)).map(|_| ())
            })
        })?;
        w.create_element("steps").write_inner_content(|w| {
            m.steps.iter().try_for_each(|step| {
                let element = w.create_element("step").with_attribute(("at", step.at.as_str()));
                let element = element.with_attribute(("by", step.by.as_str()));
                element.write_text_content(BytesText::new(&step.what)).map(|_| ())
            })
        })?;
        let count = items.len().to_string();
        let files = w.create_element("files").with_attribute(("count", count.as_str()));
        files.write_inner_content(|w| {
            items.iter().zip(paths).try_for_each(|(item, path)| {
                let size = item.bytes.len().to_string();
                let file = w.create_element("file").with_attribute(("path", path.as_str()));
                let file = file.with_attribute(("kind", item.kind.as_str()));
                file.with_attribute(("bytes", size.as_str())).write_empty().map(|_| ())
            })
        })?;
        Ok(())
    })?;
    Ok(())
}

fn head(w: &mut Writer<Vec<u8>>, m: &Metadata) -> io::Result<()> {
    let values = [
        ("number", &m.number),
        ("fonds", &m.fonds),
        ("title", &m.title),
        ("responsible", &m.responsible),
        ("year", &m.year),
        ("term", &m.term),
        ("sealed_at", &m.sealed_at),
    ];
    values.into_iter().try_for_each(|(name, value)| {
        w.create_element(name).write_text_content(BytesText::new(value)).map(|_| ())
    })
}

/// What a test reads of a description: the head's values by name, the paths with their sizes, and the stated number.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Described {
    pub(super) head: Vec<(String, String)>,
    pub(super) files: Vec<(String, u64)>,
    pub(super) count: Option<usize>,
    pub(super) steps: usize,
}

/// Reads a description; none where it is no XML of a package.
pub(super) fn read(xml: &str) -> Option<Described> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Described::default();
    let mut depth = 0_u32;
    let mut open = String::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                depth += 1;
                open = tag.local_name().as_ref().to_owned();
                if depth == 1 && open != "package" {
                    return None;
                }
                match open.as_str() {
                    "files" => found.count = attribute(&tag, "count").and_then(|c| c.parse().ok()),
                    "step" => found.steps += 1,
                    _ if depth == 2 => found.head.push((open.clone(), String::new())),
                    _ => {}
                }
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "file" => {
                let bytes = attribute(&tag, "bytes").and_then(|b| b.parse().ok());
                found.files.push((attribute(&tag, "path")?, bytes?));
            }
            Event::Text(text) if depth == 2 => {
                if let Some((_, value)) = found.head.last_mut().filter(|(name, _)| *name == open) {
                    value.push_str(text.xml10_content().trim());
                }
            }
            // An escaped character: what it is makes no difference to the test, that it is there does.
            Event::GeneralRef(_) if depth == 2 => {
                if let Some((_, value)) = found.head.last_mut() {
                    value.push('&');
                }
            }
            Event::End(_) => depth = depth.checked_sub(1)?,
            Event::Eof => return (depth == 0 && !found.head.is_empty()).then_some(found),
            _ => {}
        }
    }
}

fn attribute(tag: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let value = tag.try_get_attribute(name).ok()??;
    Some(value.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.into_owned())
}
