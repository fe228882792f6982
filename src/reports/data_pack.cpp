#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "reports/evidence.hpp"
#include "reports/report.hpp"
#include "reports/workbook.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr std::size_t kMostRows = 1'000'000;  // Excel holds 1,048,576 rows a sheet
/// The number, or the mark that says why there is none. On a row that is shown, a number the method does not give is [z].
Cell number_or_mark(const Estimate& row, double value, int decimals) {
  if (!shown(row)) return std::string(mark(row));
  if (!std::isfinite(value)) return std::string("[z]");
  return Number{value, decimals};
}

std::string text_or(const std::string& text, const char* otherwise) { return text.empty() ? otherwise : text; }

const std::vector<std::string> kEstimateHeaders = {"Indicator",
                                                   "Area",
                                                   "Area code",
                                                   "Area type",
                                                   "Period",
                                                   "Period start",
                                                   "Period end",
                                                   "Sex",
                                                   "Age",
                                                   "Category type",
                                                   "Category",
                                                   "Unit",
                                                   "Value",
                                                   "Lower 95% limit",
                                                   "Upper 95% limit",
                                                   "Lower 99.8% limit",
                                                   "Upper 99.8% limit",
                                                   "Count",
                                                   "Denominator",
                                                   "Comparator",
                                                   "Comparator value",
                                                   "Significance",
                                                   "Trend",
                                                   "Polarity",
                                                   "Quality",
                                                   "Method",
                                                   "Note",
                                                   "Sources",
                                                   "Estimate"};

Cells estimate_cells(const Estimate& row, const NumberStyle& style) {
  const int decimals = style.decimals;
  const auto whole = [](double count) { return std::isfinite(count) && count != std::floor(count) ? 1 : 0; };
  return {row.indicator_name,
          row.area_name,
          row.area_code,
          row.area_type,
          row.period,
          Date{row.period_start},
          Date{row.period_end},
          row.sex,
          row.age,
          text_or(row.category_type, "None"),
          text_or(row.category, "All"),
          text_or(row.unit, "None"),
          number_or_mark(row, row.value, decimals),
          number_or_mark(row, row.lower_95, decimals),
          number_or_mark(row, row.upper_95, decimals),
          number_or_mark(row, row.lower_99_8, decimals),
          number_or_mark(row, row.upper_99_8, decimals),
          number_or_mark(row, row.count, whole(row.count)),
          number_or_mark(row, row.denominator, whole(row.denominator)),
          text_or(row.comparator, "None"),
          number_or_mark(row, row.comparator_value, decimals),
          shown(row) ? text_or(row.significance, "not compared") : "not compared",
          shown(row) ? text_or(row.trend, "cannot be calculated") : "cannot be calculated",
          text_or(row.polarity, "none"),
          text_or(row.quality, "None"),
          text_or(row.method, "None"),
          text_or(row.note, "None"),
          text_or(row.sources, "None"),
          row.estimate_id};
}

using StyledRow = std::pair<const Estimate*, const NumberStyle*>;

/// Estimates as one table, or as several where they are more than a sheet holds.
void add_estimates(std::vector<Table>& tables, const std::string& sheet, const std::string& title, std::vector<StyledRow> rows) {
  const auto all = std::make_shared<std::vector<StyledRow>>(std::move(rows));
  for (std::size_t begin = 0, part = 1; begin < all->size(); begin += kMostRows, ++part) {
    Table table;
    table.sheet = part == 1 ? sheet : fmt::format("{}_{}", sheet, part);
    table.title = part == 1 ? title : fmt::format("{}, part {}", title, part);
    table.description = "One row for each estimate. Numbers have their full precision; what is shown is rounded.";
    table.headers = kEstimateHeaders;
    table.rows = std::min(kMostRows, all->size() - begin);
    table.row = [all, begin](std::size_t i) { return estimate_cells(*(*all)[begin + i].first, *(*all)[begin + i].second); };
    tables.push_back(std::move(table));
  }
}

std::string sheet_of(const std::string& family) {
  if (family == "use") return "Drug_use";
  if (family == "supply") return "Supply_and_market";
  if (family == "crime") return "Crime";
  if (family == "harm") return "Deaths_and_harm";
  if (family == "treatment") return "Treatment";
  if (family == "inequality") return "Inequalities";
  return family == "context" ? "Context" : "Other";
}

