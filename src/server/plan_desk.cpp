#include "server/plan_desk.hpp"

#include <algorithm>

#include "core/number.hpp"
#include "plan/conflict.hpp"
#include "plan/fields.hpp"
#include "server/json_body.hpp"
#include "server/routes/answers.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestText = 20'000;

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string refuse_value(const std::string& name) { throw Problem(422, "the value of '" + name.substr(0, 100) + "' is none that a field of the plan can have", "give a text, a number, null, or a list as GET /api/plan shows it"); }

std::string member_text(const Json& item, const char* name) {
  const auto found = item.find(name);
  if (found == item.end() || found->is_null()) return {};
  if (found->is_number()) return core::exact_text(found->get<double>());
  if (!found->is_string()) refuse_value(name);
  return found->get<std::string>();
}

/// An entry of a list: a text, a milestone {text, due, done}, or a point of a trajectory {day, value}.
std::string entry_text(const std::string& field, const Json& entry) {
  if (entry.is_string()) return entry.get<std::string>();
  if (!entry.is_object()) refuse_value(field);
  if (field == "milestones") return member_text(entry, "text") + " | " + member_text(entry, "due") + " | " + member_text(entry, "done");
  if (field == "trajectory") return member_text(entry, "day") + ": " + member_text(entry, "value");
  return refuse_value(field);
}

/// A member of the body as the plan writes the field.
std::string field_text_of(const std::string& field, const Json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number()) return core::exact_text(value.get<double>());
  if (!value.is_array()) refuse_value(field);
  std::string text;
  for (const Json& entry : value) text += (text.empty() ? "" : "; ") + entry_text(field, entry);
  return text;
}

/// The members that are fields; what stands beside them (by, comment, removed) is left to the caller.
plan::FieldEdits edits_of(const Json& members) {
  std::vector<std::string> known = plan::field_names();
  known.insert(known.end(), {"by", "comment", "removed"});
  check_members(members, "the body", known);
  plan::FieldEdits edits;
  for (const auto& [name, value] : members.items()) {
    if (name == "by" || name == "comment" || name == "removed") continue;
    std::string text = field_text_of(name, value);
    if (text.size() > kLongestText) throw Problem(422, "'" + name + "' is too long", "give at most 20,000 bytes");
    edits.emplace_back(name, std::move(text));
  }
  return edits;
}

/// Runs an edit, its errors told as what they are to a client.
template <class Edit>
auto edited(const Edit& edit) {
  try {
    return edit();
  } catch (const plan::Conflict& conflict) {
    throw Problem(412, conflict.problem(), conflict.mend() + " (it is version " + std::to_string(conflict.current_version()) + " now)").with_header("ETag", "\"" + std::to_string(conflict.current_version()) + "\"");
  } catch (const core::UserError& error) {
    if (error.kind() == core::ErrorKind::resource) throw;
    throw Problem(422, error.problem(), error.mend());
  }
}

}  // namespace

const std::vector<std::string>& plan_statuses() {
  static const std::vector<std::string> all = {"not started", "in progress", "complete", "paused", "stopped"};
  return all;
}

