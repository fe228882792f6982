#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/edition.hpp"
#include "pipeline/stages.hpp"

namespace dmp::pipeline {

/// A figure computed again from the database and set beside the edition's.
struct Recomputed {
  bool done = false;
  bool same = false;                     ///< every column equal, to the last bit
  std::vector<std::string> differences;  ///< "value: 1.5 in the edition, 1.6 now"
  std::vector<std::string> files_changed;///< sources whose file no longer has the hash it had
};

/// The way back from a figure (or an indicator) to the rows.
struct Explanation {
  std::string text;   ///< for people
  std::string json;   ///< for programs
  Recomputed recomputed;
};

/// What is asked of an explanation.
struct ExplainSettings {
  std::string edition;                      ///< empty for the latest
  Audience audience = Audience::everybody;  ///< a figure that is suppressed is shown to the restricted audience only
  bool recompute = false;                   ///< run the indicator again over build/dmp.duckdb (of the latest build) and compare
};

/// id: an estimate's or an indicator's. A usage UserError with the nearest ids where there is no such figure.
Explanation explain(const std::filesystem::path& folder, const std::string& id, const ExplainSettings& asked, const RunSettings& settings);

}  // namespace dmp::pipeline
