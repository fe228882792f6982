#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/comparison.hpp"
#include "core/document.hpp"
#include "core/estimate.hpp"
#include "core/finding.hpp"
#include "core/issue.hpp"
#include "core/plan_row.hpp"
#include "reports/place_map.hpp"
#include "reports/market_chapter.hpp"

/// The published edition as a page for people and a spreadsheet for re-use. Plain values in, bytes out: no database, no clock.
namespace dmp::reports {

/// One file of a source as it was read; rows = loaded + rejected + duplicates.
struct SourceFile {
  std::string name;
  std::string sha256;
  std::uint64_t rows = 0, loaded = 0, rejected = 0, duplicates = 0;
};

struct SourceNote {
  std::string id, name, publisher, licence, citation;
  std::string coverage;  ///< which months and places the rows span, as a sentence; "" = not known
  std::vector<SourceFile> files;
};

/// What the report says about an indicator besides its figures.
struct IndicatorNote {
  std::string id, name, question;
  std::string family;      ///< use | supply | crime | harm | treatment | context
  std::string domain;      ///< USE CRI DTH SUP ENG REC CTX
  std::string tier;        ///< headline | supporting | local
  std::string definition;  ///< in words; "" where the SQL alone defines it
  std::string numerator_sql, denominator_sql;
  std::string method;  ///< how value and interval are computed, as a sentence
  std::string unit, polarity, quality, citation;
  std::vector<std::string> caveats;
};

/// WGS 84, degrees.
struct Point {
  double longitude = 0, latitude = 0;
};
using Ring = std::vector<Point>;
/// The outer ring, then its holes.
using Polygon = std::vector<Ring>;

/// A shape for the maps. One whose code is in ReportInput::areas is drawn as a labelled outline over the small areas.
struct MapArea {
  std::string code, name;
  std::vector<Polygon> polygons;
};

struct Area {
  std::string code, name, type;
};

struct Edition {
  std::string id;
  std::string title, subtitle, organisation;
  std::string audience = "public";  ///< public | restricted: a restricted edition says so on every printed page
  std::string engine_version;  ///< of dmp and of its database: "0.7.0, DuckDB v1.4.4"
  std::string catalogue_version;
  std::string period;      ///< the profile's period as text, such as "2023/24"
  std::string period_end;  ///< YYYY-MM-DD; the date in the spreadsheet's properties, so that bytes do not depend on the day
};

/// A chapter of the report: which indicators it holds and which of them are drawn at its beginning.
struct Chapter {
  std::string id, title, introduction;
  std::vector<std::string> families;    ///< of indicators that no chapter names
  std::vector<std::string> indicators;  ///< ids, in their order; an id that ends in * stands for all that begin so
  std::vector<std::string> draw;        ///< ids set beside other areas in a chart
};

/// A text of the partnership's own, ready as HTML with its references filled in.
struct NarrativeText {
  std::string chapter;  ///< id of a chapter, or "summary"; anything else stands in the introduction
  std::string title, html;
};

/// An indicator without figures, and why.
struct Gap {
  std::string indicator, reason;
};

struct ReportInput {
  Edition edition;
  std::vector<Area> areas;  ///< in the order to show them; the first is the one the headlines are about
  core::Estimates estimates;
  core::Comparisons comparisons;            ///< of these estimates, in their order
  std::vector<IndicatorNote> indicators;  ///< in the order to show them
  std::vector<SourceNote> sources;
  std::vector<MapArea> map_areas;
  std::vector<PlaceMap> place_maps;    ///< hotspots, drawn; empty: no section about places
  std::string map_attribution;         ///< the boundaries' publisher and licence
  MarketChapter market;                ///< empty: no chapter
  std::vector<std::string> headlines;  ///< indicators for the headline box, as ID or ID:AREA; empty: chosen by tier and family
  core::Issues issues;
  std::vector<Chapter> chapters;  ///< in their order; empty: one chapter a family
  std::vector<NarrativeText> narrative;
  std::vector<Gap> gaps;
  std::map<std::string, std::string> drug_names;   ///< by the code that figures are split by: "mdma" is "MDMA (ecstasy)"
  core::Findings findings;
  core::Contradictions contradictions;
  core::Actions actions;
  core::PlanRows plan;             ///< the delivery plan as it stands; empty: no section
  core::PlanProgresses progress;
};

/// What the report is made for: a page with everything, folded; paper (PDF) with what is read in order; a document for a word
/// processor, plain in its markup, with pictures as files.
enum class Medium { page, paper, document };

/// A picture that a document names as figures/NAME.png.
struct Picture {
  std::string name, svg;    ///< svg: a file of its own
  std::string alternative;  ///< what it shows, in words
};

struct Document {
  std::string html;
  std::vector<Picture> pictures;
};

/// The report as one self-contained page: no request to anywhere, readable from 320 pixels up and on paper. Its one script finds
/// indicators and headings by words; without script everything else is there. Equal input gives equal bytes. A row with a
/// suppression mark never shows a number, whatever its value column holds. Rows whose indicator is not among the notes are shown
/// under the indicator's name with no methods text.
std::string html_report(const ReportInput& input, Medium medium = Medium::page);

/// For a word processor, by way of a converter.
Document document_report(const ReportInput& input);

/// A shorter form of the report, composed elsewhere, in the report's looks; where it is a scorecard with the report's chart of it.
std::string form_report(const ReportInput& input, const core::Document& form, bool with_scorecard, Medium medium = Medium::page);
Document form_document(const ReportInput& input, const core::Document& form, bool with_scorecard);

/// What a content-security policy must name in script-src for the page's own script: 'sha256-...'.
std::string report_script_hash();

/// Every chart of the report as JSON (see the decision on charts), for the dashboard.
std::string charts_json(const ReportInput& input);

/// The data pack: every estimate as an accessible spreadsheet (cover, contents, notes, one table a sheet, real numbers,
/// [c] [x] [z] for suppressed, missing and not applicable). Equal input gives equal bytes. A resource UserError where
/// the file cannot be written leaves an older one as it was. Beyond so many estimates, with which a spreadsheet program would take
/// minutes, it holds the latest period of each figure and says on its cover where all of them are.
enum class SheetFormat { excel, open_document };
constexpr std::size_t kMostEstimatesOfAPack = 300'000;
void write_data_pack(const ReportInput& input, const std::filesystem::path& file, SheetFormat format = SheetFormat::excel, std::size_t most_estimates = kMostEstimatesOfAPack);

}  // namespace dmp::reports
