#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

constexpr std::size_t kMostIssues = 20;

struct Counts {
  std::uint64_t files = 0, rows = 0, loaded = 0, rejected = 0, duplicates = 0;

  void add(const Counts& other) {
    files += other.files, rows += other.rows, loaded += other.loaded, rejected += other.rejected, duplicates += other.duplicates;
  }
};

Counts counts_of(const SourceNote& source) {
  Counts counts;
  for (const SourceFile& file : source.files) counts.add({1, file.rows, file.loaded, file.rejected, file.duplicates});
  return counts;
}

/// "0%" only for none: a share below what one decimal can show is "under 0.1%".
std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "";
  if (part == 0) return "0%";
  const double share = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  return share < 0.05 ? "under 0.1%" : fmt::format("{:.1f}%", share);
}

void count_cells(Html& html, const Counts& counts) {
  for (const std::uint64_t number : {counts.files, counts.rows, counts.loaded, counts.rejected, counts.duplicates})
    number_cell(html, count_text(number));
  number_cell(html, share_text(counts.rejected, counts.rows));
}

void sources_table(Html& html, const ReportInput& input, const Counts& total) {
  open_table(html, "table-quality", "Rows read from each source");
  heading_row(html, {"Source", "#Files", "#Rows read", "#Loaded", "#Rejected", "#Duplicates", "#Share rejected"});
  html.open("tbody");
  for (const SourceNote& source : input.sources) {
    html.open("tr").open("th", {{"scope", "row"}}).link(fragment("source-" + source.id), source.name.empty() ? source.id : source.name).close();
    count_cells(html, counts_of(source));
    html.close();
  }
  html.open("tr", {{"class", "total"}}).element("th", "All sources", {{"scope", "row"}});
  count_cells(html, total);
  html.close().close();
  close_table(html);
}

void issues_table(Html& html, const core::Issues& issues) {
  std::vector<const core::Issue*> ordered;
  for (const core::Issue& issue : issues) ordered.push_back(&issue);
  std::stable_sort(ordered.begin(), ordered.end(), [](const core::Issue* a, const core::Issue* b) {
    // A file that is missing as a whole, and what puts a figure of the report in doubt, stand before rows that could not be read, of which there may be many.
    const bool a_unread = a->rule == "unreadable file", b_unread = b->rule == "unreadable file";
    if (a_unread != b_unread) return a_unread;
    const bool a_doubts = a->rule == "sources disagree", b_doubts = b->rule == "sources disagree";
    if (a_doubts != b_doubts) return a_doubts;
    return a->severity != b->severity ? a->severity > b->severity : a->rows > b->rows;
  });
  const std::size_t listed_issues = std::min(kMostIssues, ordered.size());
  html.element("h3", "What was found");
  open_table(html, "table-issues",
             listed_issues < ordered.size() ? fmt::format("The {} gravest of {} findings", listed_issues, ordered.size())
                                            : "Everything found in the extracts");
  heading_row(html, {"Finding", "Severity", "#Rows", "First place", "What it means"});
  html.open("tbody");
  for (std::size_t i = 0; i < listed_issues; ++i) {
    const core::Issue& issue = *ordered[i];
    html.open("tr").element("th", capitalised(issue.rule), {{"scope", "row"}}).element("td", capitalised(core::severity_name(issue.severity)));
    number_cell(html, count_text(issue.rows));
    html.element("td", core::Place{issue.file, issue.line, issue.column}.text(), {{"class", "place"}}).element("td", issue.text).close();
  }
  html.close();
  close_table(html);
}

void definition(Html& html, std::string_view term, std::string_view text) {
  if (text.empty()) return;
  html.open("div").element("dt", term).open("dd").linked_text(text).close().close();
}

