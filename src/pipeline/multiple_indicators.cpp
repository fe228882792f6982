#include "pipeline/multiple_indicators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "catalogue/neighbour_model.hpp"
#include "indicators/neighbours.hpp"

namespace dmp::pipeline {
namespace {

constexpr const char* kFile = "reference/multiple_indicators.toml";

/// The profile's own file, else the built-in one.
std::optional<catalogue::NeighbourModel> model_of(const Project& project) {
  const auto in = [](const std::vector<catalogue::File>& files, const std::string& shown) -> std::optional<catalogue::NeighbourModel> {
    const auto found = std::find_if(files.begin(), files.end(), [](const catalogue::File& file) { return file.path == kFile; });
    if (found == files.end()) return std::nullopt;
    return catalogue::read_neighbour_model(shown + kFile, found->text);
  };
  if (auto own = in(catalogue::files_in(project.profile.folder), "catalogue/")) return own;
  return in(catalogue::built_in_files(), "catalogue/");
}

bool has_anchors(engine::Session& session) {
  return engine::fetch_number(session, "SELECT count(DISTINCT area_code) FROM drug_user_estimate WHERE drug_group = 'opiate and crack' AND value_state = 'value' AND value > 0") >= 5;
}

/// The indicators of every authority, from the finder of neighbours: it reads such tables for all authorities already.
markets::PlaceIndicators places_of(engine::Session& session, const Project& project, const markets::MarketInputs& inputs) {
  markets::PlaceIndicators places;
  const auto authority = std::find_if(inputs.areas.begin(), inputs.areas.end(), [](const markets::AreaInputs& area) { return area.type == "authority"; });
  const auto model = model_of(project);
  if (!model || authority == inputs.areas.end() || !has_anchors(session)) {
    places.why_none = "no five places have a published estimate";
    return places;
  }
  catalogue::Catalogue with_indicators = project.catalogue;
  with_indicators.neighbour_model = model;
  indicators::NeighbourFinder finder(session, with_indicators);
  const indicators::NeighbourTable& table = finder.table(authority->code);
  places.codes = table.codes, places.values = table.values;
  for (const std::string& id : table.variables)
    for (const catalogue::NeighbourVariable& variable : model->variables)
      if (variable.id == id) places.names.push_back(variable.name);
  if (table.codes.empty() || table.variables.empty()) places.why_none = table.notes.empty() ? "no indicator is held for the authorities" : table.notes.front();
  return places;
}

std::string number(double value) { return std::isfinite(value) ? fmt::format("{:.17g}::DOUBLE", value) : "NULL"; }

}  // namespace

std::vector<markets::IndicatorPrevalence> predict_and_keep_prevalence(engine::Session& session, const Project& project, const markets::MarketInputs& inputs) {
  const auto found = markets::predict_prevalence(session, places_of(session, project, inputs), inputs);
  session.execute("CREATE OR REPLACE TABLE model.indicator_prevalence (area_code VARCHAR, users DOUBLE, lower_95 DOUBLE, upper_95 DOUBLE, error DOUBLE, error_without DOUBLE, period VARCHAR, note VARCHAR)");
  for (const markets::IndicatorPrevalence& one : found)
    session.execute(fmt::format("INSERT INTO model.indicator_prevalence VALUES ({}, {}, {}, {}, {}, {}, {}, {})", engine::quoted_text(one.area), number(one.users), number(one.lower_95), number(one.upper_95), number(one.error),
                                number(one.error_without), engine::quoted_text(one.period), engine::quoted_text(one.note)));
  return found;
}

}  // namespace dmp::pipeline
