#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/enumeration.hpp"

/// The rules of wording. Each says only what the number bears; docs/methods/findings.md states them.
namespace dmp::findings {

/// A figure in prose with the sign of its unit: "60.7%", "5.4", "549", "£3.1 million", "12,700"; "" for NaN. estimated: counts of
/// people and things are rounded to three significant digits, as no estimate knows the last ones.
std::string figure_text(double value, std::string_view unit, bool estimated);
/// The words after it: "per 1,000 residents", "people", "a year" (of pounds); "" for percentages.
std::string unit_words(std::string_view unit);
/// Both.
std::string phrase_text(double value, std::string_view unit, bool estimated);
/// "58.1% to 64.0%"; "" where an end is missing. estimated: as for a figure.
std::string interval_text(double lower, double upper, std::string_view unit, bool estimated = false);

/// A share in percent as people say it: "almost half", "a quarter", "more than two thirds", "one in five", "about one in 11"; the
/// percentage where no simple fraction is near. "almost" and "more than" are for 2.5 points (at most a twentieth of the fraction)
/// below and above; the fraction alone for half a point (at most a hundredth).
std::string share_words(double percent);

/// A ratio as people say it: "about the same as" (within 5%), "a third higher than", "more than double", "2.7 times", "half".
std::string times_words(double ratio);

/// A ratio for "N times that of": "twice", "more than three times" (up to a twentieth above), "almost four times" (down to a twentieth below),
/// "2.7 times".
std::string multiple_words(double ratio);

/// "34,000": rounded to two significant digits, for estimates.
std::string rounded_text(double value);

/// One to nine in words, else digits with separators.
std::string count_words(double value);

/// The professional heads of intelligence analysis' words for a probability in percent: "a remote chance" (to 5), "highly unlikely"
/// (10 to 20), "unlikely" (25 to 35), "a realistic possibility" (40 to below 50), "likely" (55 to 75), "highly likely" (80 to 90),
/// "almost certain" (from 95). The gaps of the yardstick belong to the nearer word, in the middle to the less certain one.
std::string yardstick_words(double percent);
/// Of a share with the lower end of its interval: "at least likely" where so few cases carry it that the lower end stands two words below.
std::string yardstick_words(double percent, double lower);

using core::listed;

/// A group in prose: "men aged 40 to 64", "women", "people aged 65 and over", the category as it is.
std::string group_text(std::string_view sex, std::string_view age, std::string_view category);

/// Whole number with separators, decimals as given.
std::string decimal_text(double value, int decimals);

/// First letter as a capital, also where it is not ASCII's first.
std::string capitalised(std::string text);

}  // namespace dmp::findings
