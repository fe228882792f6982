#include "reports/quality_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"
#include "reports/html.hpp"
#include "reports/sections.hpp"
#include "reports/stylesheet.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

void begin_section(Html& html, const std::string& id, std::string_view title) {
  html.open("section", {{"id", id}, {"aria-labelledby", id + "-title"}}).element("h2", title, {{"id", id + "-title"}});
}
void end_section(Html& html) { html.open("p", {{"class", "back"}}).link("#contents", "Back to contents").close().close(); }

struct DimensionText {
  std::string_view id, title, question;
};
constexpr std::array<DimensionText, 6> kDimensions = {{{"completeness", "Completeness", "Is a value there where one should be?"},
                                                      {"validity", "Validity", "Can the value be?"},
                                                      {"uniqueness", "Uniqueness", "Is each row and each person there once?"},
                                                      {"timeliness", "Timeliness", "Is every month there, and as full as usual?"},
                                                      {"consistency", "Consistency", "Do columns, codes and files fit together?"},
                                                      {"agreement", "Agreement between sources", "Do two sources say the same of the same thing?"}}};

/// "0.0%" and "100.0%" only where it is so.
std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  const double share = 100 * static_cast<double>(part) / static_cast<double>(whole);
  if (part > 0 && share < 0.05) return "under 0.1%";
  if (part < whole && share >= 99.95) return "over 99.9%";
  return fmt::format("{:.1f}%", share);
}

std::string source_name(const QualityInput& input, const std::string& id) {
  const auto found = std::find_if(input.sources.begin(), input.sources.end(), [&](const SourceNote& source) { return source.id == id; });
  return found == input.sources.end() || found->name.empty() ? id : found->name;
}

void severity_tag(Html& html, core::Severity severity) {
  const bool error = severity == core::Severity::error, warning = severity == core::Severity::warning;
  html.element("span", error ? "Error" : warning ? "Warning" : "Note", {{"class", error ? "tag tag-worse" : warning ? "tag tag-higher" : "tag tag-similar"}});
}

SourceFile totals(const SourceNote& source) {
  SourceFile total;
  for (const SourceFile& file : source.files) total.rows += file.rows, total.loaded += file.loaded, total.rejected += file.rejected, total.duplicates += file.duplicates;
  return total;
}

void count_cells(Html& html, const SourceFile& counts) {
  for (const std::uint64_t number : {counts.rows, counts.loaded, counts.rejected, counts.duplicates}) number_cell(html, count_text(number));
}

