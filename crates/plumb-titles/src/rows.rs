//! From a trained model to the rows of an index: words with their letters in one row, few weights, one byte each.

use crate::features::{Key, Kind, letter_groups, to_u32};
use crate::index::{RowHead, Rows, magnitude, magnitude_code};
use crate::learn::Material;
use crate::train::Model;

/// Weights below this part of 127 of the row's heaviest are left out.
const LEAST_STEPS: u8 = 6;

/// Keeps the heaviest weights of each row, at most so many.
pub(crate) fn rows(material: &Material, model: &Model, most: usize) -> Rows {
    let features = &material.features;
    let words = material.vocabulary.words();
    let mut rows = Rows { words: to_u32(words.len()), heads: vec![RowHead::default()], ..Rows::default() };
    let mut sums = vec![0.0_f32; material.classes.len()];
    let mut row: Vec<(u16, f32)> = Vec::new();
    // Adds a feature to the sums, and its classes to the row.
    let add = |key: Key, sums: &mut [f32], row: &mut Vec<(u16, f32)>| {
        let Some(&number) = features.numbers.get(&key) else { return 0.0 };
        let value = features.value(number as usize);
        let mut any = false;
        for (class, weight) in model.row(number as usize) {
            any = true;
            if sums[usize::from(class)] == 0.0 {
                row.push((class, 0.0));
            }
            sums[usize::from(class)] += value * weight;
        }
        // A feature that was kept out of the training is unknown.
        if any { value * value } else { 0.0 }
    };
    for (word, id) in words.iter().zip(0..) {
        row.clear();
        let mut square = add(Key::of_word(Kind::Word, id), &mut sums, &mut row);
        letter_groups(word, |key| square += add(key, &mut sums, &mut row));
        take(&mut sums, &mut row);
        push(&mut rows, &mut row, square, most);
    }
    for &key in features.keys.iter().filter(|key| key.kind() != Kind::Word) {
        row.clear();
        let square = add(key, &mut sums, &mut row);
        take(&mut sums, &mut row);
        if row.is_empty() {
            continue;
        }
        rows.numbers.insert(key, to_u32(rows.count()));
        rows.keys.push(key);
        push(&mut rows, &mut row, square, most);
    }
    rows
}

/// Moves the sums of the row's classes into the row.
fn take(sums: &mut [f32], row: &mut Vec<(u16, f32)>) {
    for (class, weight) in row.iter_mut() {
        *weight = std::mem::take(&mut sums[usize::from(*class)]);
    }
    // A class whose sum was zero on the way may be there twice.
    row.retain(|entry| entry.1 != 0.0);
}

fn push(rows: &mut Rows, row: &mut Vec<(u16, f32)>, square: f32, most: usize) {
    row.sort_unstable_by(|one, other| other.1.abs().total_cmp(&one.1.abs()).then(one.0.cmp(&other.0)));
    row.truncate(most);
    let code = magnitude_code(row.first().map_or(0.0, |heaviest| heaviest.1.abs()) / 127.0);
    let scale = magnitude(code);
    row.sort_unstable_by_key(|entry| entry.0);
    for &(class, weight) in row.iter() {
        #[expect(clippy::cast_possible_truncation, reason = "between -127 and 127 by the choice of scale")]
        let steps = (weight / scale).round() as i8;
        if steps.unsigned_abs() >= LEAST_STEPS {
            rows.classes.push(class);
            rows.weights.push(steps);
        }
    }
    if let Some(head) = rows.heads.last_mut() {
        (head.scale, head.square) = (code, magnitude_code(square));
    }
    rows.heads.push(RowHead { start: to_u32(rows.classes.len()), ..RowHead::default() });
}
