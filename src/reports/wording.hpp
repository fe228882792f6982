#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/enumeration.hpp"
#include "core/estimate.hpp"

/// How figures are put into words. The rules are fixed: a comparison is claimed only where the significance says so.
namespace dmp::reports {

/// How the figures of one indicator are written: one number of decimals for all of them, so that columns line up.
struct NumberStyle {
  int decimals = 1;
  std::string prefix;       ///< "£"
  std::string suffix;       ///< "%"
  std::string unit;         ///< the unit in words for a heading: "per 1,000 residents", "%", "£"
  bool counts = false;      ///< the figures are whole things (people, offences)
  bool comparable = false;  ///< the size of the area is taken out, so areas can be put side by side

  /// 2.4, 61.0%, £1,204, £98.5m; "" for NaN.
  [[nodiscard]] std::string figure(double value) const;
  /// With the unit, for a sentence: "2.4 per 1,000 residents", "61.0%", "1,204 people".
  [[nodiscard]] std::string phrase(double value) const;
  /// The words after a figure: "per 1,000 residents", "people"; "" for percentages and plain pounds.
  [[nodiscard]] std::string unit_words() const;
  /// "12.3 to 14.5" (with % or £ where the unit is one); "" where an end is missing.
  [[nodiscard]] std::string interval(double lower, double upper) const;
};

/// The style for a unit, given the largest figure that will be shown in it: one decimal for rates and percentages
/// (more where all of them are below one), none for counts and pounds. `whole`: every figure is a whole number.
NumberStyle number_style(std::string_view unit, double largest, bool whole);

/// A unit as the heading of a column or an axis: "Per cent", "Per cent of residents aged 18 and over", "Per 1,000 residents".
std::string unit_title(const NumberStyle& style);

/// To so many significant digits, without needless zeros: 43,300; 10.8; 0.73. "" for NaN.
std::string significant_text(double value, int digits);

/// Whole number with thousands separators; one decimal where it is not whole; "" for NaN.
std::string count_text(double count);
std::string count_text(std::uint64_t count);

/// Whether the row has a figure that may be shown: no suppression mark and a value.
bool shown(const core::Estimate& estimate);

/// The mark for a cell without a figure: "[c]" suppressed, "[z]" not applicable, "[x]" missing; "" where shown.
std::string_view mark(const core::Estimate& estimate);
/// The same in words: "suppressed", "not applicable", "missing".
std::string_view mark_word(const core::Estimate& estimate);

/// "significantly higher than England (2.1)"; "similar to England (2.1): ..."; "" where not compared.
std::string comparison_phrase(const core::Estimate& estimate, const NumberStyle& style);

/// A sentence about the trend; "" where it cannot be calculated.
std::string trend_sentence(const core::Estimate& estimate);

/// "2023/24: 2.4 per 1,000 residents in Luton (95% interval 2.1 to 2.7), significantly higher than England (2.0)." in
/// full sentences, or the sentence that says why there is no figure.
std::string finding_sentence(const core::Estimate& estimate, const NumberStyle& style);

/// "crime" -> "Drug-related crime"; an unknown family is "Other figures".
std::string_view family_title(std::string_view family);
/// A sentence or two on what the family's figures can and cannot show.
std::string_view family_introduction(std::string_view family);
/// "CRI" -> "Reduce drug-related crime"; unknown codes are given back.
std::string domain_title(std::string_view domain);
/// What "observed", "modelled", "intelligence" and "perception" mean, as a sentence; "" for others.
std::string_view quality_meaning(std::string_view quality);

/// A code that figures are split by as people write it, also beside a basis: "mdma, street" is "MDMA (ecstasy), street". names: ReportInput::drug_names.
std::string drug_label(const std::map<std::string, std::string>& names, std::string_view category);

/// First letter as a capital (ASCII).
std::string capitalised(std::string_view text);

/// First letter as a small one, but for abbreviations ("LSD").
std::string uncapitalised(std::string_view text);

using core::listed;

}  // namespace dmp::reports
