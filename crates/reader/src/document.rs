//! The notice as the rules see it: view, tree, sentences, frame, types, and what each place belongs to.

use std::ops::Range;

use crate::facts::project_type::Type;
use crate::header::{self, Header};
use crate::lexer::{Lexeme, Quantity};
use crate::roles::Roles;
use crate::scope::Scopes;
use crate::sentences::{self, Sentence};
use crate::structure::{Node, Tree};
use crate::tables::{self, Table};
use crate::text::Text;

/// Everything the rules read.
#[derive(Debug)]
pub struct Document<'a> {
    /// Original and view.
    pub text: Text<'a>,
    /// Sections, items, rows.
    pub tree: Tree,
    /// All sentences in order.
    pub sentences: Vec<Sentence>,
    /// Tables.
    pub tables: Vec<Table>,
    /// Title, number, issuer, dates.
    pub header: Header,
    /// The project types.
    pub types: Vec<Type>,
    /// What each node belongs to.
    pub scopes: Scopes,
}

impl<'a> Document<'a> {
    /// Analyses a text; the types and scopes are found here, the facts are not.
    pub fn analyse(original: &'a str) -> Document<'a> {
        let text = Text::clean(original);
        let tree = Tree::parse(text.view());
        let sentences = sentences::split(text.view(), &tree);
        let tables = tables::find(text.view(), &tree);
        let header = header::read(text.view());
        let scopes = Scopes::empty(&tree);
        let mut document = Document { text, tree, sentences, tables, header, types: Vec::new(), scopes };
        document.types = crate::facts::project_type::find(&document);
        document.scopes = Scopes::assign(&document);
        document
    }

    /// The cleaned text.
    pub fn view(&self) -> &str {
        self.text.view()
    }

    /// The words of a range of the view.
    pub fn words(&self, range: &Range<usize>) -> &str {
        &self.text.view()[range.clone()]
    }

    /// The index of the sentence that holds byte `at`.
    pub fn sentence_at(&self, at: usize) -> Option<usize> {
        let index = self.sentences.partition_point(|sentence| sentence.range.end <= at);
        self.sentences.get(index).filter(|sentence| sentence.range.contains(&at)).map(|_| index)
    }

    /// The node of a sentence.
    pub fn node_of(&self, sentence: &Sentence) -> &Node {
        &self.tree.nodes[sentence.node]
    }

    /// The roles that hold where the sentence stands.
    pub fn roles_of(&self, sentence: &Sentence) -> Roles {
        self.node_of(sentence).roles
    }

    /// The clause of `sentence` that holds byte `at`.
    pub fn clause_at<'s>(&self, sentence: &'s Sentence, at: usize) -> &'s Range<usize> {
        let index = self.clause_index(sentence, at);
        sentence.clauses.get(index).unwrap_or(&sentence.range)
    }

    /// The index of the clause that holds byte `at`.
    pub fn clause_index(&self, sentence: &Sentence, at: usize) -> usize {
        sentence.clauses.iter().rposition(|clause| clause.start <= at).unwrap_or(0)
    }

    /// The quantities of a sentence with the index of their token.
    pub fn quantities<'s>(
        &self,
        sentence: &'s Sentence,
    ) -> impl Iterator<Item = (usize, &'s Range<usize>, &'s Quantity)> {
        sentence.tokens.iter().enumerate().filter_map(|(index, token)| match &token.value {
            Lexeme::Quantity(quantity) => Some((index, &token.range, quantity)),
            _ => None,
        })
    }
}
