#include "indicators/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"
#include "indicators/select.hpp"
#include "stats/neighbours.hpp"

namespace dmp::indicators {
namespace {

using engine::quoted_text;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// With fewer variables or authorities than these a distance says little.
constexpr std::size_t kLeastVariables = 3, kLeastAuthorities = 5;

bool has_table(const catalogue::Catalogue& catalogue, const std::string& id) { return catalogue.tables.contains(id); }

/// The value of every authority of one variable, of the year that most of them have: area_code, value.
std::string value_sql(const Select& select) {
  const std::string year = select.has("year") ? "v.year::BIGINT" : "0";
  const std::string denominator = select.has("denominator") ? "v.denominator::DECIMAL(38,12)" : "NULL::DECIMAL(38,12)";
  return with_select(select, "given") + ",\ntallied AS (\n  SELECT v.place, " + year + " AS year, sum(v.numerator::DECIMAL(38,12)) AS numerator, sum(" + denominator +
         ") AS denominator, count(*) AS parts\n  FROM given v WHERE v.numerator IS NOT NULL GROUP BY ALL\n"
         "), placed AS (\n  SELECT m.area_code, t.year, m.level, sum(t.numerator) AS numerator, sum(t.denominator) AS denominator, sum(t.parts) AS parts\n"
         "  FROM tallied t JOIN model.authority_member m ON m.member_code = t.place GROUP BY ALL\n"
         "), resolved AS (\n"
         // The authority's own row, else the level of its parts with the most behind it.
         "  SELECT area_code, year, numerator, denominator, row_number() OVER (PARTITION BY area_code, year ORDER BY (level = 'own') DESC, coalesce(denominator, parts) DESC, level) AS cut FROM placed\n"
         "), best AS (\n"
         "  SELECT year FROM resolved WHERE cut = 1 GROUP BY year ORDER BY count(*) DESC, year DESC LIMIT 1\n)\n"
         "SELECT r.area_code, CASE WHEN r.denominator IS NULL THEN r.numerator::DOUBLE WHEN r.denominator > 0 THEN r.numerator::DOUBLE / r.denominator::DOUBLE END\n"
         "FROM resolved r JOIN best USING (year) WHERE r.cut = 1 ORDER BY r.area_code";
}

double transformed(double value, const std::string& transform) {
  if (transform == "log") return value > 0 ? std::log(value) : kNone;
  if (transform == "root") return value >= 0 ? std::sqrt(value) : kNone;
  return value;
}

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 5); ++i) text += (i ? ", " : "") + names[i];
  if (names.size() > 5) text += fmt::format(" and {} more", names.size() - 5);
  return text;
}

}  // namespace

std::string NeighbourFinder::type_of(const std::string& code) const {
  const auto found = authorities_.find(code);
  return found == authorities_.end() ? std::string() : found->second.type;
}

void NeighbourFinder::read_variable(const catalogue::NeighbourVariable& variable) {
  const Select select = check_select(session_, catalogue_, variable.sql, variable.place, {{"place", "numerator"}, {"denominator", "year"}});
  for (const std::string& table : select.tables)
    if (engine::fetch_number(session_, "SELECT count(*) FROM (SELECT 1 FROM " + engine::quoted_name(table) + " LIMIT 1)") == 0) {
      unused_[variable.id] = "there are no rows in the table '" + table + "'";
      return;
    }
  const auto rows = session_.query(value_sql(select));
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      if (chunk->columns[1].is_null(i)) continue;
      const double value = transformed(chunk->columns[1].number(i), variable.transform);
      const auto found = authorities_.find(std::string(chunk->columns[0].text(i)));
      if (std::isfinite(value) && found != authorities_.end()) found->second.values[variable.id] = value;
    }
}

