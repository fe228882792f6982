#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/comparison.hpp"
#include "core/estimate.hpp"
#include "core/issue.hpp"
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
  std::string engine_version, catalogue_version;
  std::string period;      ///< the profile's period as text, such as "2023/24"
  std::string period_end;  ///< YYYY-MM-DD; the date in the spreadsheet's properties, so that bytes do not depend on the day
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
};

/// The report as one self-contained page: no script, no request to anywhere, readable from 320 pixels up and on paper.
/// Equal input gives equal bytes. A row with a suppression mark never shows a number, whatever its value column holds.
/// Rows whose indicator is not among the notes are shown under the indicator's name with no methods text.
std::string html_report(const ReportInput& input);

/// The data pack: every estimate as an accessible spreadsheet (cover, contents, notes, one table a sheet, real numbers,
/// [c] [x] [z] for suppressed, missing and not applicable). Equal input gives equal bytes. A resource UserError where
/// the file cannot be written leaves an older one as it was.
void write_data_pack(const ReportInput& input, const std::filesystem::path& file);

}  // namespace dmp::reports
