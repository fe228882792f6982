#pragma once

#include <string_view>

namespace dmp::reports {

/// assets/report.css, embedded at build time.
extern const std::string_view kStylesheet;

}  // namespace dmp::reports