/// Which estimates are of the last period of their figure: of what the id says besides the period.
std::vector<bool> latest_of_figures(const core::Estimates& estimates) {
  std::unordered_map<std::string, std::string_view> last_day;
  std::vector<const std::string_view*> last_of;
  for (const Estimate& row : estimates) {
    std::string_view& last = last_day[fmt::format("{}:{}:{}:{}:{}:{}", row.indicator_id, row.area_code, row.sex, row.age, row.category_type, row.category)];
    last = std::max(last, std::string_view(row.period_end));
    last_of.push_back(&last);
  }
  std::vector<bool> latest;
  for (std::size_t i = 0; i < estimates.size(); ++i) latest.push_back(estimates[i].period_end == *last_of[i]);
  return latest;
}

void add_all_estimates(std::vector<Table>& tables, const ReportInput& input, const Evidence& evidence, bool all) {
  std::unordered_map<std::string, const IndicatorEvidence*> by_id;
  for (const IndicatorEvidence& indicator : evidence.indicators) by_id.emplace(indicator.note->id, &indicator);
  std::vector<StyledRow> latest;
  for (const auto& [family, members] : evidence.families) {
    for (const IndicatorEvidence* indicator : members) {
      for (const AreaSeries& series : indicator->series) latest.emplace_back(series.latest(), &indicator->style);
    }
  }
  add_estimates(tables, "Latest_figures", "The latest figure of every indicator and area", latest);
  std::vector<StyledRow> small;
  std::map<const IndicatorEvidence*, std::vector<StyledRow>> rows;
  const std::vector<bool> kept = all ? std::vector<bool>(input.estimates.size(), true) : latest_of_figures(input.estimates);
  for (std::size_t i = 0; i < input.estimates.size(); ++i) {
    const Estimate& row = input.estimates[i];
    if (!kept[i]) continue;
    const IndicatorEvidence* indicator = by_id.at(row.indicator_id);
    (small_area_type(row.area_type) ? small : rows[indicator]).emplace_back(&row, &indicator->style);
  }
  for (const auto& [family, members] : evidence.families) {
    std::vector<StyledRow> of_family;
    for (const IndicatorEvidence* indicator : members) of_family.insert(of_family.end(), rows[indicator].begin(), rows[indicator].end());
    add_estimates(tables, sheet_of(family), std::string(family_title(family)) + ": all periods and breakdowns", of_family);
  }
  add_estimates(tables, "Small_areas", "Every small area", small);
}

void add_indicators(std::vector<Table>& tables, const Evidence& evidence) {
  if (evidence.indicators.empty()) return;
  Table table{"Indicators",
              "Definitions and methods",
              "One row for each indicator.",
              {"Indicator", "Identifier", "Question", "Family", "Outcome", "Definition", "Method", "Unit", "Polarity", "Quality", "Caveats",
               "Reference", "Numerator query", "Denominator query"},
              evidence.indicators.size(),
              {}};
  table.row = [&evidence](std::size_t i) -> Cells {
    const IndicatorNote& note = *evidence.indicators[i].note;
    std::string caveats;
    for (const std::string& caveat : note.caveats) caveats += (caveats.empty() ? "" : " ") + caveat;
    return {note.name,
            note.id,
            text_or(note.question, "None"),
            std::string(family_title(note.family)),
            text_or(domain_title(note.domain), "None"),
            text_or(note.definition, "None"),
            text_or(note.method, "None"),
            text_or(note.unit, "None"),
            text_or(note.polarity, "none"),
            text_or(note.quality, "None"),
            text_or(caveats, "None"),
            text_or(note.citation, "None"),
            text_or(note.numerator_sql, "None"),
            text_or(note.denominator_sql, "None")};
  };
  tables.push_back(std::move(table));
}

void add_sources(std::vector<Table>& tables, const ReportInput& input) {
  if (!input.sources.empty()) {
    tables.push_back({"Sources",
                      "Sources",
                      "One row for each source.",
                      {"Source", "Identifier", "Publisher", "Licence", "Citation", "Coverage"},
                      input.sources.size(),
                      [&input](std::size_t i) -> Cells {
                        const SourceNote& source = input.sources[i];
                        return {source.name,
                                source.id,
                                text_or(source.publisher, "None"),
                                text_or(source.licence, "None"),
                                text_or(source.citation, "None"),
                                text_or(source.coverage, "None")};
                      }});
  }
  std::vector<std::pair<const SourceNote*, const SourceFile*>> files;
  for (const SourceNote& source : input.sources) {
    for (const SourceFile& file : source.files) files.emplace_back(&source, &file);
  }
  if (!files.empty()) {
    const std::size_t count = files.size();
    tables.push_back({"Files",
                      "Files read",
                      "One row for each file. Rows read = loaded + rejected + duplicates.",
                      {"Source", "File", "Rows read", "Loaded", "Rejected", "Duplicates", "SHA-256"},
                      count,
                      [files = std::move(files)](std::size_t i) -> Cells {
                        const SourceFile& file = *files[i].second;
                        const auto number = [](std::uint64_t value) { return Number{static_cast<double>(value), 0}; };
                        return {files[i].first->id,      file.name,  number(file.rows), number(file.loaded), number(file.rejected),
                                number(file.duplicates), file.sha256};
                      }});
  }
  if (!input.issues.empty()) {
    tables.push_back({"Data_quality",
                      "What was found in the extracts",
                      "One row for each kind of finding in a file; line and column are those of the first.",
                      {"File", "Line", "Column", "Finding", "Severity", "Rows", "What it means"},
                      input.issues.size(),
                      [&input](std::size_t i) -> Cells {
                        const core::Issue& issue = input.issues[i];
                        const auto place = [](std::uint64_t value) {
                          return value == 0 ? Cell(std::string("[z]")) : Cell(Number{static_cast<double>(value), 0});
                        };
                        return {issue.file,
                                place(issue.line),
                                place(issue.column),
                                issue.rule,
                                std::string(core::severity_name(issue.severity)),
                                Number{static_cast<double>(issue.rows), 0},
                                issue.text};
                      }});
  }
}