void NeighbourFinder::read_values() {
  if (read_) return;
  read_ = true;
  const catalogue::NeighbourModel& model = *catalogue_.neighbour_model;
  // Only today's authorities: those that became part of another are members of it.
  const std::string replaced = has_table(catalogue_, "area_successor") ? " AND k.area_code NOT IN (SELECT old_code FROM area_successor WHERE old_code <> new_code AND old_code NOT IN "
                                                                         "(SELECT old_code FROM area_successor WHERE old_code = new_code))"
                                                                       : "";
  session_.execute("CREATE OR REPLACE TEMP TABLE today AS SELECT k.area_code, k.area_name, k.area_type FROM model.known_area k WHERE k.area_type IN ('authority', 'county')" + replaced);
  session_.execute(
      "CREATE OR REPLACE TABLE model.authority_member AS WITH RECURSIVE below(member_code, area_code) AS (SELECT area_code, area_code FROM today UNION "
      "SELECT e.child, b.area_code FROM below b JOIN model.edge e ON e.parent = b.member_code) "
      "SELECT b.member_code, b.area_code, CASE WHEN b.member_code = b.area_code THEN 'own' ELSE coalesce(k.area_type, '') END AS level "
      "FROM below b LEFT JOIN model.known_area k ON k.area_code = b.member_code");
  const auto rows = session_.query("SELECT area_code, coalesce(area_name, area_code), area_type FROM today ORDER BY area_code");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows; ++i) {
      const std::string code(chunk->columns[0].text(i));
      const std::string type = model.type_of(code);
      // Codes that fit no type, such as invented ones, are compared by their level alone.
      authorities_[code] = {std::string(chunk->columns[1].text(i)), type.empty() ? "areas of the level " + std::string(chunk->columns[2].text(i)) : type, {}};
    }
  if (authorities_.size() < kLeastAuthorities) return;
  for (const catalogue::NeighbourVariable& variable : model.variables) read_variable(variable);
}

NeighbourTable NeighbourFinder::table_of(const std::string& type) const {
  const catalogue::NeighbourModel& model = *catalogue_.neighbour_model;
  NeighbourTable table;
  std::vector<const Authority*> members;
  std::vector<std::string> codes;
  for (const auto& [code, authority] : authorities_) {
    if (authority.type != type) continue;
    const auto out = std::find_if(model.left_out.begin(), model.left_out.end(), [&](const auto& left) { return left.code == code; });
    if (out != model.left_out.end()) {
      table.notes.push_back(authority.name + " is left out: " + out->reason);
      continue;
    }
    members.push_back(&authority);
    codes.push_back(code);
  }
  for (const catalogue::NeighbourVariable& variable : model.variables) {
    const auto unused = unused_.find(variable.id);
    if (unused != unused_.end()) {
      table.notes.push_back("variable " + variable.id + " is not used: " + unused->second);
      continue;
    }
    std::vector<double> values;
    for (const Authority* member : members)
      if (const auto found = member->values.find(variable.id); found != member->values.end()) values.push_back(found->second);
    if (static_cast<double>(values.size()) < model.least_share * static_cast<double>(members.size())) {
      table.notes.push_back(fmt::format("variable {} is not used: {} of the {} {} have it", variable.id, values.size(), members.size(), type));
    } else if (values.empty() || *std::min_element(values.begin(), values.end()) == *std::max_element(values.begin(), values.end())) {
      table.notes.push_back(fmt::format("variable {} is not used: it is the same in all {}", variable.id, type));
    } else {
      table.variables.push_back(variable.id);
    }
  }
  std::vector<std::string> incomplete;
  table.values.resize(table.variables.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto lacks = std::find_if(table.variables.begin(), table.variables.end(), [&](const auto& id) { return !members[i]->values.contains(id); });
    if (lacks != table.variables.end()) {
      incomplete.push_back(members[i]->name + " (no " + *lacks + ")");
      continue;
    }
    table.codes.push_back(codes[i]);
    table.names.push_back(members[i]->name);
    for (std::size_t v = 0; v < table.variables.size(); ++v) table.values[v].push_back(members[i]->values.at(table.variables[v]));
  }
  if (!incomplete.empty()) table.notes.push_back("left out for lack of a variable: " + listed(incomplete));
  return table;
}

