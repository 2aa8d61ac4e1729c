//! Reading a rule from JSON that nobody vouches for: nodes and levels are counted while reading, so that a bomb is
//! refused at its 501st node or 21st level and never built.

use crate::{Leaf, MAX_DEPTH, MAX_NODES, Rule};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use std::{cell::Cell, fmt};

impl<'de> Deserialize<'de> for Rule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        let nodes = Cell::new(0);
        Node { depth: 1, nodes: &nodes }.deserialize(deserializer)
    }
}

#[derive(Clone, Copy)]
struct Node<'n> {
    depth: usize,
    nodes: &'n Cell<usize>,
}

impl Node<'_> {
    fn child(self) -> Self {
        Node { depth: self.depth + 1, ..self }
    }

    fn admit<E: de::Error>(self) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > MAX_NODES {
            return Err(E::custom(format!("条件超过{MAX_NODES}个，请拆成多个人群")));
        }
        if self.depth > MAX_DEPTH {
            return Err(E::custom(format!("条件嵌套超过{MAX_DEPTH}层，请简化")));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Rule;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Rule, D::Error> {
        self.admit()?;
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Rule;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("一个条件，例如 {\"age\":{\"ge\":45}}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rule, A::Error> {
        let Some(key) = map.next_key::<String>()? else {
            return Err(de::Error::custom("条件是空的"));
        };
        let rule = match key.as_str() {
            "all" => Rule::All(map.next_value_seed(List(self.child()))?),
            "any" => Rule::Any(map.next_value_seed(List(self.child()))?),
            "not" => Rule::Not(Box::new(map.next_value_seed(self.child())?)),
            _ => Rule::Is(Leaf::deserialize(OneKey { key, map: &mut map })?),
        };
        if map.next_key::<de::IgnoredAny>()?.is_some() {
            return Err(de::Error::custom("一个条件只能有一个键"));
        }
        Ok(rule)
    }
}

struct List<'n>(Node<'n>);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = Vec<Rule>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Rule>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = Vec<Rule>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("一组条件")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Rule>, A::Error> {
        let mut rules = Vec::new();
        while let Some(rule) = seq.next_element_seed(self.0)? {
            rules.push(rule);
        }
        Ok(rules)
    }
}

/// The key already read, together with the map that still holds its value, seen as an enum.
struct OneKey<'m, A> {
    key: String,
    map: &'m mut A,
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for OneKey<'_, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for OneKey<'_, A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), A::Error> {
        let key: de::value::StrDeserializer<'_, A::Error> = self.key.as_str().into_deserializer();
        Ok((seed.deserialize(key)?, self))
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for OneKey<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        Err(de::Error::custom("条件缺少内容"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.map.next_value_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, A::Error> {
        Err(de::Error::custom("条件写法不对"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, A::Error> {
        Err(de::Error::custom("条件写法不对"))
    }
}
