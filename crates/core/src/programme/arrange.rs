//! Arranging the fields of a form's table: blocks of rows move as a whole, so that every row always fills its columns.

use std::ops::Range;

use super::{Cell, Section};

/// What can be done with a table of a form. Places are those of [`Section::blocks`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// A new row at the end with a label and a field.
    Append {
        /// Printed label; empty for a field that takes the whole row.
        label: String,
        /// Id of the field.
        field: String,
    },
    /// A block goes up (`true`) or down.
    Move(usize, bool),
    /// The field leaves its cell; an empty row goes.
    Remove(String),
    /// A plain row joins the plain row above it, side by side.
    Join(usize),
    /// The fields of a plain row get a row each.
    Split(usize),
    /// The label before a field is printed with these words.
    Label(String, String),
}

impl Section {
    /// The smallest ranges of rows that no cell crosses: a plain row, or rows under a common label.
    pub fn blocks(&self) -> Vec<Range<usize>> {
        let mut blocks = Vec::new();
        let mut start = 0;
        let mut end = 0;
        for (n, row) in self.rows.iter().enumerate() {
            let reach = row.iter().map(|cell| n + cell.rows.max(1) as usize).max().unwrap_or(n + 1);
            end = end.max(reach);
            if end == n + 1 {
                blocks.push(start..end);
                start = end;
            }
        }
        if start < self.rows.len() {
            blocks.push(start..self.rows.len());
        }
        blocks
    }

    /// Does it; false where it cannot be done and nothing changed.
    pub fn arrange(&mut self, how: &Arrangement) -> bool {
        match how {
            Arrangement::Append { label, field } => self.append(label, field),
            Arrangement::Move(block, up) => self.shift(*block, *up),
            Arrangement::Remove(field) => self.remove(field),
            Arrangement::Join(block) => self.join(*block),
            Arrangement::Split(block) => self.split(*block),
            Arrangement::Label(field, words) => self.relabel(field, words),
        }
    }

    fn append(&mut self, label: &str, field: &str) -> bool {
        let row = self.row_of(&[(label.to_owned(), field.to_owned())]);
        self.rows.push(row);
        true
    }

    fn shift(&mut self, block: usize, up: bool) -> bool {
        let blocks = self.blocks();
        let first = if up { block.checked_sub(1) } else { Some(block) };
        let pair = first.and_then(|first| Some((blocks.get(first)?, blocks.get(first + 1)?)));
        let Some((upper, lower)) = pair else { return false };
        self.rows[upper.start..lower.end].rotate_left(upper.len());
        true
    }

    fn remove(&mut self, field: &str) -> bool {
        let Some(n) = self.row_with(field) else { return false };
        let block = self.blocks().into_iter().find(|b| b.contains(&n)).unwrap_or(n..n + 1);
        if block.len() == 1 {
            let left: Vec<_> = self.pairs(n).into_iter().filter(|(_, id)| id != field).collect();
            if left.is_empty() {
                self.rows.remove(n);
            } else {
                self.rows[n] = self.row_of(&left);
            }
            return true;
        }
        // Under a common label: the cell stays, empty, unless the row holds nothing else.
        for cell in self.rows[n].iter_mut().filter(|cell| cell.field.as_deref() == Some(field)) {
            (cell.field, cell.text) = (None, Some(String::new()));
        }
        self.drop_hollow(n, block);
        true
    }

    /// Takes a row out of a block where it holds no field and only the head of the first row spans it.
    fn drop_hollow(&mut self, n: usize, block: Range<usize>) {
        let hollow =
            n > block.start && self.rows[n].iter().all(|cell| cell.field.is_none() && cell.rows == 1);
        if !hollow {
            return;
        }
        self.rows.remove(n);
        for above in block.start..n {
            for cell in self.rows[above].iter_mut().filter(|cell| above + cell.rows as usize > n) {
                cell.rows -= 1;
            }
        }
    }

    fn join(&mut self, block: usize) -> bool {
        let blocks = self.blocks();
        let pair = block.checked_sub(1).and_then(|above| Some((blocks.get(above)?, blocks.get(block)?)));
        let Some((above, below)) = pair.filter(|(a, b)| a.len() == 1 && b.len() == 1) else { return false };
        let (above, below) = (above.start, below.start);
        let fields = [self.pairs(above), self.pairs(below)].concat();
        if fields.len() * 2 > self.columns.len() || fields.len() < 2 {
            return false;
        }
        self.rows[above] = self.row_of(&fields);
        self.rows.remove(below);
        true
    }

    fn split(&mut self, block: usize) -> bool {
        let Some(range) = self.blocks().get(block).cloned().filter(|b| b.len() == 1) else { return false };
        let fields = self.pairs(range.start);
        if fields.len() < 2 {
            return false;
        }
        let rows: Vec<_> = fields.iter().map(|pair| self.row_of(std::slice::from_ref(pair))).collect();
        self.rows.splice(range, rows);
        true
    }

    fn relabel(&mut self, field: &str, words: &str) -> bool {
        let Some(n) = self.row_with(field) else { return false };
        let row = &mut self.rows[n];
        let before =
            row.iter().position(|cell| cell.field.as_deref() == Some(field)).and_then(|at| at.checked_sub(1));
        match before.map(|at| &mut row[at]).filter(|cell| cell.field.is_none()) {
            Some(cell) => {
                cell.text = Some(words.to_owned());
                true
            }
            None => false,
        }
    }

    fn row_with(&self, field: &str) -> Option<usize> {
        let holds = |row: &Vec<Cell>| row.iter().any(|cell| cell.field.as_deref() == Some(field));
        self.rows.iter().position(holds)
    }

    /// The fields of a row, each with the label printed before it.
    fn pairs(&self, row: usize) -> Vec<(String, String)> {
        let mut label = String::new();
        let mut pairs = Vec::new();
        for cell in &self.rows[row] {
            match (&cell.text, &cell.field) {
                (_, Some(field)) => pairs.push((std::mem::take(&mut label), field.clone())),
                (Some(text), None) => label.push_str(text),
                (None, None) => {}
            }
        }
        pairs
    }

    /// A row that fills the columns with these fields; the last field takes what is left.
    fn row_of(&self, fields: &[(String, String)]) -> Vec<Cell> {
        let columns = u32::try_from(self.columns.len()).unwrap_or(1).max(1);
        let count = u32::try_from(fields.len()).unwrap_or(1).max(1);
        let share = (columns / count).max(1);
        let mut row = Vec::new();
        for (n, (label, field)) in (1..).zip(fields) {
            let mine = if n == count { columns - share * (count - 1) } else { share };
            let labelled = !label.is_empty() && mine > 1;
            if labelled {
                row.push(Cell { text: Some(label.clone()), field: None, cols: 1, rows: 1 });
            }
            let cols = if labelled { mine - 1 } else { mine };
            row.push(Cell { text: None, field: Some(field.clone()), cols, rows: 1 });
        }
        row
    }
}
