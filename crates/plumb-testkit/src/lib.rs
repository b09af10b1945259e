//! plumb-testkit
