//! A value for every number that an occupation can have.

use std::ops::{Index, IndexMut};

/// As long as the numbers reach, so that no place needs a check; what is never touched takes no memory.
#[derive(Debug, Clone)]
pub(crate) struct ByClass<T>(Box<[T; 1 << 16]>);

impl<T: Clone + Default> Default for ByClass<T> {
    fn default() -> Self {
        let empty = vec![T::default(); 1 << 16].into_boxed_slice();
        Self(empty.try_into().unwrap_or_else(|_| unreachable!("the length is that of the array")))
    }
}

impl<T> ByClass<T> {
    /// The values of the first occupations.
    pub(crate) fn first(&mut self, count: usize) -> &mut [T] {
        &mut self.0[..count]
    }
}

impl<T> Index<u16> for ByClass<T> {
    type Output = T;

    fn index(&self, class: u16) -> &T {
        &self.0[usize::from(class)]
    }
}

impl<T> IndexMut<u16> for ByClass<T> {
    fn index_mut(&mut self, class: u16) -> &mut T {
        &mut self.0[usize::from(class)]
    }
}
