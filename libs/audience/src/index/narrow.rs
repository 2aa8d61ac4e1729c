//! All persons at once: each condition narrows a set of candidates. What an order or a set cannot settle is asked of
//! those who are left.

use super::{Bitmap, Index, leaves::Test, plan::Node, stamp::Clock};
use crate::Truth;

/// Whom a set is to hold: those for whom it holds, or also those of whom it cannot be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Yes,
    Maybe,
}

impl Side {
    pub(crate) fn takes(self, truth: Truth) -> bool {
        truth == Truth::Yes || (self == Side::Maybe && truth == Truth::Unknown)
    }

    pub(crate) fn other(self) -> Side {
        if self == Side::Yes { Side::Maybe } else { Side::Yes }
    }
}

/// How dear a node is, in order.
fn price(node: &Node) -> u8 {
    match node {
        Node::All(nodes) | Node::Any(nodes) => 2 + nodes.iter().map(price).max().unwrap_or(0),
        Node::Not(node) => 1 + price(node),
        Node::Is(test) => match test.as_ref() {
            Test::Sex(_) | Test::Grade(_) | Test::Stands { .. } | Test::Missing => 0,
            Test::Age { .. } | Test::Latest { .. } | Test::Birthday(_) => 1,
            Test::Happened(_) | Test::Spend { .. } => 3,
            _ => 9,
        },
    }
}

impl Index {
    /// Keeps of `set` those on the asked side of a node.
    pub(crate) fn narrow(&self, node: &Node, side: Side, clock: &Clock, set: &mut Bitmap) {
        match node {
            Node::All(nodes) => {
                let mut order: Vec<&Node> = nodes.iter().collect();
                order.sort_by_key(|node| price(node));
                let mut open = Vec::new();
                for node in order {
                    match node {
                        Node::Is(test) if !self.bound(test, side, clock, set) => open.push(test),
                        Node::Is(_) => {}
                        _ => self.narrow(node, side, clock, set),
                    }
                }
                for test in open {
                    set.retain(|p| side.takes(self.test_one(test, p, clock)));
                }
            }
            Node::Any(nodes) => {
                let mut rest = set.clone();
                set.clear();
                for node in nodes {
                    let mut found = rest.clone();
                    self.narrow(node, side, clock, &mut found);
                    rest.and_not(&found);
                    set.or(&found);
                }
            }
            Node::Not(node) => {
                let mut out = set.clone();
                self.narrow(node, side.other(), clock, &mut out);
                set.and_not(&out);
            }
            Node::Is(test) => {
                if !self.bound(test, side, clock, set) {
                    set.retain(|p| side.takes(self.test_one(test, p, clock)));
                }
            }
        }
    }
}
