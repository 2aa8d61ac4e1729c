//! A place for what a room keeps in memory for the whole process, by its type: the kernel need not know it.
use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

type Shelf = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

/// One value a type, made when first asked for. Cheap to clone; clones share.
#[derive(Clone, Default)]
pub struct Parts(Arc<RwLock<Shelf>>);

impl Parts {
    /// The value of this type; a default one if nobody asked before.
    pub fn get<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let kind = TypeId::of::<T>();
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&kind).cloned();
        if let Some(found) = known.and_then(|part| part.downcast().ok()) {
            return found;
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let part = all.entry(kind).or_insert_with(|| Arc::new(T::default()));
        // The key is the type, so that the other arm is never taken.
        part.clone().downcast().unwrap_or_default()
    }
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_part_is_made_once_and_shared_by_clones() {
        let parts = Parts::default();
        *parts.get::<Mutex<u8>>().lock().unwrap() = 7;
        assert_eq!(*parts.clone().get::<Mutex<u8>>().lock().unwrap(), 7);
        assert_eq!(*parts.get::<Mutex<u16>>().lock().unwrap(), 0);
    }
}
