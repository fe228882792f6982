#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "catalogue/neighbour_model.hpp"
#include "catalogue/disclosure_rule.hpp"
#include "catalogue/market_definitions.hpp"
#include "catalogue/inequality_definition.hpp"
#include "core/data_table.hpp"
#include "core/errors.hpp"
#include "core/period.hpp"

/// The catalogue's files as plain values. docs/reference/catalogue-format.md says what each key means.
namespace dmp::catalogue {

enum class ColumnKind { text, code, integer, number, money, boolean, date, month, timestamp, area, pseudonym, measure };

struct ColumnDefinition {
  std::string name;
  ColumnKind kind = ColumnKind::text;
  bool required = false;
  std::vector<std::string> values;  ///< for code
  std::optional<double> minimum, maximum;
  std::string description;
};

struct TableDefinition {
  std::string id, name, description, subject;
  std::vector<std::string> key;
  std::string period_column, place_column;
  std::vector<ColumnDefinition> columns;
  core::Place place;
};

/// A row of an example: column name to value (dates as YYYY-MM-DD text).
using ExampleRow = std::map<std::string, core::Cell>;

struct ExpectedRejection {
  std::uint64_t line = 0, column = 0;
  std::string rule;
};

struct SourceExample {
  std::string input;
  std::vector<ExampleRow> rows;
  std::vector<ExpectedRejection> rejected;
  core::Place place;
  std::string file;               ///< name of the file the input pretends to be (key `file`); empty where it does not matter
};

enum class Otherwise { reject, keep, missing, constant };
enum class PeriodPart { none, start, end };
enum class PseudonymRule { exact, digits, name };

/// Where one canonical column comes from.
struct ColumnMapping {
  std::string column;
  std::vector<std::string> from;  ///< the first that the file has; "@name" is the unpivoted header cell
  std::vector<std::string> join;  ///< several columns as one text
  std::optional<std::string> value;
  std::string file_name;          ///< regular expression over the file's name
  bool each_row = false;          ///< from: the first that is not blank in the row, not the first that the file has
  std::string pattern, replace;   ///< regular expression over the cell and what its match becomes (default: first group)
  std::map<std::string, std::string> map;
  Otherwise otherwise = Otherwise::keep;
  std::string otherwise_value;
  std::vector<std::string> formats;
  PeriodPart part = PeriodPart::none;
  bool area_name = false;
  std::vector<std::string> area_types;  ///< names of areas of these types only; empty: of every type
  std::optional<bool> thousands;
  double scale = 1;
  PseudonymRule pseudonym = PseudonymRule::exact;
  core::Place place;
};

struct Markers {
  std::vector<std::string> suppressed, missing, not_applicable;
};

struct FormatDefinition {
  std::string container;          ///< empty: found out
  char delimiter = 0;             ///< 0: found out
  std::string encoding;           ///< empty: found out
  int header = -1;                ///< line of the header; -1: found out; 0: none
  std::string sheet, member, footer;
  bool skip_blank = true;
  bool fill_short_rows = false;
  std::vector<std::string> fill_down;
};

/// value_to: canonical column (or @name) that takes the cell, by what the second group of columns found; with one group
/// or none a single entry under "".
struct Unpivot {
  std::string columns, name_to;
  std::map<std::string, std::string> value_to;
};

/// Rows that belong to the table: regular expressions by source column.
struct RowFilter {
  std::map<std::string, std::string> only, skip;
};

struct SourceDefinition {
  std::string id, name, publisher, licence, citation, kind, table;
  std::vector<std::string> files, notes;
  FormatDefinition format;
  Markers markers;
  RowFilter rows;
  std::vector<ColumnMapping> columns;
  std::optional<Unpivot> unpivot;
  std::vector<SourceExample> examples;
  DisclosureDefinition disclosure;
  core::Place place;
};

enum class Method { count, proportion, rate, dsr, mean, ratio, published, unmet_need, survival, market, representation, slope_index, deprivation_outlier, hotspot, overlap, concentration, unseen, emerging, seasonality, near_repeat, operation_effect };

/// Something about places that a model of counts takes into account: [[covariate]] of an indicator with the method unseen.
struct Covariate {
  std::string name;
  std::string sql;               ///< SELECT place, value; of several rows of a place numbers are added, of words the first counts
  bool is_category = false;      ///< value is a word: the group the place belongs to
  bool is_log = false;           ///< the logarithm of value + 1 is taken
  bool per_resident = false;     ///< value is divided by the residents, times 1,000
  bool is_activity = false;      ///< measures what the authorities do rather than what there is: taken into account in a second model
  core::Place place;
};

/// [follow_up] of an indicator with the method survival.
struct FollowUp {
  std::vector<int> days;   ///< days after which the curve is given, in ascending order
  int headline = 0;        ///< the one of them whose figure stands for the whole
};

struct IndicatorExample {
  std::map<std::string, std::vector<ExampleRow>> given;  ///< table id to rows
  std::vector<ExampleRow> expect;                        ///< columns of estimates
  core::Place place;
};

/// Figures that must not be put beside each other, and why: [[not_comparable]] of an indicator or of a profile.
struct NotComparable {
  std::string indicator;               ///< of a profile: id or glob; empty in an indicator's own file
  std::vector<std::string> areas;      ///< their figures are not compared with those of other areas; empty: no such rule
  std::optional<core::Period> period;  ///< only figures of periods that lie in it; empty: always
  std::optional<core::Day> since;      ///< figures before and from this day on make no trend
  std::string reason;
  core::Place place;
};

struct IndicatorDefinition {
  std::string id, name, question, domain, family, tier, unit, polarity, quality, period, category_type, comparator, citation;
  int number = 0;
  bool restricted = false;
  Method method = Method::count;
  double multiplier = 1;
  std::vector<std::string> levels, breakdowns, caveats;
  std::vector<NotComparable> not_comparable;
  std::string to_match;                 ///< what "{n}" people or things would have to do for the area to match another: "{n} more people would have to ..."
  std::vector<std::string> age_bands;   ///< "broad" and "five" already spelled out: "0-17", ..., "65+"
  std::string numerator, denominator;   ///< SQL; for published only numerator
  std::string interval;                 ///< for published
  std::string published_twin;           ///< id of the indicator that gives the same thing as it was published; empty where there is none
  core::Place twin_place;
  FollowUp follow_up;                   ///< for survival
  InequalityDefinition inequality;      ///< for representation, slope_index and deprivation_outlier
  std::vector<std::string> layers;      ///< for the methods that look at small areas: the indicator whose small areas are tested, for overlap the two
  std::string events;                   ///< SQL of the single events behind the layer: place, date, at (time of day known), longitude, latitude
  core::Place events_place;
  std::vector<Covariate> covariates;    ///< for unseen
  std::string output;                   ///< for market: which result of the model (market_outputs)
  core::Place numerator_place, denominator_place;
  std::vector<IndicatorExample> examples;
  DisclosureDefinition disclosure;
  /// Indicators this one shares counts with under other SQL: what it counts is what count_of counts, and is among what each of part_of
  /// counts; what it divides by is what share_of counts.
  std::string count_of, share_of;
  std::vector<std::string> part_of;
  core::Place relations_place;
  core::Place place;
};

struct Catalogue {
  std::map<std::string, TableDefinition> tables;
  std::map<std::string, SourceDefinition> sources;
  std::map<std::string, IndicatorDefinition> indicators;
  std::map<std::string, MarketDefinition> markets;
  std::optional<NeighbourModel> neighbour_model;
  /// SHA-256 over every file read, in the order of their paths: part of an edition's name.
  std::string hash;

  /// The named thing, or a UserError with the nearest right name.
  [[nodiscard]] const TableDefinition& table(const std::string& id) const;
  [[nodiscard]] const SourceDefinition& source(const std::string& id) const;
  [[nodiscard]] const IndicatorDefinition& indicator(const std::string& id) const;
  [[nodiscard]] const MarketDefinition& market(const std::string& id) const;
};

}  // namespace dmp::catalogue
