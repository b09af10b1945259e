//! Benches only, see `benches/`; figures with their commands are in `docs/BENCHMARKS.md`.
