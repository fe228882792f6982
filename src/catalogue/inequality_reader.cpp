#include "catalogue/inequality_reader.hpp"

#include <algorithm>

namespace dmp::catalogue {
namespace {

const Names kSmallLevels = {"small area", "middle area", "ward"};

bool is_small(const std::string& level) { return std::find(kSmallLevels.begin(), kSmallLevels.end(), level) != kSmallLevels.end(); }

void read_slope(const Section& section, IndicatorDefinition& indicator) {
  InequalityDefinition& own = indicator.inequality;
  own.over = section.texts("over", true);
  if (own.over.empty()) own.over = {"small area"};
  refuse_repeats(section, "over", own.over);
  for (const std::string& level : own.over)
    if (!is_small(level)) refuse_name("'over' cannot hold", level, kSmallLevels, section.place("over"));
  own.groups = static_cast<int>(section.integer("groups", 2, 20).value_or(5));
  if (std::any_of(indicator.levels.begin(), indicator.levels.end(), is_small))
    refuse("a slope index is given for areas that hold many small ones", indicator.place, "write levels = [\"county\", \"authority\"]");
}

}  // namespace

void read_inequality(const Section& indicator_section, const Document& document, IndicatorDefinition& indicator) {
  const Method method = indicator.method;
  const bool ordered = method == Method::slope_index || method == Method::deprivation_outlier;
  const toml::table* table = indicator_section.child("inequality");
  if (!table) {
    if (ordered) indicator_section.refuse_missing("inequality", "add [inequality] with gradient = a SELECT of place and value, a higher value being more deprived");
  } else {
    if (!ordered && method != Method::representation)
      refuse("'inequality' is for the methods representation, slope_index and deprivation_outlier", indicator_section.place("inequality"), "take it out");
    Names keys = {"reference"};
    if (ordered) keys = method == Method::slope_index ? Names{"gradient", "over", "groups"} : Names{"gradient"};
    const Section section(*table, document.file, "[inequality]", keys);
    if (ordered) {
      indicator.inequality.gradient = section.required_text("gradient");
      indicator.inequality.gradient_place = text_place(section, "gradient", document);
    }
    indicator.inequality.reference = section.text("reference");
    if (method == Method::slope_index) read_slope(section, indicator);
  }
  if (method == Method::deprivation_outlier && (indicator.levels.size() != 1 || !is_small(indicator.levels[0])))
    refuse("outliers are looked for among areas of one kind", indicator.place, "write levels = [\"ward\"], and another file for small areas");
  if (ordered && !indicator.breakdowns.empty()) refuse("places that are set against each other are not broken down", indicator.place, "take 'breakdowns' out");
  if (method == Method::representation && indicator.breakdowns.empty())
    indicator_section.refuse_missing("breakdowns", "say which groups are set against each other: breakdowns = [\"category\"]");
}

}  // namespace dmp::catalogue
