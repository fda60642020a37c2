//! YAML as people would write it.

const WIDTH: usize = 120;

/// YAML whose long paragraphs are folded.
pub fn folded(yaml: &str) -> String {
    yaml.lines().map(|line| folded_line(line).unwrap_or_else(|| format!("{line}\n"))).collect()
}

/// A paragraph that stands quoted, for its colons, in lines of bearable length.
fn folded_line(line: &str) -> Option<String> {
    let (indent, quoted) =
        line.split_once("- ").filter(|(indent, _)| line.len() > WIDTH && indent.trim().is_empty())?;
    let paragraph: String = serde_json::from_str(quoted).ok()?;
    let mut text = format!("{indent}- >-");
    let mut width = WIDTH;
    for word in paragraph.split(' ') {
        width += 1 + word.len();
        if width > WIDTH {
            text += &format!("\n{indent}  {word}");
            width = indent.len() + 2 + word.len();
        } else {
            text += &format!(" {word}");
        }
    }
    Some(text + "\n")
}
