#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalogue/definitions.hpp"
#include "indicators/areas.hpp"
#include "indicators/compute.hpp"
#include "indicators/months.hpp"

namespace dmp::indicators {

/// Which months each table's rows cover, for each area, and which sources the rows come from.
///
/// What counts as covered is decided for each authority (README.md of this module):
/// - a table of periods (period_start, period_end): the months its rows span;
/// - otherwise the months from the first to the last with a row. A month without any is a gap where at least twenty rows
///   were to be expected (the chance of none is then below 3e-9), else a true zero. By the same measure an authority without
///   rows is not covered, or covered with zeros; and the ends of a thin table are rounded out to whole years where fewer than
///   three rows are missed by it.
class Coverage {
 public:
  /// shown: the period the profile names. as_seen: the ends are not rounded out.
  Coverage(engine::Session& session, const catalogue::Catalogue& catalogue, const Areas& areas, std::optional<core::Period> shown, bool as_seen = false)
      : session_(session), catalogue_(catalogue), areas_(areas), shown_(shown), as_seen_(as_seen) {
    count_small_areas();
  }

  /// Whether the table says when its rows are, as days or months.
  [[nodiscard]] bool has_months(const std::string& table) const;
  [[nodiscard]] std::int64_t rows(const std::string& table);
  /// Months that all of the tables cover in the area, sorted; nothing where none of the tables has months.
  const std::set<Month>& months(const std::vector<std::string>& tables, std::size_t area);
  /// Sources whose rows of the tables lie in the area and the months; of a table without months or rows there, all of its sources.
  std::set<std::string> sources(const std::vector<std::string>& tables, std::size_t area, const core::Period& period);
  /// Sources of the rows that tables without months (a population by year) hold of the area; nothing where such a table has one source only.
  std::set<std::string> stock_sources(const std::vector<std::string>& tables, std::size_t area);
  std::vector<TableUse> uses(const std::vector<std::string>& tables);
  /// Whether rows of the tables in the area and the months bear codes of older boundaries that were divided between it and others,
  /// and were allotted whole to one of them: the area has too many or too few.
  bool best_fit(const std::vector<std::string>& tables, std::size_t area, const core::Period& period);
  /// Two or more sources that cover the same months of the area in one table; empty where none do.
  std::string doubled(const std::vector<std::string>& tables, std::size_t area, const core::Period& period);
  /// Writes what has been found out to model.coverage (table_id, area_code, first_month, last_month, months_present).
  void write();

 private:
  using Rows = std::map<Month, std::int64_t>;
  struct TableMonths {
    std::map<std::string, std::int64_t> sources;         ///< rows of each source
    std::map<std::size_t, std::map<std::string, Rows>> by_area;  ///< area, source, month; kEverywhere for rows without place
    std::map<std::size_t, std::set<Month>> covered;      ///< for areas that decide
    std::map<std::size_t, std::set<Month>> best_fit;     ///< months with rows of divided codes
    std::map<std::size_t, std::set<std::string>> stock;  ///< sources by area of a table without months that has several
    bool spans = false;
  };
  static constexpr std::size_t kEverywhere = static_cast<std::size_t>(-1);

  /// What a table's rows show at a glance.
  struct Seen {
    std::map<std::size_t, std::set<Month>> months;
    std::map<std::size_t, double> area_rows;
    std::set<Month> span;  ///< months with rows in any area that decides, or without place
    double rows = 0;       ///< in those areas
    double mean_rows = 0;  ///< an area that decides and has some
  };

  [[nodiscard]] bool decides(std::size_t area) const;
  /// Small areas in it: of much the same number of residents everywhere; 1 where none are known.
  [[nodiscard]] double size_of(std::size_t area) const;
  void count_small_areas();
  [[nodiscard]] Seen seen_in(const TableMonths& found) const;
  const TableMonths& table(const std::string& id);
  void count_sources(const catalogue::TableDefinition& definition, TableMonths& found);
  void count_months(const catalogue::TableDefinition& definition, TableMonths& found);
  void find_stock_sources(const catalogue::TableDefinition& definition, TableMonths& found);
  void find_best_fits(const catalogue::TableDefinition& definition, TableMonths& found);
  void decide(TableMonths& found) const;
  void round_out(std::set<Month>& months, double rows_a_month) const;
  const std::set<Month>& covered(const std::string& id, std::size_t area);

  engine::Session& session_;
  const catalogue::Catalogue& catalogue_;
  const Areas& areas_;
  std::optional<core::Period> shown_;
  bool as_seen_ = false;
  std::map<std::size_t, double> small_areas_;  ///< in areas that are not small
  std::mutex mutex_;   ///< guards session_ and tables_: indicators are computed on several threads
  std::map<std::string, TableMonths> tables_;
  std::map<std::string, std::map<std::size_t, std::set<Month>>> common_;  ///< what months() found out, by tables and area
};

}  // namespace dmp::indicators