const NeighbourTable& NeighbourFinder::table(const std::string& code) {
  read_values();
  const std::string type = type_of(code);
  const auto found = tables_.find(type);
  if (found != tables_.end()) return found->second;
  return tables_.emplace(type, table_of(type)).first->second;
}

NeighbourList NeighbourFinder::by_model(const std::string& code, std::size_t k) {
  NeighbourList list;
  list.name = "open statistical model";
  if (!catalogue_.neighbour_model) {
    list.withheld = "the catalogue holds no reference/neighbour_model.toml";
    return list;
  }
  const NeighbourTable& values = table(code);
  list.variables = values.variables;
  list.notes = values.notes;
  const auto place = std::find(values.codes.begin(), values.codes.end(), code);
  if (type_of(code).empty()) list.withheld = "the area look-up holds no authority or county with this code";
  else if (values.variables.size() < kLeastVariables) list.withheld = fmt::format("{} of the model's variables can be had from the data, at least {} are needed", values.variables.size(), kLeastVariables);
  else if (place == values.codes.end()) list.withheld = "the area lacks one of the variables, or the model leaves it out";
  else if (values.codes.size() < kLeastAuthorities) list.withheld = fmt::format("only {} {} have all the variables, at least {} are needed", values.codes.size(), type_of(code), kLeastAuthorities);
  if (!list.withheld.empty()) return list;
  stats::Scores scores;
  for (const auto& variable : values.values) scores.push_back(stats::standardised(variable));
  const auto from = static_cast<std::size_t>(place - values.codes.begin());
  std::vector<stats::NearThing> others = stats::by_distance(scores, from);
  const double farthest = others.back().distance;
  others.resize(std::min(k, others.size()));
  const std::vector<double> stability = stats::leave_one_out_stability(scores, from, others);
  for (std::size_t i = 0; i < others.size(); ++i) {
    const stats::NearThing& near = others[i];
    list.neighbours.push_back({static_cast<int>(i) + 1, values.codes[near.thing], values.names[near.thing], near.distance, farthest > 0 ? near.distance / farthest : 0, stability[i]});
  }
  return list;
}

NeighbourList NeighbourFinder::by_list(const std::string& code, const std::string& list, std::size_t k) {
  NeighbourList found;
  found.name = list == "cipfa" ? "CIPFA" : list == "ons" ? "ONS" : "children's services";
  found.withheld = "no list '" + list + "' for this area is among the sources";
  if (!has_table(catalogue_, "area_neighbour")) return found;
  const auto rows = session_.query(
      "SELECT n.neighbour_code, coalesce(k.area_name, n.neighbour_code), n.distance, coalesce(n.edition, '') FROM area_neighbour n LEFT JOIN model.known_area k ON k.area_code = n.neighbour_code "
      "WHERE n.area_code = " + quoted_text(code) + " AND n.list = " + quoted_text(list) + " AND n.neighbour_code <> n.area_code AND coalesce(n.edition, '') = (SELECT max(coalesce(edition, '')) "
      "FROM area_neighbour WHERE area_code = " + quoted_text(code) + " AND list = " + quoted_text(list) + ") ORDER BY n.rank NULLS LAST, n._file, n._line");
  while (const engine::Chunk* chunk = rows->next())
    for (std::size_t i = 0; i < chunk->rows && found.neighbours.size() < k; ++i) {
      const std::string edition(chunk->columns[3].text(i));
      if (found.neighbours.empty() && !edition.empty()) found.name += " " + edition;
      found.neighbours.push_back({static_cast<int>(found.neighbours.size()) + 1, std::string(chunk->columns[0].text(i)), std::string(chunk->columns[1].text(i)),
                                  chunk->columns[2].is_null(i) ? kNone : chunk->columns[2].number(i), kNone, kNone});
    }
  if (!found.neighbours.empty()) found.withheld.clear();
  return found;
}

NeighbourList NeighbourFinder::find(const std::string& code, const std::string& list, std::size_t k) { return list == "model" ? by_model(code, k) : by_list(code, list, k); }

}  // namespace dmp::indicators
