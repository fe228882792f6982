#include "plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "core/number.hpp"
#include "core/period.hpp"
#include "plan/conflict.hpp"
#include "plan/fields.hpp"
#include "plan/log.hpp"
#include "plan/schema.hpp"
#include "plan/sqlite.hpp"

namespace dmp::plan {
namespace {
/// Spreadsheets keep fifteen digits: a number of more that comes back from one is the same number.
bool same_number(const std::string& before, const std::string& after) {
  if (before.size() < 16) return false;
  const auto old_value = core::parse_number(before);
  const auto new_value = core::parse_number(after);
  return old_value && new_value && std::abs(*old_value - *new_value) <= 1e-13 * std::abs(*old_value);
}


namespace fs = std::filesystem;
using core::PlanChange;
using core::PlanRow;

std::uintmax_t size_of(const fs::path& file) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  return error ? 0 : size;
}

PlanRow row_of(const Statement& statement) {
  PlanRow row = item_from_json(statement.text(2));
  row.id = statement.text(0);
  row.version = static_cast<int>(statement.integer(1));
  row.changed_at = statement.text(3);
  row.changed_by = statement.text(4);
  return row;
}

std::string shortened(const std::string& text) { return text.size() > 60 ? text.substr(0, 57) + "..." : text; }

std::string told(const FieldEdits& fields) {
  std::string text;
  for (const auto& [field, value] : fields) text += (text.empty() ? "" : ", ") + field + " to '" + shortened(value) + "'";
  return text.empty() ? "nothing" : text;
}

[[noreturn]] void damaged(const fs::path& file, const std::string& what) {
  throw core::UserError(core::ErrorKind::resource, "the plan's file is damaged: " + what, core::Place{file.string()}, "nothing was changed; the log beside it holds every change: dmp plan recover");
}

}  // namespace

struct Plan::State {
  State(const fs::path& folder, bool create) : log(log_of(folder)), database(file_of(folder), create) {}

  fs::path log;
  Database database;
  std::string new_lines;  ///< of the change being made

  long long state(const std::string& name) {
    Statement statement = database.prepare("SELECT value FROM state WHERE name = ?");
    statement.bind(1, name);
    if (!statement.step()) damaged(database.file(), "it lacks its state");
    return statement.integer(0);
  }
  void set_state(const std::string& name, long long value) {
    database.prepare("UPDATE state SET value = ?2 WHERE name = ?1").bind(1, name).bind(2, value).step();
  }

  std::vector<PlanRow> rows(bool with_removed) {
    std::vector<PlanRow> all;
    Statement statement = database.prepare("SELECT id, version, fields, changed_at, changed_by FROM item ORDER BY length(id), id");
    while (statement.step())
      if (PlanRow row = row_of(statement); with_removed || !row.removed) all.push_back(std::move(row));
    return all;
  }

  PlanRow row(const std::string& id) {
    Statement statement = database.prepare("SELECT id, version, fields, changed_at, changed_by FROM item WHERE id = ?");
    statement.bind(1, id);
    if (statement.step()) return row_of(statement);
    std::vector<std::string> known;
    for (const PlanRow& other : rows(true)) known.push_back(other.id);
    const std::string mend = core::suggestion(id, known);
    throw core::UserError(core::ErrorKind::usage, "the plan has no item '" + id.substr(0, 60) + "'", mend.empty() ? "dmp plan list shows them" : mend.substr(1));
  }

  std::vector<PlanChange> changes(const std::string& id, long long after = 0) {
    Statement statement = database.prepare(std::string(kSelectChange) + "WHERE number > ?1 AND (?2 = '' OR item = ?2) ORDER BY number");
    statement.bind(1, after).bind(2, id);
    std::vector<PlanChange> all;
    while (statement.step()) all.push_back(change_of(statement));
    return all;
  }

  std::pair<long long, std::string> head() {
    Statement statement = database.prepare("SELECT number, hash FROM change ORDER BY number DESC LIMIT 1");
    if (!statement.step()) return {0, first_hash()};
    return {statement.integer(0), statement.text(1)};
  }

  void record(PlanChange change) {
    const auto [number, hash] = head();
    change.number = number + 1;
    change.hash = hash_of(change, hash);
    insert(database, change);
    new_lines += line_of(change);
  }

