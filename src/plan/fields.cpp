#include "plan/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "core/period.hpp"

namespace dmp::plan {
namespace {

using core::PlanRow;
using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;

const Texts kStatuses = {"not started", "in progress", "complete", "paused", "stopped"};
const Texts kRisks = {"", "low", "medium", "high"};
const Texts kDirections = {"", "increase", "decrease", "maintain"};
const Texts kDomains = {"", "USE", "CRI", "DTH", "SUP", "ENG", "REC", "CTX"};
constexpr std::size_t kLongestText = 20'000;

[[noreturn]] void refuse(const std::string& what, const std::string& where, const std::string& mend) {
  throw core::UserError(core::ErrorKind::usage, what + (where.empty() ? "" : " (" + where + ")"), mend);
}

std::string trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string() : std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

Texts split(const std::string& text, char at) {
  Texts parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    if (std::string part = trimmed(std::string_view(text).substr(begin, end - begin)); !part.empty()) parts.push_back(std::move(part));
    begin = end + 1;
  }
  return parts;
}

std::string joined(const Texts& parts) { return fmt::format("{}", fmt::join(parts, "; ")); }

void check_choice(const std::string& field, const std::string& text, const Texts& choices, const std::string& where) {
  if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
    Texts known(choices);
    std::erase(known, "");
    refuse("'" + field + "' cannot be '" + text.substr(0, 60) + "'", where, trimmed(core::suggestion(text, known)));
  }
}

std::string day_of(const std::string& field, const std::string& text, const std::string& where) {
  if (!text.empty() && !core::parse_day(text)) refuse("'" + field + "' is no date: '" + text.substr(0, 60) + "'", where, "write it as 2026-03-31");
  return text;
}

double number_of(const std::string& field, const std::string& text, const std::string& where) {
  if (text.empty()) return PlanRow::kMissing;
  std::string digits = text;
  std::erase(digits, ',');
  const auto value = core::parse_number(digits);
  if (!value || !std::isfinite(*value)) refuse("'" + field + "' is no number: '" + text.substr(0, 60) + "'", where, "write it as 1234.5, without a unit");
  return *value;
}

std::string number_text(double value) { return std::isnan(value) ? "" : core::exact_text(value); }

std::vector<core::PlanMilestone> milestones_of(const std::string& text, const std::string& where) {
  std::vector<core::PlanMilestone> milestones;
  for (const std::string& part : split(text, ';')) {
    Texts cells;
    std::size_t begin = 0;
    while (begin <= part.size()) {
      const std::size_t end = std::min(part.find('|', begin), part.size());
      cells.push_back(trimmed(std::string_view(part).substr(begin, end - begin)));
      begin = end + 1;
    }
    if (cells.size() > 3 || cells[0].empty()) refuse("a milestone is not understood: '" + part.substr(0, 60) + "'", where, "write: text | 2026-03-31 | 2026-03-20; the second is when it is due, the third when it was reached");
    cells.resize(3);
    milestones.push_back({cells[0], day_of("milestones", cells[1], where), day_of("milestones", cells[2], where)});
  }
  return milestones;
}

std::string text_of(const std::vector<core::PlanMilestone>& milestones) {
  Texts parts;
  for (const auto& each : milestones) parts.push_back(each.text + (each.due.empty() && each.done.empty() ? "" : " | " + each.due) + (each.done.empty() ? "" : " | " + each.done));
  return joined(parts);
}

std::vector<core::PlanTrajectoryPoint> trajectory_of(const std::string& text, const std::string& where) {
  std::vector<core::PlanTrajectoryPoint> points;
  for (const std::string& part : split(text, ';')) {
    const std::size_t colon = part.find(':');
    if (colon == std::string::npos) refuse("a point of the trajectory is not understood: '" + part.substr(0, 60) + "'", where, "write: 2026-03-31: 55; 2027-03-31: 50");
    const std::string day = trimmed(std::string_view(part).substr(0, colon));
    if (day.empty()) refuse("a point of the trajectory has no day", where, "write: 2026-03-31: 55");
    points.push_back({day_of("trajectory", day, where), number_of("trajectory", trimmed(std::string_view(part).substr(colon + 1)), where)});
    if (std::isnan(points.back().value)) refuse("a point of the trajectory has no value", where, "write: 2026-03-31: 55");
    if (points.size() > 1 && points[points.size() - 2].day >= points.back().day) refuse("the trajectory's days do not follow each other", where, "write them in their order");
  }
  return points;
}

std::string text_of(const std::vector<core::PlanTrajectoryPoint>& points) {
  Texts parts;
  for (const auto& each : points) parts.push_back(each.day + ": " + core::exact_text(each.value));
  return joined(parts);
}

struct Field {
  std::string name;
  std::function<std::string(const PlanRow&)> read;
  std::function<void(PlanRow&, const std::string&, const std::string&)> write;
};

Field plain(std::string name, std::string PlanRow::* member) {
  return {name, [member](const PlanRow& row) { return row.*member; }, [member](PlanRow& row, const std::string& text, const std::string&) { row.*member = text; }};
}
Field choice(std::string name, std::string PlanRow::* member, const Texts& choices) {
  return {name, [member](const PlanRow& row) { return row.*member; },
          [member, name, &choices](PlanRow& row, const std::string& text, const std::string& where) { check_choice(name, text, choices, where), row.*member = text; }};
}
Field day(std::string name, std::string PlanRow::* member) {
  return {name, [member](const PlanRow& row) { return row.*member; }, [member, name](PlanRow& row, const std::string& text, const std::string& where) { row.*member = day_of(name, text, where); }};
}
Field number(std::string name, double PlanRow::* member) {
  return {name, [member](const PlanRow& row) { return number_text(row.*member); }, [member, name](PlanRow& row, const std::string& text, const std::string& where) { row.*member = number_of(name, text, where); }};
}
Field list(std::string name, Texts PlanRow::* member) {
  return {name, [member](const PlanRow& row) { return joined(row.*member); }, [member](PlanRow& row, const std::string& text, const std::string&) { row.*member = split(text, ';'); }};
}

