//! The kinds of evidence: what is compared between a subject and the published occupations.

/// One space in which subjects are compared; every space has its own weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Words of the subject's own, official title.
    OwnTitle,
    /// Words of all its titles.
    TitleWords,
    /// Neighbouring words of all its titles.
    TitlePhrases,
    /// Words of its task statements.
    Tasks,
    /// Products and kinds of software and tools that it uses.
    Technology,
    /// Occupations that O*NET relates to it.
    Related,
    /// Programs of study that the CIP to SOC crosswalk links to it.
    Programs,
    /// Words of the names of those programs.
    ProgramWords,
    /// Sectors that employ it, by OEWS.
    Industries,
    /// Importance of fields of knowledge.
    Knowledge,
    /// Importance of skills.
    Skills,
    /// Percentile ranks by the skills of the employment projections.
    WorkerSkills,
    /// Career interest types and job zone.
    Interests,
    /// The broad occupation of SOC 2018 that holds it.
    BroadOccupation,
    /// The minor group of SOC 2018 that holds it.
    MinorGroup,
    /// The major group of SOC 2018 that holds it.
    MajorGroup,
}

impl Kind {
    /// All spaces, in the order of their declaration.
    pub const ALL: [Self; 16] = [
        Self::OwnTitle,
        Self::TitleWords,
        Self::TitlePhrases,
        Self::Tasks,
        Self::Technology,
        Self::Related,
        Self::Programs,
        Self::ProgramWords,
        Self::Industries,
        Self::Knowledge,
        Self::Skills,
        Self::WorkerSkills,
        Self::Interests,
        Self::BroadOccupation,
        Self::MinorGroup,
        Self::MajorGroup,
    ];

    /// Position in [`Kind::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }

    /// Key in the configuration.
    pub const fn key(self) -> &'static str {
        match self {
            Self::OwnTitle => "own_title",
            Self::TitleWords => "title_words",
            Self::TitlePhrases => "title_phrases",
            Self::Tasks => "tasks",
            Self::Technology => "technology",
            Self::Related => "related",
            Self::Programs => "programs",
            Self::ProgramWords => "program_words",
            Self::Industries => "industries",
            Self::Knowledge => "knowledge",
            Self::Skills => "skills",
            Self::WorkerSkills => "worker_skills",
            Self::Interests => "interests",
            Self::BroadOccupation => "broad_occupation",
            Self::MinorGroup => "minor_group",
            Self::MajorGroup => "major_group",
        }
    }

    /// The evidence that it is part of.
    pub const fn evidence(self) -> Evidence {
        match self {
            Self::OwnTitle | Self::TitleWords | Self::TitlePhrases => Evidence::Titles,
            Self::Tasks => Evidence::Tasks,
            Self::Technology => Evidence::Technology,
            Self::Related => Evidence::Related,
            Self::Programs | Self::ProgramWords => Evidence::Programs,
            Self::Industries => Evidence::Industries,
            Self::Knowledge | Self::Skills | Self::WorkerSkills => Evidence::KnowledgeSkills,
            Self::Interests => Evidence::Interests,
            Self::BroadOccupation | Self::MinorGroup | Self::MajorGroup => Evidence::Taxonomy,
        }
    }

    /// Whether its values are counts of words or the like.
    pub(crate) const fn counts(self) -> bool {
        !matches!(
            self,
            Self::Related
                | Self::Industries
                | Self::Knowledge
                | Self::Skills
                | Self::WorkerSkills
                | Self::Interests
                | Self::BroadOccupation
                | Self::MinorGroup
                | Self::MajorGroup
        )
    }
}

impl Kind {
    /// Whether rare features weigh more in the likeness of two subjects.
    ///
    /// They do in all counts but the words of job titles: an occupation has so many titles that the words most of them
    /// share say what it is about, and rare ones are often chance.
    pub(crate) const fn weighs_by_rarity(self) -> bool {
        self.counts() && !matches!(self, Self::TitleWords)
    }
}

/// What an analyst would call one kind of evidence; an evaluation can switch each off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// What is common among published rows, whatever the subject.
    Prior,
    /// Names of clusters and sub-clusters that occur in the subject's words.
    Names,
    /// Job titles.
    Titles,
    /// Task vocabulary.
    Tasks,
    /// Technology skills.
    Technology,
    /// Related occupations.
    Related,
    /// Programs of study.
    Programs,
    /// Industries that employ it.
    Industries,
    /// Knowledge and skill profiles.
    KnowledgeSkills,
    /// Interests and job zone.
    Interests,
    /// The tree of the SOC.
    Taxonomy,
    /// The edition's industry or program table.
    Table,
    /// A rule of the edition's rule tables.
    Rule,
}

impl Evidence {
    /// Every kind that an evaluation can switch off.
    pub const OPTIONAL: [Self; 10] = [
        Self::Names,
        Self::Titles,
        Self::Tasks,
        Self::Technology,
        Self::Related,
        Self::Programs,
        Self::Industries,
        Self::KnowledgeSkills,
        Self::Interests,
        Self::Taxonomy,
    ];

    /// Name in options and tables.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::Names => "names",
            Self::Titles => "titles",
            Self::Tasks => "tasks",
            Self::Technology => "technology",
            Self::Related => "related",
            Self::Programs => "programs",
            Self::Industries => "industries",
            Self::KnowledgeSkills => "knowledge-skills",
            Self::Interests => "interests",
            Self::Taxonomy => "taxonomy",
            Self::Table => "table",
            Self::Rule => "rule",
        }
    }

    /// The kind with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::OPTIONAL.into_iter().find(|evidence| evidence.key() == key)
    }

    /// As a note calls it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Prior => "how common the place is",
            Self::Names => "the place's name in its words",
            Self::Titles => "job titles",
            Self::Tasks => "task vocabulary",
            Self::Technology => "technology skills",
            Self::Related => "related occupations",
            Self::Programs => "programs of study",
            Self::Industries => "industries that employ it",
            Self::KnowledgeSkills => "knowledge and skills",
            Self::Interests => "interests and job zone",
            Self::Taxonomy => "its group in the SOC",
            Self::Table => "the edition's table",
            Self::Rule => "a rule",
        }
    }
}
