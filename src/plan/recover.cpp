#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/number.hpp"
#include "plan/fields.hpp"
#include "plan/log.hpp"
#include "plan/plan.hpp"
#include "plan/schema.hpp"
#include "plan/sqlite.hpp"

namespace dmp::plan {
namespace {

namespace fs = std::filesystem;
using core::PlanChange;

/// What one of the two files holds: whatever entries can be read, chained or not, and what is wrong with it.
struct Side {
  std::map<long long, PlanChange> entries;
  std::string fault;            ///< empty: every entry is there, chained, and nothing else is wrong
  bool there = false;
};

/// The entries from the first on that follow from each other.
std::vector<PlanChange> chained(const std::map<long long, PlanChange>& entries) {
  std::vector<PlanChange> chain;
  std::string previous = first_hash();
  for (const auto& [number, change] : entries) {
    if (number != static_cast<long long>(chain.size()) + 1 || change.hash != hash_of(change, previous)) break;
    previous = change.hash;
    chain.push_back(change);
  }
  return chain;
}

/// Whether the file is there, which is the first thing that can be wrong with a side.
Side side_of(const fs::path& file) {
  Side side;
  std::error_code ignored;
  side.there = fs::exists(file, ignored);
  if (!side.there) side.fault = "it is missing";
  return side;
}

Side read_log(const fs::path& file) {
  Side side = side_of(file);
  if (!side.there) return side;
  const TextLog log = read_text_log(file);
  side.fault = log.fault;
  if (log.changes.empty() && side.fault.empty()) side.fault = "it is empty";
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    try {
      PlanChange change = change_from_line(line);
      const long long number = change.number;
      side.entries.emplace(number, std::move(change));
    } catch (const nlohmann::json::exception&) {  // the other file may have this one
    }
  }
  return side;
}

std::string fault_of_items(Database& database, const std::vector<PlanChange>& chain) {
  const core::PlanRows wanted = replay(chain);
  std::map<std::string, std::pair<long long, std::string>> stored;
  Statement statement = database.prepare("SELECT id, version, fields FROM item");
  while (statement.step()) stored[statement.text(0)] = {statement.integer(1), statement.text(2)};
  for (const core::PlanRow& row : wanted) {
    const auto found = stored.find(row.id);
    if (found == stored.end()) return row.id + " is in its log and not in the plan";
    if (found->second != std::pair<long long, std::string>{row.version, item_json(row)}) return row.id + " is not what its log says";
  }
  return stored.size() == wanted.size() ? "" : "it holds items that are not in its log";
}

void read_entries(Database& database, Side& side) {
  try {
    Statement all = database.prepare(std::string(kSelectChange) + "ORDER BY number");
    while (all.step()) {
      PlanChange change = change_of(all);
      side.entries.emplace(change.number, std::move(change));
    }
    return;
  } catch (const std::exception&) {
  }
  // A bad page ends the walk: those behind it are asked for one by one, until a long run has none.
  constexpr long long kGivesUpAfter = 2000;
  for (long long number = 1, missed = 0; missed < kGivesUpAfter; ++number) {
    ++missed;
    if (side.entries.contains(number)) {
      missed = 0;
      continue;
    }
    try {
      Statement one = database.prepare(std::string(kSelectChange) + "WHERE number = ?");
      one.bind(1, number);
      if (!one.step()) continue;
      side.entries.emplace(number, change_of(one));
      missed = 0;
    } catch (const std::exception&) {  // the log may have this one
    }
  }
}

bool has_tables(Database& database) {
  Statement statement = database.prepare("SELECT count(*) FROM sqlite_master WHERE name IN ('item', 'change', 'state')");
  return statement.step() && statement.integer(0) == 3;
}

Side read_database(const fs::path& file) {
  Side side = side_of(file);
  if (!side.there) return side;
  try {
    Database database(file, false);
    if (!has_tables(database)) {
      side.fault = "its tables are missing";
      return side;
    }
    read_entries(database, side);
    Statement check = database.prepare("PRAGMA integrity_check(1)");
    if (!check.step() || check.text(0) != "ok") side.fault = check.text(0);
    const std::vector<PlanChange> chain = chained(side.entries);
    if (side.fault.empty() && chain.size() != side.entries.size()) side.fault = fmt::format("its entry {} does not follow from the one before", chain.size() + 1);
    if (side.fault.empty()) side.fault = fault_of_items(database, chain);
  } catch (const core::UserError& fault) {
    side.fault = std::string(fault.problem());
    const std::string known = "the plan's file is damaged: ";
    if (side.fault.starts_with(known)) side.fault = side.fault.substr(known.size());
  } catch (const core::InternalError& fault) {
    side.fault = fault.what();
  }
  if (side.fault.empty() && side.entries.empty()) side.fault = "it has no entries";
  return side;
}

/// The chain that both sides give together, each entry from the one in which it follows.
struct Chain {
  std::vector<PlanChange> changes;
  bool from_database = true, from_log = true;  ///< whether this side alone gives it all
  long long unsure_from = 0;
};

const PlanChange* next_of(const Side& side, long long number, const std::string& previous) {
  const auto found = side.entries.find(number);
  return found != side.entries.end() && found->second.hash == hash_of(found->second, previous) ? &found->second : nullptr;
}

Chain joined(const Side& database, const Side& log) {
  Chain chain;
  std::string previous = first_hash();
  // Where both go on soundly and differently, the longer story is kept; of two as long the database's, which commits.
  const bool prefers_log = chained(log.entries).size() > chained(database.entries).size();
  for (long long number = 1;; ++number) {
    const PlanChange *a = next_of(database, number, previous), *b = next_of(log, number, previous);
    if (!a && !b) return chain;
    if (a && b && a->hash != b->hash && chain.unsure_from == 0) chain.unsure_from = number;
    const PlanChange& taken = a && b ? (prefers_log ? *b : *a) : a ? *a : *b;
    chain.from_database = chain.from_database && a && a->hash == taken.hash;
    chain.from_log = chain.from_log && b && b->hash == taken.hash;
    previous = taken.hash;
    chain.changes.push_back(taken);
  }
}

std::string text_of(const std::vector<PlanChange>& changes) {
  std::string lines;
  for (const PlanChange& change : changes) lines += line_of(change);
  return lines;
}

void set_log_length(Database& database, std::size_t bytes) {
  database.prepare("UPDATE state SET value = ? WHERE name = 'text_log_bytes'").bind(1, static_cast<long long>(bytes)).step();
}

void write_database(const fs::path& file, const std::vector<PlanChange>& changes, std::size_t log_bytes) {
  const core::PlanRows rows = replay(changes);
  Database database(file, true);
  Transaction transaction(database);
  database.execute(kSchema);
  long long next = 1;
  for (const PlanChange& change : changes) {
    insert(database, change);
    if (change.item.starts_with("P-")) next = std::max(next, core::parse_integer(change.item.substr(2)).value_or(0) + 1);
  }
  for (const core::PlanRow& row : rows)
    database.prepare("INSERT INTO item VALUES (?, ?, ?, ?, ?)").bind(1, row.id).bind(2, static_cast<long long>(row.version)).bind(3, item_json(row)).bind(4, row.changed_at).bind(5, row.changed_by).step();
  database.prepare("UPDATE state SET value = ? WHERE name = 'next_item'").bind(1, next).step();
  set_log_length(database, log_bytes);
  transaction.commit();
}

/// Gives the file a name beside it that no other has; empty where there is no file.
std::string put_aside(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  int number = 1;
  while (fs::exists(file.string() + fmt::format(".damaged-{}", number), error)) ++number;
  const std::string kept = file.string() + fmt::format(".damaged-{}", number);
  fs::rename(file, kept);
  return kept;
}

void replace_log(const fs::path& file, const std::string& text, Recovery& recovery) {
  const fs::path fresh = file.string() + ".new";
  std::error_code error;
  fs::remove(fresh, error);
  append_to_text_log(fresh, 0, text);
  recovery.log_kept_as = put_aside(file);
  fs::rename(fresh, file);
}

void replace_database(const fs::path& file, const std::vector<PlanChange>& changes, std::size_t log_bytes, Recovery& recovery) {
  const fs::path fresh = file.string() + ".new";
  std::error_code error;
  fs::remove(fresh, error);
  write_database(fresh, changes, log_bytes);
  recovery.kept_as = put_aside(file);
  // A journal belongs to the file it was written for.
  if (!recovery.kept_as.empty() && fs::exists(file.string() + "-journal", error)) fs::rename(file.string() + "-journal", recovery.kept_as + "-journal", error);
  fs::rename(fresh, file);
}

std::string source_of(const Chain& chain, const Recovery& recovery) {
  if (recovery.database_fault.empty() && recovery.log_fault.empty()) return "nothing was damaged";
  if (recovery.database_fault.empty()) return "the database";
  if (recovery.log_fault.empty()) return "the text log";
  return chain.from_database ? "the database" : chain.from_log ? "the text log" : "both, entry by entry";
}

}  // namespace