const std::vector<Field>& fields() {
  static const std::vector<Field> all = {
      plain("title", &PlanRow::title),
      plain("action_id", &PlanRow::action_id),
      choice("domain", &PlanRow::domain, kDomains),
      plain("area_code", &PlanRow::area_code),
      plain("area_name", &PlanRow::area_name),
      plain("owner", &PlanRow::owner),
      list("partners", &PlanRow::partners),
      choice("status", &PlanRow::status, kStatuses),
      day("start", &PlanRow::start),
      day("due", &PlanRow::due),
      plain("measure", &PlanRow::measure),
      plain("measure_estimate_id", &PlanRow::measure_estimate_id),
      choice("direction", &PlanRow::direction, kDirections),
      plain("unit", &PlanRow::unit),
      number("baseline", &PlanRow::baseline),
      number("baseline_lower", &PlanRow::baseline_lower),
      number("baseline_upper", &PlanRow::baseline_upper),
      plain("baseline_period", &PlanRow::baseline_period),
      number("target", &PlanRow::target),
      day("target_date", &PlanRow::target_date),
      {"trajectory", [](const PlanRow& row) { return text_of(row.trajectory); }, [](PlanRow& row, const std::string& text, const std::string& where) { row.trajectory = trajectory_of(text, where); }},
      number("cost_gbp", &PlanRow::cost_gbp),
      plain("funding", &PlanRow::funding),
      choice("risk", &PlanRow::risk, kRisks),
      plain("risk_text", &PlanRow::risk_text),
      {"milestones", [](const PlanRow& row) { return text_of(row.milestones); }, [](PlanRow& row, const std::string& text, const std::string& where) { row.milestones = milestones_of(text, where); }},
      list("depends_on", &PlanRow::depends_on),
      day("review_on", &PlanRow::review_on),
  };
  return all;
}

const Field& field_named(const std::string& name, const std::string& where) {
  const auto found = std::find_if(fields().begin(), fields().end(), [&](const Field& field) { return field.name == name; });
  if (found == fields().end()) refuse("an item of the plan has no field '" + name.substr(0, 60) + "'", where, trimmed(core::suggestion(name, field_names())));
  return *found;
}

/// Depth first; way holds the items on the way here.
void follow(const std::string& id, const std::map<std::string, const PlanRow*>& rows, std::map<std::string, int>& state, Texts& way) {
  way.push_back(id);
  if (state[id] == 1) {
    const auto begin = std::find(way.begin(), way.end(), id);
    refuse(fmt::format("items of the plan wait for each other in a circle: {}", fmt::join(begin, way.end(), " after ")), "", "take one of them out of depends_on");
  }
  if (state[id] == 0) {
    state[id] = 1;
    for (const std::string& before : rows.at(id)->depends_on) follow(before, rows, state, way);
    state[id] = 2;
  }
  way.pop_back();
}

}  // namespace

const Texts& field_names() {
  static const Texts names = [] {
    Texts all;
    for (const Field& field : fields()) all.push_back(field.name);
    return all;
  }();
  return names;
}

std::string field_text(const PlanRow& row, const std::string& field) { return field_named(field, "").read(row); }

void set_field(PlanRow& row, const std::string& field, const std::string& text, const std::string& where) {
  if (text.size() > kLongestText) refuse(fmt::format("'{}' is longer than {} characters", field, kLongestText), where, "say it shorter, or attach a document elsewhere");
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\t' && c != '\r'; }))
    refuse("'" + field + "' holds a control character", where, "take it out");
  try {
    (void)Json(text).dump();
  } catch (const Json::exception&) {
    refuse("'" + field + "' is not valid UTF-8", where, "save the file as UTF-8");
  }
  const Field& known = field_named(field, where);
  known.write(row, trimmed(text), where);
  if (field == "title" && row.title.empty()) refuse("an item of the plan needs a title", where, "say in a few words what is to be done");
}

std::string item_json(const PlanRow& row) {
  Json json = Json::object();
  for (const Field& field : fields())
    if (std::string text = field.read(row); !text.empty()) json[field.name] = std::move(text);
  if (row.removed) json["removed"] = true;
  for (const core::PlanComment& comment : row.comments) json["comments"].push_back({{"at", comment.at}, {"by", comment.by}, {"text", comment.text}});
  return json.dump();
}

PlanRow item_from_json(const std::string& text) {
  const Json json = Json::parse(text);
  PlanRow row;
  for (const Field& field : fields()) field.write(row, json.value(field.name, std::string(field.name == "status" ? "not started" : "")), "");
  row.removed = json.value("removed", false);
  for (const Json& comment : json.value("comments", Json::array())) row.comments.push_back({comment.value("at", ""), comment.value("by", ""), comment.value("text", "")});
  return row;
}

void check_dependencies(const core::PlanRows& rows) {
  std::map<std::string, const PlanRow*> by_id;
  Texts known;
  for (const PlanRow& row : rows) by_id[row.id] = &row, known.push_back(row.id);
  for (const PlanRow& row : rows)
    for (const std::string& before : row.depends_on)
      if (!by_id.contains(before)) refuse(row.id + " depends on '" + before.substr(0, 60) + "', which is not in the plan", "", trimmed(core::suggestion(before, known)));
  std::map<std::string, int> state;
  for (const PlanRow& row : rows) {
    Texts way;
    follow(row.id, by_id, state, way);
  }
}

}  // namespace dmp::plan
