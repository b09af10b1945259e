//! What the test equipment promises to the tests that use it.

#[cfg(test)]
mod generated;
