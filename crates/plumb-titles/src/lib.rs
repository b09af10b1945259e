//! plumb-titles