std::vector<std::string> cover_lines(const ReportInput& input, bool all) {
  const Edition& edition = input.edition;
  std::vector<std::string> lines;
  if (edition.audience != "public") lines.emplace_back("#Restricted edition: not for publication");
  if (!edition.subtitle.empty()) lines.push_back(edition.subtitle);
  lines.push_back("Published by: " + text_or(edition.organisation, "not stated"));
  lines.push_back("Edition: " + edition.id);
  lines.push_back("Period: " + edition.period);
  lines.push_back(fmt::format("Made with Drug Market Profiler {}{}", edition.engine_version,
                              edition.catalogue_version.empty() ? "" : ", catalogue " + edition.catalogue_version));
  if (!all)
    lines.push_back(fmt::format("The latest period of each figure: all {} estimates would be too many for a spreadsheet. They are in estimates.parquet of the edition; dmp estimates writes them as csv.",
                                input.estimates.size()));
  const bool open_licence = std::any_of(input.sources.begin(), input.sources.end(),
                                        [](const SourceNote& source) { return source.licence.find("Open Government Licence") != std::string::npos; });
  if (open_licence) lines.emplace_back("Contains public sector information licensed under the Open Government Licence v3.0.");
  lines.emplace_back("The worksheet Contents lists what is in this file; Notes explains the marks and the columns.");
  return lines;
}

const std::vector<std::string> kNotes = {
    "#Marks in place of a number",
    "[c] suppressed: the number is small enough, or could be worked out from others, so that it might reveal something about a person. It is not "
    "zero.",
    "[x] missing: there is no figure; it was not collected, not sent, or too little to compute it from.",
    "[z] not applicable: the figure, limit, denominator or comparator has no meaning for this row.",
    "#Numbers",
    "Numbers are stored with full precision and shown rounded. Shares and prevalences are in per cent (12.3 means 12.3%); rates are as the unit "
    "says.",
    "Limits are confidence limits by the method named in the row; 95% limits would hold the true figure in 95 of 100 such measurements.",
    "#Words",
    "Significance: better or worse (where it is known which direction is good), higher or lower (where it is not), similar, or not compared.",
    "Quality: observed (counted from records), modelled (estimated), intelligence (police intelligence, partial by nature), perception (what people "
    "who were asked believe).",
    "Category All means that the row is not split by a category. None in a column of text means that there is nothing to say.",
    "#Tracing a figure",
    "The column Estimate identifies a figure in the report (it is the address of the figure on the page) and for the command dmp explain.",
};

}  // namespace

void write_data_pack(const ReportInput& input, const std::filesystem::path& file, SheetFormat format, std::size_t most_estimates) {
  const Evidence evidence = gather(input);
  const bool all = input.estimates.size() <= most_estimates;
  std::vector<Table> tables;
  add_all_estimates(tables, input, evidence, all);
  add_indicators(tables, evidence);
  add_sources(tables, input);

  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const core::TemporaryFolder workplace(folder, ".data-pack-");
  const std::filesystem::path draft = workplace.path() / "data-pack";
  {
    const auto pack = format == SheetFormat::excel ? excel_workbook(draft) : open_document_workbook(draft);
    pack->set_properties(input.edition);
    pack->add_text("Cover", text_or(input.edition.title, "Data pack"), cover_lines(input, all));
    pack->add_contents(tables);
    pack->add_text("Notes", "Notes", kNotes);
    for (const Table& table : tables) pack->add_table(table);
    pack->close(file);
  }
  core::write_file_whole(file, core::read_file(draft));
}

}  // namespace dmp::reports
