//! The words of a web page: what a reader sees, line by line. No script is run, nothing is fetched.

/// Elements whose content is not for reading.
const SILENT: [&str; 7] = ["script", "style", "head", "noscript", "template", "svg", "select"];

/// Elements that begin a new line.
const BLOCKS: [&str; 23] = [
    "p",
    "div",
    "br",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "section",
    "article",
    "header",
    "footer",
    "blockquote",
    "hr",
    "dd",
    "dt",
    "pre",
];

/// Does the text begin like a web page?
pub fn is_html(text: &str) -> bool {
    let top: String = text.trim_start().chars().take(2000).collect::<String>().to_lowercase();
    top.starts_with("<!doctype html")
        || top.starts_with("<html")
        || top.contains("<body")
        || top.contains("<head>")
}

/// The words of a page; cells of a table row are apart by tabs.
pub fn text(page: &str) -> String {
    let mut out = Words::default();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        out.words(&rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else {
            out.words(rest);
            return out.finish();
        };
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let closes = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if name.is_empty() && !tag.starts_with(['!', '?', '/']) {
            out.words("<");
            out.words(tag);
            out.words(">");
        } else if SILENT.contains(&name.as_str()) && !closes && !tag.ends_with('/') {
            rest = behind(rest, &name);
        } else {
            out.tag(&name, closes);
        }
    }
    out.words(rest);
    out.finish()
}

/// What follows the end of a silent element; nothing where it does not end.
fn behind<'t>(rest: &'t str, name: &str) -> &'t str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</").map(|at| from + at + 2) {
        let found = rest.as_bytes().get(at..at + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
        }
        from = at;
    }
    ""
}

#[derive(Default)]
struct Words {
    out: String,
    /// Within a row of a table, so that blocks inside a cell do not break it.
    cells: usize,
    blank: bool,
}

impl Words {
    fn tag(&mut self, name: &str, closes: bool) {
        match name {
            "td" | "th" if !closes => {
                if self.cells > 0 {
                    self.out.push('\t');
                }
                self.cells += 1;
                self.blank = false;
            }
            "tr" | "table" => {
                self.cells = 0;
                self.line();
            }
            _ if self.cells > 0 => self.blank |= BLOCKS.contains(&name),
            _ if BLOCKS.contains(&name) => self.line(),
            _ => {}
        }
    }

    fn line(&mut self) {
        self.blank = false;
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn words(&mut self, raw: &str) {
        for ch in entities(raw).chars() {
            if ch.is_whitespace() && ch != '\u{3000}' {
                self.blank = true;
                continue;
            }
            if std::mem::take(&mut self.blank)
                && !self.out.ends_with(['\n', '\t', ' '])
                && !self.out.is_empty()
            {
                self.out.push(' ');
            }
            self.out.push(ch);
        }
    }

    fn finish(self) -> String {
        self.out
    }
}

/// Named and numbered signs.
fn entities(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, ch)| *ch == ';').map(|(end, _)| end);
        match end.and_then(|end| Some((end, sign(&rest[1..end])?))) {
            Some((end, ch)) => {
                out.push(ch);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn sign(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hex = number.strip_prefix(['x', 'X']).map(|hex| u32::from_str_radix(hex, 16));
        return char::from_u32(hex.unwrap_or_else(|| number.parse()).ok()?).filter(|ch| !ch.is_control());
    }
    Some(match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "middot" => '·',
        "times" => '×',
        "ge" => '≥',
        "le" => '≤',
        "permil" => '‰',
        "bull" => '•',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_its_words_line_by_line() {
        let page = "<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body><script>var a='<p>';</script>\
            <h1>关于申报\n项目的&ldquo;通知&rdquo;</h1><p>一、条件&nbsp;&amp; 要求<br/>二、时间</p><!-- <p>不</p> -->\
            <table><tr><td><p>甲类</p></td><td>3<b>个</b></td></tr><tr><td>乙类</td><td></td></tr></table>尾 a<b</body></html>";
        assert_eq!(text(page), "关于申报 项目的“通知”\n一、条件 & 要求\n二、时间\n甲类\t3个\n乙类\t\n尾 a");
    }

    #[test]
    fn broken_markup_ends_quietly() {
        for page in ["<", "<p", "a<script>x", "&#xffffffff;&#0;&", "<!--", "a < b > c", "</"] {
            let _ = text(page);
        }
        assert_eq!(text("a&#26607;&#x67F3;&unknown;"), "a柯柳&unknown;");
    }
}
