//! Numbers for words: each different code, name or pair of codes is kept once and counted from zero.

use std::collections::HashMap;

/// What a number stands for, up to three texts: a tag's code; a doctor and a role; ICD, SNOMED and the written name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Word {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) c: String,
}

impl Word {
    pub(crate) fn new(a: &str, b: &str, c: &str) -> Word {
        Word { a: a.to_owned(), b: b.to_owned(), c: c.to_owned() }
    }
}

/// The words of one list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub(crate) list: Vec<Word>,
    ids: HashMap<Word, u32>,
}

impl Words {
    pub(crate) fn from_list(list: Vec<Word>) -> Words {
        let ids = list.iter().enumerate().map(|(i, word)| (word.clone(), i as u32)).collect();
        Words { list, ids }
    }

    /// The number of a word, a new one if it was never seen.
    pub(crate) fn number(&mut self, word: Word) -> u32 {
        if let Some(id) = self.ids.get(&word) {
            return *id;
        }
        let id = self.list.len() as u32;
        self.list.push(word.clone());
        self.ids.insert(word, id);
        id
    }

    pub(crate) fn find(&self, word: &Word) -> Option<u32> {
        self.ids.get(word).copied()
    }

    pub(crate) fn word(&self, id: u32) -> &Word {
        &self.list[id as usize]
    }

    /// The words that fit.
    pub(crate) fn wanted(&self, fits: impl Fn(&Word) -> bool) -> Wanted {
        Wanted::new(self.list.iter().map(fits).collect())
    }

    /// The words whose first text is one of these.
    pub(crate) fn codes(&self, codes: &[String]) -> Wanted {
        let mut set = vec![false; self.list.len()];
        for id in codes.iter().filter_map(|code| self.find(&Word::new(code, "", ""))) {
            set[id as usize] = true;
        }
        Wanted::new(set)
    }
}

/// Some of the words of a list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) ids: Vec<u32>,
    set: Vec<bool>,
}

impl Wanted {
    fn new(set: Vec<bool>) -> Wanted {
        let ids = set.iter().enumerate().filter(|(_, is)| **is).map(|(i, _)| i as u32).collect();
        Wanted { ids, set }
    }

    pub(crate) fn has(&self, id: u32) -> bool {
        self.set.get(id as usize).copied().unwrap_or(false)
    }

    /// Whether every word is wanted.
    pub(crate) fn everything(&self) -> bool {
        self.ids.len() == self.set.len()
    }
}