void page_head(Html& html, const QualityInput& input) {
  html.open("head").shape("meta", {{"charset", "utf-8"}});
  html.shape("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  html.shape("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", "default-src 'none'; style-src 'unsafe-inline'"}});
  html.shape("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  html.shape("meta", {{"name", "generator"}, {"content", "Drug Market Profiler " + input.version}});
  html.element("title", "Quality of the data \u2013 " + input.title);
  html.open("style").markup(kStylesheet).close().close();
}

void page_title(Html& html, const QualityInput& input) {
  html.open("header").open("div", {{"class", "masthead"}}).open("div", {{"class", "width"}});
  html.element("p", input.organisation.empty() ? "Combating Drugs Partnership" : input.organisation).close().close();
  html.open("div", {{"class", "title-block"}}).open("div", {{"class", "width"}});
  html.element("p", "For the partnership: about its own extracts", {{"class", "restricted"}}).element("h1", "Quality of the data");
  html.element("p", input.title, {{"class", "subtitle"}}).open("dl", {{"class", "facts"}});
  if (!input.period.empty()) html.open("div").element("dt", "Period of the profile").element("dd", input.period).close();
  html.open("div").element("dt", "Sources").element("dd", count_text(static_cast<std::uint64_t>(input.sources.size()))).close();
  html.close().close().close().close();
}

std::uint64_t number_of(const QualityInput& input, const std::string_view dimension, core::Severity severity) {
  return static_cast<std::uint64_t>(std::count_if(input.findings.begin(), input.findings.end(),
                                                  [&](const QualityFinding& finding) { return (dimension.empty() || finding.dimension == dimension) && finding.issue.severity == severity; }));
}

void summary_section(Html& html, const QualityInput& input) {
  begin_section(html, "summary", "In short");
  SourceFile all;
  std::uint64_t files = 0;
  for (const SourceNote& source : input.sources) {
    const SourceFile own = totals(source);
    all.rows += own.rows, all.loaded += own.loaded, all.rejected += own.rejected, all.duplicates += own.duplicates;
    files += source.files.size();
  }
  html.element("p", fmt::format("{} rows were read from {} {}: {} were loaded, {} were duplicates of rows already read, and {} ({}) could not be used.", count_text(all.rows), count_text(files),
                                files == 1 ? "file" : "files", count_text(all.loaded), count_text(all.duplicates), count_text(all.rejected), all.rows == 0 ? "none" : percent(all.rejected, all.rows)),
               {{"class", "lead"}});
  open_table(html, "table-dimensions", "Findings by dimension of quality");
  heading_row(html, {"Dimension", "Question", "#Errors", "#Warnings", "#Notes"});
  html.open("tbody");
  for (const DimensionText& dimension : kDimensions) {
    html.open("tr").open("th", {{"scope", "row"}}).link(fragment(dimension.id), dimension.title).close().element("td", dimension.question);
    for (const core::Severity severity : {core::Severity::error, core::Severity::warning, core::Severity::note}) number_cell(html, count_text(number_of(input, dimension.id, severity)));
    html.close();
  }
  html.close();
  close_table(html);
  html.element("p", "An error is a row or file that could not be used. A warning can change a figure: mend it or say so beside the figure. A note is good to know.");
  end_section(html);
}

void finding_table(Html& html, const QualityInput& input, const DimensionText& dimension) {
  const bool any = std::any_of(input.findings.begin(), input.findings.end(), [&](const QualityFinding& finding) { return finding.dimension == dimension.id; });
  if (!any) {
    html.element("p", "Nothing was found.");
    return;
  }
  open_table(html, fmt::format("findings-{}", dimension.id), fmt::format("{}: what was found", dimension.title));
  heading_row(html, {"Finding", "Severity", "#Rows", "What it means and how to mend it", "First place"});
  html.open("tbody");
  for (const QualityFinding& finding : input.findings) {
    if (finding.dimension != dimension.id) continue;
    const core::Issue& issue = finding.issue;
    html.open("tr").open("th", {{"scope", "row"}}).text(capitalised(issue.rule));
    if (!finding.source.empty()) html.element("span", source_name(input, finding.source), {{"class", "under"}});
    html.close().open("td");
    severity_tag(html, issue.severity);
    html.close();
    number_cell(html, issue.rows == 0 ? "" : count_text(issue.rows));
    // The source stands in the first column.
    const bool named = !finding.source.empty() && issue.text.starts_with(finding.source + ": ");
    html.element("td", capitalised(named ? issue.text.substr(finding.source.size() + 2) : issue.text)).element("td", core::Place{issue.file, issue.line, issue.column}.text(), {{"class", "place"}}).close();
  }
  html.close();
  close_table(html);
}

/// Columns of each source, the emptiest first, folded away.
void column_tables(Html& html, const QualityInput& input) {
  for (const SourceNote& source : input.sources) {
    std::vector<const QualityColumn*> columns;
    for (const QualityColumn& column : input.columns)
      if (column.source == source.id && column.rows > 0) columns.push_back(&column);
    if (columns.empty()) continue;
    const auto share = [](const QualityColumn* column) { return static_cast<double>(column->filled) / static_cast<double>(column->rows); };
    std::stable_sort(columns.begin(), columns.end(), [&](const auto* a, const auto* b) { return share(a) < share(b); });
    html.open("details", {{"class", "data"}}).element("summary", "Columns of " + source_name(input, source.id));
    open_table(html, "columns-" + source.id, "Share of rows with a value: " + source_name(input, source.id));
    heading_row(html, {"Column", "#Rows that can have it", "#Filled", "#Share", "#Indicators that use it"});
    html.open("tbody");
    for (const QualityColumn* column : columns) {
      html.open("tr").open("th", {{"scope", "row"}}).element("code", column->column).close();
      number_cell(html, count_text(column->rows));
      number_cell(html, count_text(column->filled));
      number_cell(html, percent(column->filled, column->rows));
      number_cell(html, count_text(column->indicators));
      html.close();
    }
    html.close();
    close_table(html);
    html.close();
  }
}

void marker_table(Html& html, const QualityInput& input) {
  if (input.markers.empty()) return;
  // Markers that are filled in every row need no table.
  const auto incomplete = [&](const QualityMarker& marker) {
    return std::any_of(input.markers.begin(), input.markers.end(), [&](const QualityMarker& other) { return other.source == marker.source && other.column == marker.column && other.filled < other.rows; });
  };
  const auto whole = std::count_if(input.markers.begin(), input.markers.end(), [&](const QualityMarker& marker) { return marker.area.empty() && !incomplete(marker); });
  html.element("h3", "Markers filled in by hand");
  if (whole > 0) html.element("p", fmt::format("{} {} filled in every row.", whole, whole == 1 ? "marker is" : "markers are"));
  if (std::none_of(input.markers.begin(), input.markers.end(), incomplete)) return;
  open_table(html, "table-markers", "Share of rows in which the marker is filled, by area and over time");
  heading_row(html, {"Marker", "Area", "#Rows", "#Filled", "#First twelve months", "#Last twelve months"});
  html.open("tbody");
  for (const QualityMarker& marker : input.markers) {
    if (!incomplete(marker)) continue;
    html.open("tr").open("th", {{"scope", "row"}}).element("code", marker.column).element("span", source_name(input, marker.source), {{"class", "under"}}).close();
    html.element("td", marker.area.empty() ? "All rows" : marker.area);
    number_cell(html, count_text(marker.rows));
    number_cell(html, percent(marker.filled, marker.rows));
    number_cell(html, percent(marker.first_filled, marker.first_rows));
    number_cell(html, percent(marker.last_filled, marker.last_rows));
    html.close();
  }
  html.close();
  close_table(html);
}

/// One bar a month. A month without rows is a gap with a mark on the axis, so that it does not hang on colour.
void month_chart(Html& html, const QualityInput& input, const QualityMonths& source) {
  std::uint64_t most = 1, empty = 0;
  for (const auto& [month, rows] : source.months) most = std::max(most, rows), empty += rows == 0 ? 1 : 0;
  constexpr double kWidth = 640, kHeight = 70;
  const double step = kWidth / static_cast<double>(source.months.size());
  const std::string said = fmt::format("Rows by month, {} to {}; at most {} in a month; {}", source.months.front().first, source.months.back().first, count_text(most),
                                       empty == 0 ? std::string("no month without rows") : fmt::format("{} months without rows", empty));
  html.open("figure", {{"class", "chart"}}).open("figcaption").element("strong", source_name(input, source.source)).text(". " + said + ".").close();
  html.open("svg", {{"class", "bars"}, {"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kWidth, kHeight + 22)}, {"role", "img"}, {"aria-label", said}});
  for (std::size_t i = 0; i < source.months.size(); ++i) {
    const double x = step * static_cast<double>(i), high = kHeight * static_cast<double>(source.months[i].second) / static_cast<double>(most);
    const std::string left = fmt::format("{:.2f}", x), width = fmt::format("{:.2f}", std::max(0.8, step * 0.85));
    if (source.months[i].second > 0) {
      html.shape("rect", {{"class", "bar"}, {"x", left}, {"y", fmt::format("{:.2f}", kHeight - high)}, {"width", width}, {"height", fmt::format("{:.2f}", high)}});
    } else {
      html.shape("path", {{"class", "whisker"}, {"d", fmt::format("M{0:.2f} {1:.2f}h{2}", x, kHeight - 4, width)}});
    }
  }
  html.shape("path", {{"class", "axis"}, {"d", fmt::format("M0 {0:.1f}H{1:.0f}", kHeight + 0.5, kWidth)}});
  html.element("text", source.months.front().first, {{"x", "0"}, {"y", fmt::format("{:.0f}", kHeight + 18)}});
  html.element("text", source.months.back().first, {{"x", fmt::format("{:.0f}", kWidth)}, {"y", fmt::format("{:.0f}", kHeight + 18)}, {"text-anchor", "end"}});
  html.close().close();
}

void dimension_section(Html& html, const QualityInput& input, const DimensionText& dimension) {
  begin_section(html, std::string(dimension.id), dimension.title);
  html.element("p", dimension.question, {{"class", "question"}});
  finding_table(html, input, dimension);
  if (dimension.id == "completeness") {
    marker_table(html, input);
    column_tables(html, input);
  }
  if (dimension.id == "timeliness" && !input.months.empty()) {
    html.element("h3", "Rows by month").element("p", "A short line on the axis in place of a bar is a month without rows.");
    for (const QualityMonths& source : input.months)
      if (!source.months.empty()) month_chart(html, input, source);
  }
  end_section(html);
}

void files_section(Html& html, const QualityInput& input) {
  begin_section(html, "files", "Files read");
  html.element("p", "Rows read are those loaded, those rejected and the duplicates, always. Rejected rows are kept with the reason.", {{"class", "lead"}});
  open_table(html, "table-sources", "Rows read from each source");
  heading_row(html, {"Source", "#Files", "#Rows read", "#Loaded", "#Rejected", "#Duplicates", "#Share rejected"});
  html.open("tbody");
  for (const SourceNote& source : input.sources) {
    const SourceFile total = totals(source);
    html.open("tr").element("th", source_name(input, source.id), {{"scope", "row"}});
    number_cell(html, count_text(static_cast<std::uint64_t>(source.files.size())));
    count_cells(html, total);
    number_cell(html, percent(total.rejected, total.rows));
    html.close();
  }
  html.close();
  close_table(html);
  for (const SourceNote& source : input.sources) {
    html.open("details", {{"class", "data"}}).element("summary", "Files of " + source_name(input, source.id));
    open_table(html, "files-" + source.id, "Files of " + source_name(input, source.id));
    heading_row(html, {"File", "#Rows", "#Loaded", "#Rejected", "#Duplicates", "SHA-256"});
    html.open("tbody");
    for (const SourceFile& file : source.files) {
      html.open("tr").element("th", file.name, {{"scope", "row"}, {"class", "place"}});
      count_cells(html, file);
      html.open("td", {{"class", "hash"}}).element("code", file.sha256).close().close();
    }
    html.close();
    close_table(html);
    html.close();
  }
  end_section(html);
}

void contents(Html& html) {
  html.open("nav", {{"id", "contents"}, {"class", "contents"}, {"aria-labelledby", "contents-title"}}).element("h2", "Contents", {{"id", "contents-title"}}).open("ol");
  html.open("li").link("#summary", "In short").close();
  for (const DimensionText& dimension : kDimensions) html.open("li").link(fragment(dimension.id), dimension.title).close();
  html.open("li").link("#files", "Files read").close().close().close();
}

}  // namespace

std::string quality_page(const QualityInput& input) {
  Html html;
  html.markup("<!DOCTYPE html>\n").open("html", {{"lang", "en-GB"}});
  page_head(html, input);
  html.open("body").element("a", "Skip to main content", {{"class", "skip"}, {"href", "#main"}});
  page_title(html, input);
  html.open("div", {{"class", "width page"}});
  contents(html);
  html.open("main", {{"id", "main"}, {"tabindex", "-1"}});
  summary_section(html, input);
  for (const DimensionText& dimension : kDimensions) dimension_section(html, input, dimension);
  files_section(html, input);
  html.close().close().open("footer").open("div", {{"class", "width"}});
  html.element("p", "Made with Drug Market Profiler " + input.version + ". This page needs no script and loads nothing from elsewhere.");
  html.close().close().close().close();
  return html.take();
}

}  // namespace dmp::reports