Json plan_row_json(const core::PlanRow& row) {
  Json milestones = Json::array(), trajectory = Json::array(), comments = Json::array();
  for (const core::PlanMilestone& each : row.milestones) milestones.push_back({{"text", each.text}, {"due", text_or_null(each.due)}, {"done", text_or_null(each.done)}});
  for (const core::PlanTrajectoryPoint& each : row.trajectory) trajectory.push_back({{"day", each.day}, {"value", json_of(each.value)}});
  for (const core::PlanComment& each : row.comments) comments.push_back({{"at", each.at}, {"by", each.by}, {"text", each.text}});
  return {{"id", row.id}, {"version", row.version}, {"title", row.title}, {"action_id", text_or_null(row.action_id)}, {"domain", text_or_null(row.domain)}, {"area_code", text_or_null(row.area_code)},
          {"area_name", text_or_null(row.area_name)}, {"owner", text_or_null(row.owner)}, {"partners", row.partners}, {"status", row.status}, {"start", text_or_null(row.start)}, {"due", text_or_null(row.due)},
          {"measure", text_or_null(row.measure)}, {"measure_estimate_id", text_or_null(row.measure_estimate_id)}, {"direction", text_or_null(row.direction)}, {"unit", text_or_null(row.unit)},
          {"baseline", json_of(row.baseline)}, {"baseline_lower", json_of(row.baseline_lower)}, {"baseline_upper", json_of(row.baseline_upper)}, {"baseline_period", text_or_null(row.baseline_period)},
          {"target", json_of(row.target)}, {"target_date", text_or_null(row.target_date)}, {"trajectory", trajectory}, {"cost_gbp", json_of(row.cost_gbp)}, {"funding", text_or_null(row.funding)},
          {"risk", text_or_null(row.risk)}, {"risk_text", text_or_null(row.risk_text)}, {"milestones", milestones}, {"depends_on", row.depends_on}, {"comments", comments}, {"review_on", text_or_null(row.review_on)},
          {"removed", row.removed}, {"changed_at", text_or_null(row.changed_at)}, {"changed_by", text_or_null(row.changed_by)}};
}

bool PlanDesk::exists() const { return plan::Plan::exists(folder_); }

std::string PlanDesk::state() const {
  if (!exists()) return "none";
  std::error_code ignored;
  const fs::path log = plan::Plan::log_of(folder_);
  return std::to_string(fs::file_size(log, ignored)) + "/" + std::to_string(fs::last_write_time(log, ignored).time_since_epoch().count());
}

core::PlanRows PlanDesk::list() const {
  if (!exists()) return {};
  return plan::Plan::open(folder_, false).list();
}

core::PlanRow PlanDesk::get(const std::string& id) const {
  if (!exists()) throw Problem(404, "there is no plan yet", "POST /api/plan adds its first item");
  return plan::Plan::open(folder_, false).get(id);
}

core::PlanRow PlanDesk::add(const Json& members) const {
  const plan::FieldEdits edits = edits_of(members);
  const plan::Author author = plan::author_now(optional_text(members, "by", 200));
  const std::string comment = optional_text(members, "comment", kLongestText);
  return edited([&] {
    plan::Plan plan = plan::Plan::open(folder_, true);
    core::PlanRow row = plan.add(edits, author);
    return comment.empty() ? row : plan.comment(row.id, comment, author);
  });
}

core::PlanRow PlanDesk::update(const std::string& id, int version, const Json& members) const {
  const plan::FieldEdits edits = edits_of(members);
  const plan::Author author = plan::author_now(optional_text(members, "by", 200));
  const std::string comment = optional_text(members, "comment", kLongestText);
  const auto removed = members.find("removed");
  if (removed != members.end() && !removed->is_boolean()) refuse_value("removed");
  static_cast<void>(get(id));  // 404 before anything else
  return edited([&] {
    plan::Plan plan = plan::Plan::open(folder_, false);
    // Where nothing but a comment is given, the version is still held against it.
    core::PlanRow row = plan.update(id, version, edits, author);
    if (removed != members.end() && removed->get<bool>() != row.removed) row = plan.set_removed(id, removed->get<bool>(), row.version, author);
    return comment.empty() ? row : plan.comment(id, comment, author);
  });
}

std::vector<core::PlanChange> PlanDesk::history(const std::string& id) const {
  static_cast<void>(get(id));
  return plan::Plan::open(folder_, false).history(id);
}

Json PlanDesk::by_status(bool may_wait) {
  const std::string now = state();
  const std::lock_guard lock(mutex_);
  if (now == state_) return by_status_;
  if (!may_wait) throw MustWait{};
  by_status_ = nullptr;
  if (now != "none") {
    by_status_ = Json::object();
    for (const std::string& status : plan_statuses()) by_status_[status] = 0;
    for (const core::PlanRow& row : list()) by_status_[row.status] = by_status_.value(row.status, 0) + 1;
  }
  state_ = now;
  return by_status_;
}

}  // namespace dmp::server
