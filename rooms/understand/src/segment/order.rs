//! In which order segments are judged, when one rests on another, and whether they rest on each other in a circle.
use nq_audience::{Rule, uses};
use std::collections::{BTreeMap, BTreeSet};

/// Puts segments into an order in which each comes after those it rests on. Those in a circle come last.
pub(crate) fn ordered<T>(mut segments: Vec<T>, of: impl Fn(&T) -> (String, &Rule)) -> Vec<T> {
    let mut done = BTreeSet::new();
    let mut order = Vec::with_capacity(segments.len());
    let known: BTreeSet<String> = segments.iter().map(|s| of(s).0).collect();
    loop {
        let ready = |s: &T| uses(of(s).1).segments.iter().all(|id| done.contains(id) || !known.contains(id));
        let Some(place) = segments.iter().position(ready) else { break };
        let segment = segments.remove(place);
        done.insert(of(&segment).0);
        order.push(segment);
    }
    order.extend(segments);
    order
}

/// Whether a segment with this id and rule would rest on itself, given the rules of the others.
pub(crate) fn circular(id: &str, rule: &Rule, others: &BTreeMap<String, Rule>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open: Vec<String> = uses(rule).segments.into_iter().collect();
    while let Some(next) = open.pop() {
        if next == id {
            return true;
        }
        if let Some(rule) = others.get(&next)
            && seen.insert(next)
        {
            open.extend(uses(rule).segments);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(id: &str) -> Rule {
        serde_json::from_str(&format!(r#"{{"segment":"{id}"}}"#)).unwrap()
    }

    #[test]
    fn a_segment_comes_after_the_one_it_rests_on() {
        let elders: Rule = serde_json::from_str(r#"{"age":{"ge":65}}"#).unwrap();
        let all = vec![("c".to_owned(), on("b")), ("b".to_owned(), on("a")), ("a".to_owned(), elders)];
        let ids: Vec<_> =
            ordered(all, |(id, rule)| (id.clone(), rule)).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["a", "b", "c"]);
    }

    #[test]
    fn a_circle_is_found_also_over_a_third_one() {
        let others = BTreeMap::from([("b".to_owned(), on("c")), ("c".to_owned(), on("a"))]);
        assert!(circular("a", &on("b"), &others));
        assert!(circular("a", &on("a"), &others));
        assert!(!circular("d", &on("b"), &others));
    }
}
