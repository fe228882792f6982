#include "indicators/examples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <variant>

#include "catalogue/schema.hpp"
#include "core/number.hpp"
#include "indicators/compute.hpp"

namespace dmp::indicators {
namespace {

using catalogue::ExampleRow;
using catalogue::IndicatorDefinition;
using core::Cell;
using core::Estimate;

constexpr double kTolerance = 1e-9;

std::string shown(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<double>(&cell)) return core::exact_text(*number);
  if (const auto* whole = std::get_if<long long>(&cell)) return std::to_string(*whole);
  if (const auto* truth = std::get_if<bool>(&cell)) return *truth ? "true" : "false";
  return "";
}

std::string literal(const Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return "NULL";
  if (std::holds_alternative<std::string>(cell)) return engine::quoted_text(std::get<std::string>(cell));
  return shown(cell);
}

void insert_row(engine::Session& session, const catalogue::TableDefinition& table, const ExampleRow& row) {
  std::string names, values;
  std::int64_t line = 1;
  for (const auto& [name, value] : row) {
    names += engine::quoted_name(name) + ", ";
    values += literal(value) + ", ";
  }
  // A measure that is given has the state of a value unless the row says otherwise.
  for (const auto& column : table.columns)
    if (column.kind == catalogue::ColumnKind::measure && row.contains(column.name) && !row.contains(column.name + "_state")) {
      names += engine::quoted_name(column.name + "_state") + ", ";
      values += "'value', ";
    }
  session.execute(fmt::format("INSERT INTO {} ({}_source, _file, _line) VALUES ({}'example', 1, {})", engine::quoted_name(table.id), names, values, line));
}

/// Areas of the example: those of `area` rows with their types, else every code in a column of areas as an authority.
catalogue::Profile profile_of(const catalogue::Catalogue& catalogue, const catalogue::IndicatorExample& example) {
  catalogue::Profile profile;
  std::set<std::string> seen;
  const auto add = [&](const std::string& code, const std::string& name, const std::string& type) {
    // England is there to be compared with unless the example names it as an area.
    if (!code.empty() && (code != profile.england_code || type == "country") && seen.insert(code).second) profile.areas.push_back({code, name, type, {}});
  };
  const auto text = [](const ExampleRow& row, const std::string& column) {
    const auto found = row.find(column);
    return found == row.end() ? std::string() : shown(found->second);
  };
  if (const auto areas = example.given.find("area"); areas != example.given.end()) {
    for (const ExampleRow& row : areas->second)
      if (const std::string type = text(row, "area_type"); type != "small area" && type != "middle area" && type != "ward") add(text(row, "area_code"), text(row, "area_name"), type);
    return profile;
  }
  if (const auto members = example.given.find("area_member"); members != example.given.end())
    for (const ExampleRow& row : members->second) add(text(row, "area_code"), "", "authority");
  const bool authorities_only = !profile.areas.empty();
  for (const auto& [id, rows] : example.given) {
    if (authorities_only || !catalogue.tables.contains(id)) continue;
    for (const auto& column : catalogue.tables.at(id).columns)
      if (column.kind == catalogue::ColumnKind::area)
        for (const ExampleRow& row : rows) add(text(row, column.name), "", "authority");
  }
  if (const auto members = example.given.find("area_member"); members != example.given.end())
    for (auto& area : profile.areas)
      for (const ExampleRow& row : members->second)
        if (text(row, "area_code") == area.code) area.members.push_back(text(row, "member_code"));
  return profile;
}

struct Field {
  const char* name;
  std::variant<std::string Estimate::*, core::Text Estimate::*, double Estimate::*> member;
  [[nodiscard]] const double* number(const Estimate& estimate) const {
    const auto* found = std::get_if<double Estimate::*>(&member);
    return found ? &(estimate.**found) : nullptr;
  }
  /// Empty for a number.
  [[nodiscard]] std::string text(const Estimate& estimate) const {
    if (const auto* id = std::get_if<std::string Estimate::*>(&member)) return estimate.**id;
    const auto* found = std::get_if<core::Text Estimate::*>(&member);
    return found ? (estimate.**found).str() : std::string();
  }
};

const std::vector<Field>& fields() {
  static const std::vector<Field> list = {
      {"estimate_id", &Estimate::estimate_id}, {"indicator_id", &Estimate::indicator_id}, {"indicator_name", &Estimate::indicator_name},
      {"domain", &Estimate::domain}, {"area_code", &Estimate::area_code}, {"area_name", &Estimate::area_name},
      {"area_type", &Estimate::area_type}, {"period", &Estimate::period}, {"period_start", &Estimate::period_start},
      {"period_end", &Estimate::period_end}, {"sex", &Estimate::sex}, {"age", &Estimate::age},
      {"category_type", &Estimate::category_type}, {"category", &Estimate::category}, {"unit", &Estimate::unit},
      {"value", &Estimate::value}, {"lower_95", &Estimate::lower_95}, {"upper_95", &Estimate::upper_95},
      {"lower_99_8", &Estimate::lower_99_8}, {"upper_99_8", &Estimate::upper_99_8}, {"count", &Estimate::count},
      {"denominator", &Estimate::denominator}, {"method", &Estimate::method}, {"comparator", &Estimate::comparator},
      {"comparator_value", &Estimate::comparator_value}, {"significance", &Estimate::significance}, {"trend", &Estimate::trend},
      {"polarity", &Estimate::polarity}, {"quality", &Estimate::quality}, {"suppressed", &Estimate::suppressed},
      {"note", &Estimate::note}, {"sources", &Estimate::sources}};
  return list;
}

/// Columns that say which estimate is meant; the others what it must hold.
bool names_the_estimate(const std::string& column) {
  for (const char* key : {"estimate_id", "indicator_id", "area_code", "area_name", "area_type", "period", "period_start", "period_end", "sex", "age", "category_type", "category"})
    if (column == key) return true;
  return false;
}

bool equal(const Estimate& estimate, const Field& field, const Cell& wanted) {
  const double* is_number = field.number(estimate);
  if (!is_number) return field.text(estimate) == shown(wanted);
  const double value = *is_number;
  const auto number = core::parse_number(shown(wanted));
  if (!number) return std::isnan(value);
  return std::abs(value - *number) <= kTolerance * std::max(1.0, std::abs(*number));
}

const Field& field_of(const std::string& name) {
  for (const Field& field : fields())
    if (name == field.name) return field;
  throw core::InternalError("an example expects a column that estimates do not have: " + name);
}

/// What is wrong with one expected row; empty where nothing is.
std::string fault_of(const core::Estimates& estimates, const ExampleRow& expected) {
  std::string wanted;
  for (const auto& [name, cell] : expected)
    if (names_the_estimate(name)) wanted += (wanted.empty() ? "" : ", ") + name + " " + shown(cell);
  const auto names = [&](const Estimate& estimate) {
    if (!expected.contains("estimate_id"))  // what is not said is the total
      for (const auto& [column, total] : {std::pair{"sex", "Persons"}, std::pair{"age", "All ages"}, std::pair{"category", ""}})
        if (!expected.contains(column) && field_of(column).text(estimate) != total) return false;
    return std::all_of(expected.begin(), expected.end(), [&](const auto& item) { return !names_the_estimate(item.first) || equal(estimate, field_of(item.first), item.second); });
  };
  const auto found = std::find_if(estimates.begin(), estimates.end(), names);
  if (found == estimates.end()) return "no estimate for " + wanted;
  if (std::any_of(std::next(found), estimates.end(), names)) return "more than one estimate for " + wanted;
  std::string faults;
  for (const auto& [name, cell] : expected) {
    const Field& field = field_of(name);
    if (equal(*found, field, cell)) continue;
    const std::string came = field.number(*found) ? core::exact_text(*field.number(*found)) : field.text(*found);
    faults += fmt::format("{}{} of {}: expected {}, came {}", faults.empty() ? "" : "; ", name, wanted, shown(cell), came.empty() ? "nothing" : came);
  }
  return faults;
}

std::vector<std::string> faults_of(engine::Session& session, const catalogue::Catalogue& catalogue, const IndicatorDefinition& indicator, const catalogue::IndicatorExample& example) {
  for (const auto& [id, rows] : example.given)
    if (catalogue.tables.contains(id))
      for (const ExampleRow& row : rows) insert_row(session, catalogue.tables.at(id), row);
  Options options;
  options.assume_covered = true;
  options.only = {indicator.id};
  const Computation computation = compute_estimates(session, catalogue, profile_of(catalogue, example), options);
  std::vector<std::string> faults;
  if (example.expect.empty() && !computation.estimates.empty()) faults.push_back("no estimate was expected, " + computation.estimates.front().estimate_id + " came");
  for (const ExampleRow& expected : example.expect)
    if (std::string fault = fault_of(computation.estimates, expected); !fault.empty()) {
      if (computation.estimates.empty() && !computation.skipped.empty()) fault += " (" + computation.skipped.front().reason + ")";
      faults.push_back(std::move(fault));
    }
  return faults;
}

}  // namespace

std::vector<ExampleFault> run_examples(const SessionFactory& open, const catalogue::Catalogue& catalogue, const std::vector<std::string>& only) {
  std::vector<ExampleFault> faults;
  const auto session = open();
  for (const auto& [id, table] : catalogue.tables) session->execute(catalogue::create_table_sql(table));
  for (const auto& [id, indicator] : catalogue.indicators) {
    if (!only.empty() && std::find(only.begin(), only.end(), id) == only.end()) continue;
    for (const auto& example : indicator.examples) {
      try {
        for (std::string& text : faults_of(*session, catalogue, indicator, example)) faults.push_back({id, example.place, std::move(text)});
      } catch (const core::UserError& error) {
        faults.push_back({id, example.place, error.what()});
      }
      for (const auto& [table, rows] : example.given)
        if (catalogue.tables.contains(table)) session->execute("DELETE FROM " + engine::quoted_name(table));
    }
  }
  return faults;
}

}  // namespace dmp::indicators
