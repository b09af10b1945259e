//! plumb-fetch
