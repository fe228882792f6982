#pragma once

#include <string_view>

namespace dmp::reports {

/// assets/report.css, embedded at build time.
extern const std::string_view kStylesheet;

/// assets/report.js, embedded at build time: finds headings by words, and unfolds what an address points into.
extern const std::string_view kScript;

}  // namespace dmp::reports
