#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/issue.hpp"
#include "indicators/compute.hpp"
#include "intake/intake.hpp"
#include "pipeline/stages.hpp"
#include "reports/place_map.hpp"

namespace dmp::places {
struct SmallAreaMap;
}

namespace dmp::pipeline {

struct BuildResult {
  std::string edition;
  bool unchanged = false;          ///< the edition was there already: the same inputs
  std::filesystem::path report;    ///< build/report/index.html
  intake::IntakeReport intake;
  std::vector<indicators::Skipped> skipped;
  std::vector<indicators::Disagreement> disagreements;
  std::size_t estimates = 0;
  std::vector<reports::PlaceMap> place_maps;  ///< hotspots, drawn for the report
  std::shared_ptr<const places::SmallAreaMap> small_areas;  ///< for the map layers; none where no indicator looks at small areas
  std::vector<std::string> notes;  ///< what happened besides, such as leftovers of an interrupted build
};

/// Extracts to edition: check, ingest, compute, write estimates, report and data pack. The new edition appears under
/// build/editions in one step, then build/latest is switched to it; a build that is killed or fails at any point leaves
/// the edition before as it was, and the next build clears up behind it. A resource UserError where another build of the
/// folder is running.
BuildResult build(const std::filesystem::path& folder, const RunSettings& settings);

}  // namespace dmp::pipeline
