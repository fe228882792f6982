#include <fmt/format.h>

#include <algorithm>

#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Block;

/// More columns than these are set closer, so that the last ones are on the screen too.
constexpr std::size_t kMostWideColumns = 5;

void form_table(Html& html, const Block& block, std::size_t number) {
  open_table(html, fmt::format("form-table-{}", number), block.text, block.header.size() > kMostWideColumns ? "wide many" : "wide");
  heading_row(html, block.header);
  html.open("tbody");
  for (const auto& row : block.rows) {
    html.open("tr");
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == 0) html.element("th", row[i], {{"scope", "row"}});
      else html.element("td", row[i]);
    }
    html.close();
  }
  html.close();
  close_table(html);
}

/// Levels follow each other without a gap, whatever the form asks for.
std::string_view heading_tag(int level, int& last) {
  static constexpr std::string_view kTags[] = {"h2", "h3", "h4", "h5"};
  last = std::min({std::max(level, 2), last + 1, 5});
  return kTags[last - 2];
}

/// Main headings are places that the contents lead to.
void form_heading(Page& page, const Block& block, std::size_t number, int& last) {
  const std::string_view tag = heading_tag(block.level, last);
  const std::string id = tag == "h2" ? fmt::format("part-{}", number) : "";
  if (!id.empty()) page.contents.emplace_back(id, block.text);
  page.html.element(tag, block.text, {{"id", id}});
}

void form_list(Page& page, const Block& block) {
  Html& html = page.html;
  html.open("ul", {{"class", block.details.empty() ? "" : "statements"}});
  for (std::size_t i = 0; i < block.items.size(); ++i) {
    html.open("li").text(block.items[i]);
    const std::string detail = i < block.details.size() ? block.details[i] : "";
    if (!detail.empty() && page.is_document()) html.text(" " + detail);
    else if (!detail.empty()) html.text(" ").element("span", detail, {{"class", "detail"}});
    html.close();
  }
  html.close();
}

/// The charts of the report that the block names, in its order; each once.
void form_charts(Page& page, const Block& block) {
  std::vector<charts::Chart> every = every_chart(page.input, page.evidence);
  bool any = false;
  for (const std::string& wanted : block.items)
    for (charts::Chart& chart : every) {
      const bool fits = wanted.ends_with('*') ? chart.is.id.starts_with(wanted.substr(0, wanted.size() - 1)) : chart.is.id == wanted;
      if (!fits || std::any_of(page.made.begin(), page.made.end(), [&](const charts::Chart& one) { return one.is.id == chart.is.id; })) continue;
      chart.is.provenance.link.clear();  // a form has no page of methods to go to
      figure(page, page.made.emplace_back(chart), true);
      any = true;
    }
  if (!any) page.html.element("p", "The profile has no data for these charts.");
}

}  // namespace

void form_part(Page& page, const core::Document& form, bool with_scorecard) {
  Html& html = page.html;
  int last = 1;
  std::size_t number = 0;
  if (with_scorecard)
    if (auto chart = scorecard_chart(page.input, page.evidence)) {
      chart->is.provenance.link.clear();  // a form has no page of methods to go to
      figure(page, page.made.emplace_back(std::move(*chart)), true);
    }
  for (const Block& block : form.blocks) {
    ++number;
    if (block.kind == Block::Kind::heading) form_heading(page, block, number, last);
    if (block.kind == Block::Kind::paragraph) html.element("p", block.text);
    if (block.kind == Block::Kind::note) html.open("div", {{"class", "caveats"}}).element("p", block.text).close();
    if (block.kind == Block::Kind::table) form_table(html, block, number);
    if (block.kind == Block::Kind::charts) form_charts(page, block);
    if (block.kind != Block::Kind::list || block.items.empty()) continue;
    form_list(page, block);
  }
  figure_tables_section(page);
}

}  // namespace dmp::reports