void method_entry(Page& page, const IndicatorEvidence& own) {
  Html& html = page.html;
  const Evidence& evidence = page.evidence;
  const IndicatorNote& note = *own.note;
  if (!page.is_page()) {
    // On paper a line each; the electronic report has the definition, the reference and the sources too.
    html.open("p", {{"id", anchor("method-" + note.id)}}).element("strong", note.name + ". ");
    html.text((note.definition.empty() ? "" : note.definition + " ") + note.method + (note.quality.empty() ? "" : " " + capitalised(note.quality) + ".")).close();
    return;
  }
  html.open("article", {{"class", "entry"}, {"id", anchor("method-" + note.id)}, {"aria-labelledby", anchor("method-name-" + note.id)}});
  html.element("h3", note.name, {{"id", anchor("method-name-" + note.id)}}).open("dl", {{"class", "terms"}});
  definition(html, "Indicator", note.id);
  definition(html, "Definition", note.definition);
  definition(html, "Method", note.method);
  definition(html, "Unit", note.unit);
  definition(html, "Which direction is good",
             note.polarity == "low"    ? "A low figure is good."
             : note.polarity == "high" ? "A high figure is good."
             : note.polarity.empty()   ? ""
                                       : "Neither: the figure describes.");
  const std::string_view meaning = quality_meaning(note.quality);
  definition(html, "Quality", meaning.empty() ? note.quality : fmt::format("{}: {}.", capitalised(note.quality), meaning));
  definition(html, "Reference", note.citation);
  html.open("div").element("dt", "Data").open("dd");
  source_line(html, evidence, own);
  html.close().close().close();
  html.open("p", {{"class", "back"}}).open("a", {{"href", fragment("indicator-" + note.id)}}).text("To the figures").unseen(" of " + note.name).close().close();
  html.close();
}

void files_table(Html& html, const SourceNote& source) {
  if (source.files.empty()) return;
  open_table(html, "files-" + source.id, "Files read: " + (source.name.empty() ? source.id : source.name));
  heading_row(html, {"File", "#Rows", "#Loaded", "#Rejected", "#Duplicates", "SHA-256"});
  html.open("tbody");
  for (const SourceFile& file : source.files) {
    html.open("tr").element("th", file.name, {{"scope", "row"}});
    for (const std::uint64_t number : {file.rows, file.loaded, file.rejected, file.duplicates}) number_cell(html, count_text(number));
    html.open("td", {{"class", "hash"}}).element("code", file.sha256).close().close();
  }
  html.close();
  close_table(html);
}

}  // namespace

void quality_section(Page& page) {
  Html& html = page.html;
  const ReportInput& input = page.input;
  Counts total;
  for (const SourceNote& source : input.sources) total.add(counts_of(source));
  open_section(page, "quality", "Quality of the data");
  if (input.sources.empty()) {
    html.element("p", "No source was recorded for this edition.");
  } else {
    html.element("p",
                 fmt::format("{} rows were read from {} files. {} were loaded, {} were duplicates of rows already read, and {} could not be used. "
                             "Rows that could not be used were kept aside with the reason; none was dropped silently.",
                             count_text(total.rows), count_text(total.files), count_text(total.loaded), count_text(total.duplicates),
                             count_text(total.rejected)),
                 {{"class", "lead"}});
    sources_table(html, input, total);
  }
  if (!input.issues.empty()) issues_table(html, input.issues);
  close_section(page);
}

void methods_section(Page& page) {
  Html& html = page.html;
  const Evidence& evidence = page.evidence;
  open_section(page, "methods", "Definitions and methods");
  html.element("p", "What each indicator counts and how the figure and its interval are computed. The queries are in the data pack (Indicators); dmp explain walks from a figure to its rows.", {{"class", "lead"}});
  for (const auto& [family, members] : evidence.families) {
    for (const IndicatorEvidence* own : members) method_entry(page, *own);
  }
  close_section(page);
}

void sources_section(Page& page) {
  Html& html = page.html;
  const ReportInput& input = page.input;
  open_section(page, "sources", "Sources");
  html.element("p",
               "Where the data come from, under what licence, and the very files that were read. A file whose SHA-256 is the same is the same file.",
               {{"class", "lead"}});
  for (const SourceNote& source : input.sources) {
    const std::string name = source.name.empty() ? source.id : source.name;
    html.open("article", {{"class", "entry"}, {"id", anchor("source-" + source.id)}, {"aria-labelledby", anchor("source-name-" + source.id)}});
    html.element("h3", name, {{"id", anchor("source-name-" + source.id)}}).open("dl", {{"class", "terms"}});
    definition(html, "Source", source.id);
    definition(html, "Publisher", source.publisher);
    definition(html, "Licence", source.licence);
    definition(html, "Citation", source.citation);
    definition(html, "Coverage", source.coverage);
    html.close();
    if (page.is_page()) files_table(html, source);
    html.close();
  }
  close_section(page);
}

}  // namespace dmp::reports
