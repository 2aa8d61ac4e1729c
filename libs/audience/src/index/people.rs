//! Ordinals for persons: the id of each, and the ordinal of an id.

/// Ids in order of arrival and an open table from id to ordinal.
#[derive(Debug, Clone, Default)]
pub(crate) struct People {
    pub(crate) ids: Vec<u128>,
    /// One more than the ordinal, 0 where free; its length is a power of two, at most half full.
    table: Vec<u32>,
}

impl People {
    pub(crate) fn from_ids(ids: Vec<u128>) -> People {
        let mut people = People { ids, table: Vec::new() };
        people.rebuild();
        people
    }

    fn rebuild(&mut self) {
        let size = (self.ids.len() * 2 + 16).next_power_of_two();
        self.table = vec![0; size];
        for i in 0..self.ids.len() {
            let slot = self.slot(self.ids[i]);
            self.table[slot] = i as u32 + 1;
        }
    }

    fn slot(&self, id: u128) -> usize {
        let mixed = ((id ^ id >> 64) as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mask = self.table.len() - 1;
        let mut slot = (mixed >> 32) as usize & mask;
        while self.table[slot] != 0 && self.ids[self.table[slot] as usize - 1] != id {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The ordinal of a person.
    pub(crate) fn find(&self, id: u128) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        self.table[self.slot(id)].checked_sub(1)
    }

    /// The ordinal of a person, a new one if the person was never seen.
    pub(crate) fn ordinal(&mut self, id: u128) -> u32 {
        if (self.ids.len() + 1) * 2 > self.table.len() {
            self.rebuild();
        }
        let slot = self.slot(id);
        if self.table[slot] == 0 {
            self.ids.push(id);
            self.table[slot] = self.ids.len() as u32;
        }
        self.table[slot] - 1
    }
}
