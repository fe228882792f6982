#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dmp::stats {

/// Similarity of two texts, compared character by character (UTF-8), case and all. Two empty texts, or one, are not similar: 0.
/// M. A. Jaro (1989), Journal of the American Statistical Association 84, 414-420.
double jaro_similarity(std::string_view a, std::string_view b);
/// Jaro's, raised for up to four equal first characters (by a tenth of what is missing each) where it is above 0.7.
/// W. E. Winkler (1990), Proceedings of the Section on Survey Research Methods, 354-359.
double jaro_winkler_similarity(std::string_view a, std::string_view b);

/// Insertions, deletions and replacements that turn a into b.
std::size_t levenshtein_distance(std::string_view a, std::string_view b);
/// As above, with swaps of neighbours, also of such that are edited afterwards (unrestricted).
std::size_t damerau_levenshtein_distance(std::string_view a, std::string_view b);

/// American Soundex: a letter and three digits; H and W do not part letters of one code. Empty without a letter A to Z.
std::string soundex(std::string_view name);
/// New York State Identification and Intelligence System, not cut to six letters.
std::string nysiis(std::string_view name);
/// L. Philips (1990), Hanging on the Metaphone, Computer Language 7(12). 0 stands for TH, X for SH.
std::string metaphone(std::string_view name);

}  // namespace dmp::stats
