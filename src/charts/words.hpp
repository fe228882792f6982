#pragma once

#include <string>
#include <string_view>

#include "charts/chart.hpp"

namespace dmp::charts {

/// "61.0%", "£1,204", "£1.2m"; "" for NaN. A minus is U+2212.
std::string text_of(double value, const Format& format);
/// "12.3 to 14.5" with the format's signs; "" where an end is missing.
std::string interval_text(double lower, double upper, const Format& format);
/// "61.0% (58.1% to 63.7%)"; the mark where there is no figure.
std::string figure_text(const Datum& datum, const Format& format);

/// About how wide a text is in a chart's letters of 13 pixels.
double width_of(std::string_view text);
/// The text cut to a width, with an ellipsis where it was cut.
std::string fitted(const std::string& text, double width);
/// Its lines, broken between words so that each fits the width; at most `most`, the last one cut.
std::vector<std::string> wrapped(const std::string& text, double width, std::size_t most = 2);

}  // namespace dmp::charts
