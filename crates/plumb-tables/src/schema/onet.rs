//! O*NET database. The taxonomy's year is part of each row type: 2010 up to O*NET 25.0, 2019 since 25.1.

use plumb_codes::OnetSocCode;

use crate::field::Prose;

crate::table! {
    /// One occupation of the taxonomy with its title.
    OnetOccupationRow<const V> in "onet_occupations", key ["onet_soc_code"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// Title.
        title: String,
        /// The publisher's definition.
        description: Prose,
    }
}

crate::table! {
    /// One job title of an occupation: an alternate title, or one that incumbents reported.
    OnetTitleRow<const V> in "onet_titles", key ["onet_soc_code", "kind", "title"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// `alternate` or `reported`.
        kind: String,
        /// The title.
        title: String,
        /// The short form or acronym, where there is one.
        short_title: Option<String>,
        /// Source numbers of an alternate title, separated by commas as printed.
        sources: Option<String>,
        /// Whether My Next Move shows a reported title.
        shown_in_my_next_move: Option<bool>,
    }
}

crate::table! {
    /// The job zone of an occupation.
    OnetJobZoneRow<const V> in "onet_job_zones", key ["onet_soc_code"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// Job zone: 1 to 5, from little to extensive preparation; O*NET 30.2 and later count four.
        job_zone: i64,
        /// Month of the rating as printed, such as `08/2023`.
        date: String,
        /// Who rated, as printed.
        domain_source: String,
    }
}

crate::table! {
    /// One rating of an occupation on one scale of one element: interests, skills, knowledge.
    OnetRatingRow<const V> in "onet_ratings", key ["onet_soc_code", "element_id", "scale_id"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// Element of the content model, such as `2.A.1.a`.
        element_id: String,
        /// Name of the element.
        element_name: String,
        /// Scale: `IM` importance 1-5, `LV` level 0-7, `OI` occupational interest 1-7, `IH` interest high-point.
        scale_id: String,
        /// The rating on that scale.
        value: f64,
        /// Number of raters, where published.
        raters: Option<i64>,
        /// Standard error, where published.
        standard_error: Option<f64>,
        /// Whether the publisher recommends not to use the value.
        recommend_suppress: Option<bool>,
        /// Whether raters said the element is not relevant.
        not_relevant: Option<bool>,
    }
}

/// Names of the tables that hold [`OnetRatingRow`]s.
pub mod ratings {
    /// Career interest types (RIASEC).
    pub const INTERESTS: &str = "onet_interests";
    /// Skills (essential and transferable ones since O*NET 30.3).
    pub const SKILLS: &str = "onet_skills";
    /// Knowledge.
    pub const KNOWLEDGE: &str = "onet_knowledge";
    /// All of them.
    pub const ALL: [&str; 3] = [INTERESTS, SKILLS, KNOWLEDGE];
}

crate::table! {
    /// The share of raters who chose one category of education, experience or training.
    OnetEducationRow<const V> in "onet_education", key ["onet_soc_code", "element_id", "scale_id", "category"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// Element, such as `2.D.1`, required level of education.
        element_id: String,
        /// Scale: `RL`, `RW`, `PT` or `OJ`.
        scale_id: String,
        /// Category on that scale; none for ratings that are no shares.
        category: Option<i64>,
        /// Share of raters in percent; for ratings without a category, the value on the scale.
        value: f64,
        /// Whether the publisher recommends not to use the value.
        recommend_suppress: Option<bool>,
    }
}

crate::table! {
    /// One software or tool that an occupation uses.
    OnetTechnologyRow<const V> in "onet_technology_skills", key ["onet_soc_code", "example", "commodity_code"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// Name of the product.
        example: String,
        /// UNSPSC commodity code.
        commodity_code: String,
        /// Name of the commodity.
        commodity_title: String,
        /// Often asked for in job postings over all occupations.
        hot_technology: bool,
        /// Often asked for in postings of this occupation; releases before 27.2 do not say.
        in_demand: Option<bool>,
    }
}

crate::table! {
    /// One task statement of an occupation.
    OnetTaskRow<const V> in "onet_tasks", key ["onet_soc_code", "task_id"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// Task number, stable across releases.
        task_id: String,
        /// The publisher's statement.
        task: Prose,
        /// `Core`, `Supplemental`, or none while not rated.
        task_type: Option<String>,
        /// Month of the statement as printed.
        date: String,
    }
}

crate::table! {
    /// How many of an occupation's tasks use a word: the vocabulary of an occupation without its sentences.
    OnetTaskTermRow<const V> in "onet_task_terms", key ["onet_soc_code", "term"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// A word of its task statements, in lower case.
        term: String,
        /// Number of its task statements that use the word.
        tasks: i64,
    }
}

crate::table! {
    /// A task that the publisher lists as new or revised.
    OnetEmergingTaskRow<const V> in "onet_emerging_tasks", key [] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// The publisher's statement.
        task: Prose,
        /// `New` or `Revision`.
        category: String,
        /// Number of the task that a revision replaces.
        original_task_id: Option<String>,
        /// Month as printed.
        date: String,
    }
}

crate::table! {
    /// One related occupation.
    OnetRelatedRow<const V> in "onet_related", key ["onet_soc_code", "related_onet_soc_code"] {
        /// Occupation.
        onet_soc_code: OnetSocCode<V>,
        /// The occupation it is related to.
        related_onet_soc_code: OnetSocCode<V>,
        /// `Primary-Short`, `Primary-Long` or `Supplemental`; the Career Changers Matrix has none.
        tier: Option<String>,
        /// Rank from 1, most related first.
        rank: i64,
    }
}