  void keep(const PlanRow& row) {
    Statement statement = database.prepare("INSERT INTO item VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, fields = excluded.fields, "
                                           "changed_at = excluded.changed_at, changed_by = excluded.changed_by");
    statement.bind(1, row.id).bind(2, static_cast<long long>(row.version)).bind(3, item_json(row)).bind(4, row.changed_at).bind(5, row.changed_by).step();
  }

  /// The text log is written before the commit, so that it never lacks what was committed; what it holds beyond is cut off the next time.
  void write_text_log() {
    if (new_lines.empty()) return;
    const long long length = state("text_log_bytes");
    if (static_cast<long long>(size_of(log)) < length) {  // somebody took it away: write it all again
      std::string all;
      for (const PlanChange& change : changes("")) all += line_of(change);
      set_state("text_log_bytes", append_to_text_log(log, 0, all));
    } else {
      set_state("text_log_bytes", append_to_text_log(log, length, new_lines));
    }
    new_lines.clear();
  }

  /// Changes the fields of a row and tells the log; whether anything changed.
  bool edit(PlanRow& row, const FieldEdits& fields, const Author& author, const std::string& verb, const std::string& where) {
    PlanRow edited = row;
    std::vector<PlanChange> made;
    for (const auto& [field, text] : fields) {
      const std::string before = field_text(edited, field);
      set_field(edited, field, text, where);
      std::string after = field_text(edited, field);
      if (same_number(before, after)) set_field(edited, field, before, where);
      else if (after != before) made.push_back({0, author.at, author.by, row.id, verb, row.version + 1, field, before, std::move(after), ""});
    }
    if (made.empty()) return false;
    edited.version = row.version + 1;
    edited.changed_at = author.at;
    edited.changed_by = author.by;
    for (PlanChange& change : made) record(std::move(change));
    keep(edited);
    row = std::move(edited);
    return true;
  }

  PlanRow add(const FieldEdits& fields, const Author& author, const std::string& verb, const std::string& where) {
    if (std::none_of(fields.begin(), fields.end(), [](const auto& field) { return field.first == "title" && !field.second.empty(); }))
      throw core::UserError(core::ErrorKind::usage, "an item of the plan needs a title" + (where.empty() ? "" : " (" + where + ")"), "say in a few words what is to be done");
    PlanRow row;
    const long long number = state("next_item");
    row.id = fmt::format("P-{:04}", number);
    row.status = "not started";
    set_state("next_item", number + 1);
    edit(row, fields, author, verb, where);
    return row;
  }

  void refuse_conflict(const PlanRow& row, int version, const std::string& what) {
    if (version == 0 || version == row.version) return;
    if (version > row.version)
      throw core::UserError(core::ErrorKind::usage, fmt::format("{} has no version {}: it is at {}", row.id, version, row.version), "read it again: dmp plan list");
    std::string theirs;
    for (const PlanChange& change : changes(row.id))
      if (change.version > version)
        theirs += fmt::format("{}{} set {} from '{}' to '{}' at {}", theirs.empty() ? "" : "; ", change.by, change.field, shortened(change.before), shortened(change.after), change.at);
    throw Conflict(fmt::format("{} was changed since you read it (you had version {}, it is at {}): {}. You would have set {}", row.id, version, row.version, theirs, what),
                   fmt::format("look at both, then send yours again with version {}", row.version), row.version);
  }
};

Author author_now(const std::string& by) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::string name = by;
  for (const char* variable : {"DMP_USER", "USER", "LOGNAME"})
    if (const char* value = std::getenv(variable); name.empty() && value) name = value;
  return {name.empty() ? "unknown" : name, fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec)};
}

fs::path Plan::file_of(const fs::path& folder) { return folder / "plan" / "plan.sqlite"; }
fs::path Plan::log_of(const fs::path& folder) { return folder / "plan" / "log.jsonl"; }

bool Plan::exists(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(file_of(folder), ignored);
}

Plan::Plan(std::unique_ptr<State> state) : state_(std::move(state)) {}
Plan::Plan(Plan&&) noexcept = default;
Plan::~Plan() = default;

