//! Job titles that employers filed with the Office of Foreign Labor Certification (OFLC), with the code that they chose.

use plumb_codes::Soc2018;

crate::table! {
    /// One job title under one SOC code in one disclosure file and its years. Codes are the employers' and noisy.
    OflcTitleRow in "oflc_titles", key ["title", "soc_code", "soc_vintage", "source", "first_year", "last_year"] {
        /// The title as filed.
        title: String,
        /// The code as filed, of the SOC that `soc_vintage` names.
        soc_code: String,
        /// The year of the SOC that `soc_code` belongs to: 2000, 2010 or 2018.
        soc_vintage: i64,
        /// The code in the SOC of 2018; none where the crosswalk offers several.
        soc_2018_code: Option<Soc2018>,
        /// The disclosure file, by program and coding.
        source: String,
        /// First fiscal year that the row sums up.
        first_year: i64,
        /// Last fiscal year that the row sums up.
        last_year: i64,
        /// Filings with this title and code.
        filings: i64,
    }
}
