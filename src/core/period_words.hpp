#pragma once

#include <string>

namespace dmp::core {

/// A period of the estimates (Period::text) in a sentence: "2023/24", "the three years to March 2025", "the three years 2022 to 2024", "November 2024",
/// "the year to August 2024". What is no period stays as it is.
std::string period_in_prose(const std::string& period);

/// The same as a label of a table or a chart: "2023/24", "2022/23 to 2024/25", "2022 to 2024", "November 2024", "September 2023 to August 2024",
/// "3 May 2023 to 1 June 2023". What is no period stays as it is.
std::string period_label(const std::string& period);

}  // namespace dmp::core