Plan Plan::open(const fs::path& folder, bool create) {
  const fs::path file = file_of(folder);
  if (!exists(folder) && size_of(log_of(folder)) > 0) damaged(file, "it is missing, though the log beside it has entries");
  if (!create && !exists(folder))
    throw core::UserError(core::ErrorKind::resource, "there is no delivery plan yet", core::Place{file.string()}, "begin one: dmp plan add " + folder.string() + " --title ..., or dmp plan from-actions " + folder.string());
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw core::UserError(core::ErrorKind::resource, "there is no such folder", core::Place{folder.string()}, "name a profile folder");
  fs::create_directories(file.parent_path(), error);
  if (error) throw core::UserError(core::ErrorKind::resource, "the folder cannot be made: " + error.message(), core::Place{file.parent_path().string()}, "check its permissions");
  auto state = std::make_unique<State>(folder, create);
  const auto tables = [&] {
    Statement statement = state->database.prepare("SELECT count(*) FROM sqlite_master WHERE name IN ('item', 'change', 'state')");
    statement.step();
    return statement.integer(0);
  };
  if (tables() == 0) {
    Transaction transaction(state->database);
    if (tables() == 0) {  // nobody made them in the meantime
      if (size_of(state->log) > 0) damaged(file, "it is empty, though the log beside it has entries");
      state->database.execute(kSchema);
      transaction.commit();
    }
  }
  if (tables() != 3) damaged(file, "tables are missing");
  Statement check = state->database.prepare("PRAGMA quick_check(1)");
  if (!check.step() || check.text(0) != "ok") damaged(file, check.text(0));
  return Plan(std::move(state));
}

core::PlanRows Plan::list(bool with_removed) { return state_->rows(with_removed); }
core::PlanRow Plan::get(const std::string& id) { return state_->row(id); }

core::PlanRow Plan::add(const FieldEdits& fields, const Author& author, const std::string& verb) {
  Transaction transaction(state_->database);
  PlanRow row = state_->add(fields, author, verb, "");
  check_dependencies(state_->rows(true));
  state_->write_text_log();
  transaction.commit();
  return row;
}

core::PlanRow Plan::update(const std::string& id, int version, const FieldEdits& fields, const Author& author) {
  Transaction transaction(state_->database);
  PlanRow row = state_->row(id);
  state_->refuse_conflict(row, version, told(fields));
  if (!state_->edit(row, fields, author, "update", id)) return row;
  check_dependencies(state_->rows(true));
  state_->write_text_log();
  transaction.commit();
  return row;
}

core::PlanRow Plan::comment(const std::string& id, const std::string& text, const Author& author) {
  PlanRow probe;
  set_field(probe, "risk_text", text, "comment");  // the same rules for texts
  if (probe.risk_text.empty()) throw core::UserError(core::ErrorKind::usage, "the comment is empty", "write it in words");
  Transaction transaction(state_->database);
  PlanRow row = state_->row(id);
  ++row.version;
  row.changed_at = author.at;
  row.changed_by = author.by;
  row.comments.push_back({author.at, author.by, probe.risk_text});
  state_->record({0, author.at, author.by, id, "comment", row.version, "comment", "", probe.risk_text, ""});
  state_->keep(row);
  state_->write_text_log();
  transaction.commit();
  return row;
}

core::PlanRow Plan::set_removed(const std::string& id, bool removed, int version, const Author& author) {
  Transaction transaction(state_->database);
  PlanRow row = state_->row(id);
  state_->refuse_conflict(row, version, removed ? "it as removed" : "it as part of the plan");
  if (row.removed == removed) return row;
  ++row.version;
  row.changed_at = author.at;
  row.changed_by = author.by;
  row.removed = removed;
  state_->record({0, author.at, author.by, id, removed ? "remove" : "restore", row.version, "removed", removed ? "no" : "yes", removed ? "yes" : "no", ""});
  state_->keep(row);
  state_->write_text_log();
  transaction.commit();
  return row;
}

Plan::ImportResult Plan::import(const std::vector<Row>& rows, const Author& author) {
  Transaction transaction(state_->database);
  ImportResult result;
  for (const Row& each : rows) {
    if (each.id.empty()) {
      state_->add(each.fields, author, "import", each.where);
      ++result.added;
      continue;
    }
    PlanRow row = state_->row(each.id);
    PlanRow edited = row;
    const bool changes = std::any_of(each.fields.begin(), each.fields.end(), [&](const auto& field) {
      set_field(edited, field.first, field.second, each.where);
      const std::string before = field_text(row, field.first);
      const std::string after = field_text(edited, field.first);
      return after != before && !same_number(before, after);
    });
    // A row that says what the plan says already is no conflict, whatever version it was written from.
    if (changes) state_->refuse_conflict(row, each.version, told(each.fields));
    if (changes && state_->edit(row, each.fields, author, "import", each.where)) ++result.changed;
    else ++result.unchanged;
  }
  check_dependencies(state_->rows(true));
  state_->write_text_log();
  transaction.commit();
  return result;
}

