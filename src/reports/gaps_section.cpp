#include <fmt/format.h>

#include <algorithm>

#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

struct Withheld {
  std::string name;
  std::size_t suppressed = 0, missing = 0, rows = 0;
};

std::vector<Withheld> withheld_of(const Evidence& evidence) {
  std::vector<Withheld> found;
  for (const IndicatorEvidence& own : evidence.indicators) {
    Withheld one{own.note->name};
    for (const AreaSeries& series : own.series)
      for (const core::Estimate* row : series.points) {
        if (!row) continue;
        ++one.rows;
        if (!shown(*row)) ++(row->suppressed == "suppressed" ? one.suppressed : one.missing);
      }
    if (one.suppressed + one.missing > 0) found.push_back(one);
  }
  std::stable_sort(found.begin(), found.end(), [](const Withheld& a, const Withheld& b) {
    const auto share = [](const Withheld& one) { return static_cast<double>(one.suppressed + one.missing) / static_cast<double>(one.rows); };
    return share(a) > share(b);
  });
  return found;
}

}  // namespace

void gaps_section(Page& page) {
  const std::vector<Withheld> withheld = withheld_of(page.evidence);
  if (withheld.empty() && page.input.gaps.empty()) return;
  constexpr std::size_t kMost = 25;
  open_section(page, "gaps", "Gaps in the data");
  page.html.element("p", "What the partnership does not know, or may not show. An empty place is not a zero.", {{"class", "lead"}});
  if (!page.input.gaps.empty()) {
    page.html.element("h3", "Indicators without any figure");
    open_table(page.html, "table-gaps", "Indicators of the catalogue for which the profile has no data");
    heading_row(page.html, {"Indicator", "Why there is no figure"});
    page.html.open("tbody");
    for (const Gap& gap : page.input.gaps) page.html.open("tr").element("th", gap.indicator, {{"scope", "row"}}).element("td", capitalised(gap.reason)).close();
    page.html.close();
    close_table(page.html);
  }
  if (!withheld.empty()) {
    page.html.element("h3", "Figures that are withheld or missing");
    open_table(page.html, "table-withheld", withheld.size() > kMost ? fmt::format("The {} indicators with most figures withheld or missing, of {}", kMost, withheld.size()) : "Indicators with figures withheld or missing (totals of areas and periods)");
    heading_row(page.html, {"Indicator", "#Figures", "#Suppressed [c]", "#Missing or not applicable"});
    page.html.open("tbody");
    for (std::size_t i = 0; i < std::min(kMost, withheld.size()); ++i) {
      page.html.open("tr").element("th", withheld[i].name, {{"scope", "row"}});
      for (const std::size_t number : {withheld[i].rows, withheld[i].suppressed, withheld[i].missing}) number_cell(page.html, count_text(static_cast<std::uint64_t>(number)));
      page.html.close();
    }
    page.html.close();
    close_table(page.html);
  }
  close_section(page);
}

}  // namespace dmp::reports
