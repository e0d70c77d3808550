//! What a dict can do.

use std::cmp::Ordering;

use crate::key::Key;
use crate::value::{Dict, Value};

impl Dict {
    /// An empty dict.
    #[must_use]
    pub const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The value of a text key; `None` if there is no such key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.pairs.iter().find(|(k, _)| k.as_str() == Some(key)).map(|(_, value)| value)
    }

    /// The value of any key; `None` if there is no such key, and for NaN, which is equal to no key.
    #[must_use]
    pub fn get_key(&self, key: &Key) -> Option<&Value> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// Puts a value in. A key that is there already keeps its place, as in Python. Returns the old value. A NaN
    /// is another key each time, as one that Python has made anew.
    pub fn insert(&mut self, key: impl Into<Key>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        match self.pairs.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => Some(std::mem::replace(old, value)),
            None => {
                self.pairs.push((key, value));
                None
            }
        }
    }

    /// Takes a text key out. Returns its value, or `None` if there is no such key.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.pairs.iter().position(|(k, _)| k.as_str() == Some(key))?;
        Some(self.pairs.remove(at).1)
    }

    /// Takes everything out.
    pub fn clear(&mut self) {
        self.pairs.clear();
    }

    /// Keys and values, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Key, &Value)> {
        self.pairs.iter().map(|(key, value)| (key, value))
    }

    /// Of pairs with any keys; of equal keys the first keeps the place, the last gives the value.
    pub(crate) fn from_pairs(pairs: Vec<(Key, Value)>) -> Self {
        if pairs.iter().all(|(key, _)| matches!(key, Key::Text(_))) {
            Self::from_text_pairs(pairs)
        } else {
            pairs.into_iter().collect()
        }
    }

    /// Of pairs whose keys are all text; of equal keys the first keeps the place, the last gives the value.
    /// Many keys are sorted, so that hostile input cannot make this slow.
    pub(crate) fn from_text_pairs(mut pairs: Vec<(Key, Value)>) -> Self {
        let doubled = match pairs.len() {
            0 | 1 => false,
            2..=16 => {
                let mut rest = pairs.as_slice();
                let mut found = false;
                while let Some(((key, _), after)) = rest.split_first() {
                    found = found || after.iter().any(|(other, _)| other == key);
                    rest = after;
                }
                found
            }
            _ => {
                let mut keys: Vec<&Key> = pairs.iter().map(|(key, _)| key).collect();
                keys.sort_unstable_by(|a, b| order(a, b));
                keys.windows(2).any(|two| matches!(two, [a, b] if order(a, b) == Ordering::Equal))
            }
        };
        if doubled {
            let mut numbered: Vec<_> = pairs.into_iter().enumerate().collect();
            numbered.sort_by(|(_, (a, _)), (_, (b, _))| order(a, b));
            numbered.dedup_by(|(_, later), (_, earlier)| {
                let equal = order(&later.0, &earlier.0) == Ordering::Equal;
                if equal {
                    std::mem::swap(&mut later.1, &mut earlier.1);
                }
                equal
            });
            numbered.sort_by_key(|(at, _)| *at);
            pairs = numbered.into_iter().map(|(_, pair)| pair).collect();
        }
        Self { pairs }
    }

    pub(crate) fn pairs(&self) -> &[(Key, Value)] {
        &self.pairs
    }
}

fn order(left: &Key, right: &Key) -> Ordering {
    left.compare(right).unwrap_or(Ordering::Less)
}

/// As in Python, the order does not matter.
impl PartialEq for Dict {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.pairs.iter().zip(&other.pairs).all(|((key, value), beside)| {
                let found = if beside.0 == *key { Some(&beside.1) } else { other.get_key(key) };
                found == Some(value)
            })
    }
}

impl IntoIterator for Dict {
    type Item = (Key, Value);
    type IntoIter = std::vec::IntoIter<(Key, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.pairs.into_iter()
    }
}

impl<K: Into<Key>, V: Into<Value>> Extend<(K, V)> for Dict {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        for (key, value) in pairs {
            self.insert(key, value);
        }
    }
}

impl<K: Into<Key>, V: Into<Value>> FromIterator<(K, V)> for Dict {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut dict = Self::new();
        dict.extend(pairs);
        dict
    }
}
