//! plumb-codes