Recovery recover(const fs::path& folder) {
  const fs::path file = Plan::file_of(folder), log_file = Plan::log_of(folder);
  const Side database = read_database(file), log = read_log(log_file);
  const Chain chain = joined(database, log);
  if (chain.changes.empty())
    throw core::UserError(core::ErrorKind::resource, "there is nothing to make the plan from: plan.sqlite: " + (database.fault.empty() ? "no entries" : database.fault) + "; log.jsonl: " + (log.fault.empty() ? "no entries" : log.fault),
                          core::Place{file.parent_path().string()}, "put back a copy of the folder plan/");
  Recovery recovery;
  recovery.entries = static_cast<long long>(chain.changes.size());
  recovery.database_fault = database.fault;
  recovery.log_fault = log.fault;
  recovery.unsure_from = chain.unsure_from;
  const long long highest = std::max(database.entries.empty() ? 0 : database.entries.rbegin()->first, log.entries.empty() ? 0 : log.entries.rbegin()->first);
  recovery.lost = std::max(0LL, highest - recovery.entries);
  // A whole file that is behind the other is an older copy of it.
  const auto behind = [&](const Side& side) { return side.fault.empty() && static_cast<long long>(side.entries.size()) < recovery.entries; };
  if (behind(database)) recovery.database_fault = fmt::format("it ends at entry {}: an older copy, or a change that was cut off", database.entries.size());
  if (behind(log)) recovery.log_fault = fmt::format("it ends at entry {}: an older copy", log.entries.size());
  if (chain.unsure_from > 0 && !chain.from_database && recovery.database_fault.empty()) recovery.database_fault = fmt::format("it tells another story from entry {} on", chain.unsure_from);
  if (chain.unsure_from > 0 && !chain.from_log && recovery.log_fault.empty()) recovery.log_fault = fmt::format("it tells another story from entry {} on", chain.unsure_from);
  recovery.restored_from = source_of(chain, recovery);
  const std::string text = text_of(chain.changes);
  if (!recovery.database_fault.empty()) {
    if (!recovery.log_fault.empty()) replace_log(log_file, text, recovery);
    replace_database(file, chain.changes, text.size(), recovery);
  } else if (!recovery.log_fault.empty()) {
    Database open(file, false);
    Transaction transaction(open);  // nobody writes while the log is replaced
    replace_log(log_file, text, recovery);
    set_log_length(open, text.size());
    transaction.commit();
  }
  core::sync_folder(file.parent_path());
  return recovery;
}

}  // namespace dmp::plan