std::vector<PlanChange> Plan::history(const std::string& id) {
  if (!id.empty()) (void)state_->row(id);
  return state_->changes(id);
}

namespace {

void verify_chain(const std::vector<PlanChange>& changes, Verification& found) {
  std::string previous = first_hash();
  long long number = 0;
  for (const PlanChange& change : changes) {
    if (change.number != number + 1) found.problems.push_back(fmt::format("entries {} to {} of the log are missing", number + 1, change.number - 1));
    if (change.hash != hash_of(change, previous)) {
      found.problems.push_back(fmt::format("entry {} ({}, {}, {}) does not follow from the one before: it or an earlier one was altered", change.number, change.at, change.by, change.item));
      break;
    }
    previous = change.hash;
    number = change.number;
  }
  found.head = previous;
  found.entries = static_cast<long long>(changes.size());
}

void verify_items(const core::PlanRows& stored, const std::vector<PlanChange>& changes, Verification& found) {
  core::PlanRows replayed;
  try {
    replayed = replay(changes);
  } catch (const core::UserError& fault) {
    found.problems.emplace_back(fault.problem());
    return;
  }
  const auto find = [](const core::PlanRows& rows, const std::string& id) {
    const auto at = std::find_if(rows.begin(), rows.end(), [&](const PlanRow& row) { return row.id == id; });
    return at == rows.end() ? nullptr : &*at;
  };
  for (const PlanRow& row : replayed) {
    const PlanRow* other = find(stored, row.id);
    if (!other) found.problems.push_back(row.id + " is in the log and not in the plan");
    else if (other->version != row.version || item_json(*other) != item_json(row)) found.problems.push_back(row.id + " is not what the log says: it was altered by other means");
  }
  for (const PlanRow& row : stored)
    if (!find(replayed, row.id)) found.problems.push_back(row.id + " is in the plan and not in the log");
}

}  // namespace

Verification Plan::verify() {
  Verification found;
  Statement check = state_->database.prepare("PRAGMA integrity_check(5)");
  while (check.step())
    if (check.text(0) != "ok") found.problems.push_back("the file: " + check.text(0));
  Transaction transaction(state_->database);  // nobody writes while the two logs are set side by side
  const std::vector<PlanChange> changes = state_->changes("");
  verify_chain(changes, found);
  const core::PlanRows stored = state_->rows(true);
  found.items = stored.size();
  verify_items(stored, changes, found);
  const TextLog text = read_text_log(state_->log);
  if (text.changes.size() < changes.size())
    found.problems.push_back(fmt::format("the text log has {} of {} entries{}; dmp plan recover writes it again", text.changes.size(), changes.size(), text.damaged ? ": " + text.fault : ""));
  for (std::size_t i = 0; i < std::min(text.changes.size(), changes.size()); ++i)
    if (text.changes[i].hash != changes[i].hash) {
      found.problems.push_back(fmt::format("the text log differs from the plan's at entry {}; dmp plan recover writes it again", i + 1));
      break;
    }
  found.sound = found.problems.empty();
  return found;
}

FieldEdits fields_of(const core::Action& action, const Baseline& baseline, const std::string& today) {
  FieldEdits fields = {{"title", action.title}, {"action_id", action.id}, {"domain", action.domain}, {"area_code", action.area_code}, {"area_name", action.area_name}};
  fields.emplace_back("partners", fmt::format("{}", fmt::join(action.partners, "; ")));
  fields.emplace_back("measure", action.measure_indicator.empty() ? action.measure_name : action.measure_indicator);
  if (action.expected_direction != "none") fields.emplace_back("direction", action.expected_direction);
  if (!baseline.estimate_id.empty()) {
    fields.insert(fields.end(), {{"measure_estimate_id", baseline.estimate_id}, {"unit", baseline.unit}, {"baseline", core::exact_text(baseline.value)}, {"baseline_period", baseline.period}});
    fields.emplace_back("baseline_lower", core::exact_text(baseline.lower));
    fields.emplace_back("baseline_upper", core::exact_text(baseline.upper));
  }
  if (const auto day = core::parse_day(today)) fields.emplace_back("review_on", core::text(core::add_months(*day, action.review_months)));
  return fields;
}

}  // namespace dmp::plan
