#pragma once

#include <string_view>

namespace dmp::reports {

/// The looks of the report in word processors: assets/reference.docx and reference.odt (made by script/reference-documents), embedded at build time.
extern const std::string_view kReferenceDocx;
extern const std::string_view kReferenceOdt;

}  // namespace dmp::reports
