//! Exit codes, and which error means which. Every expected failure of a library crate is named here once.

use std::io;
use std::process::ExitCode;

/// What `plumb` tells the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done.
    Done,
    /// 1: something nobody expected.
    Unexpected,
    /// 2: the arguments or the configuration are wrong.
    Usage,
    /// 3: the data is bad.
    BadData,
    /// 4: the network did not give what was asked.
    Network,
    /// 5: nothing new; only with `--exit-code`.
    NothingNew,
    /// 6: a person must look; only with `--exit-code`.
    ReviewNeeded,
}

/// A failure whose meaning the place that met it knows better than its type does.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
}

impl Failure {
    /// The arguments or the configuration are wrong; the message says what would be right.
    pub(crate) fn usage(message: impl Into<String>) -> anyhow::Error {
        Self { exit: Exit::Usage, message: message.into() }.into()
    }

    /// The data is bad.
    pub(crate) fn data(message: impl Into<String>) -> anyhow::Error {
        Self { exit: Exit::BadData, message: message.into() }.into()
    }
}

impl Exit {
    /// The exit code for an error: that of the first error in its chain that has one.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        error.chain().find_map(Self::of_one).unwrap_or(Self::Unexpected)
    }

    fn of_one(error: &(dyn std::error::Error + 'static)) -> Option<Self> {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            return Some(failure.exit);
        }
        match error.downcast_ref::<plumb_ingest::IngestError>() {
            // The store's own error follows in the chain and knows better.
            Some(plumb_ingest::IngestError::Spool { .. }) => return None,
            Some(_) => return Some(Self::BadData),
            None => {}
        }
        if error.is::<plumb_tables::TableError>() || error.is::<plumb_codes::CodeError>() {
            return Some(Self::BadData);
        }
        if let Some(error) = error.downcast_ref::<plumb_diff::DiffError>() {
            return Some(if crate::comparison::is_usage(error) { Self::Usage } else { Self::BadData });
        }
        if error.is::<plumb_framework::FrameworkError>() {
            return Some(Self::Usage);
        }
        if let Some(error) = error.downcast_ref::<plumb_emerging::EmergingError>() {
            return Some(match error {
                plumb_emerging::EmergingError::Truth { .. } => Self::BadData,
                _ => Self::Usage,
            });
        }
        if let Some(error) = error.downcast_ref::<plumb_fetch::FetchError>() {
            return Some(Self::of_fetch(error.class()));
        }
        if let Some(plumb_report::ReportError::Store(error)) = error.downcast_ref() {
            return Self::of_store(error);
        }
        if let Some(error) = error.downcast_ref::<plumb_store::StoreError>() {
            return Self::of_store(error);
        }
        // A file or folder that the caller named cannot be read or written.
        error.downcast_ref::<io::Error>().and_then(|error| match error.kind() {
            io::ErrorKind::NotFound
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::IsADirectory => Some(Self::Usage),
            _ => None,
        })
    }
}

impl Exit {
    /// Where the store was pointed to is a matter of the call; what it holds is data.
    fn of_store(error: &plumb_store::StoreError) -> Option<Self> {
        use plumb_store::StoreError as E;
        match error {
            E::PermissionDenied { .. }
            | E::ReadOnly { .. }
            | E::NotAStore { .. }
            | E::NewerFormat { .. }
            | E::Locked { .. }
            | E::ForeignFile { .. }
            | E::UnknownRelease { .. }
            | E::UnknownTable { .. } => Some(Self::Usage),
            E::Manifest { .. } | E::Damaged { .. } | E::Name { .. } | E::Unstorable { .. } => {
                Some(Self::BadData)
            }
            _ => None,
        }
    }
}

impl Exit {
    /// What a failure to fetch means.
    pub(crate) const fn of_fetch(class: plumb_fetch::ErrorClass) -> Self {
        use plumb_fetch::ErrorClass as C;
        match class {
            C::Configuration => Self::Usage,
            C::BadData => Self::BadData,
            C::Network => Self::Network,
            C::Storage => Self::Unexpected,
        }
    }
}

impl Exit {
    /// The number that the shell sees.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::BadData => 3,
            Self::Network => 4,
            Self::NothingNew => 5,
            Self::ReviewNeeded => 6,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
