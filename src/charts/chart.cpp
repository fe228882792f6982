#include "charts/chart.hpp"

#include <array>
#include <cstring>

#include "core/errors.hpp"

namespace dmp::charts {
namespace {

constexpr std::array<std::pair<Kind, const char*>, 15> kNames = {{{Kind::trend, "trend"}, {Kind::intervals, "intervals"}, {Kind::bars, "bars"}, {Kind::panels, "panels"},
  {Kind::pyramid, "pyramid"}, {Kind::funnel, "funnel"}, {Kind::scatter, "scatter"}, {Kind::survival, "survival"}, {Kind::sankey, "sankey"}, {Kind::waterfall, "waterfall"},
  {Kind::tornado, "tornado"}, {Kind::heat_map, "heat_map"}, {Kind::rug, "rug"}, {Kind::scorecard, "scorecard"}, {Kind::map, "map"}}};

}  // namespace

Chart::Chart(Kind chosen, Required required) : kind(chosen), is(std::move(required)) {
  const auto need = [&](bool given, const char* what) {
    if (!given) throw core::InternalError("the chart '" + (is.id.empty() ? is.title : is.id) + "' has no " + what);
  };
  need(!is.id.empty(), "id");
  need(!is.title.empty(), "title");
  need(!is.alternative.empty(), "text alternative");
  need(is.table.columns.size() > 1 && !is.table.rows.empty(), "table of its figures");
  for (const auto& row : is.table.rows) need(row.size() == is.table.columns.size(), "table with rows as wide as its headings");
  need(!is.provenance.source.empty(), "source");
  need(!is.provenance.period.empty(), "period");
}

const char* name_of(Kind kind) {
  for (const auto& [known, name] : kNames)
    if (known == kind) return name;
  throw core::InternalError("a chart of no kind");
}

Kind kind_named(const std::string& name) {
  for (const auto& [kind, known] : kNames)
    if (name == known) return kind;
  throw core::UserError(core::ErrorKind::data, "there is no chart of kind '" + name + "'", "the kinds are listed in docs/decisions/0021-charts-are-drawn-from-one-description.md");
}

}  // namespace dmp::charts
