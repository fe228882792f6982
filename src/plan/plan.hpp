#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/finding.hpp"
#include "core/plan_row.hpp"

namespace dmp::plan {

/// Who edits, and when (UTC, YYYY-MM-DDTHH:MM:SSZ).
struct Author {
  std::string by, at;
};

/// Now, by the name in the environment (DMP_USER, else USER) where by is empty.
Author author_now(const std::string& by = {});

/// Changes to one item: fields and their new texts.
using FieldEdits = std::vector<std::pair<std::string, std::string>>;

/// What a look over the whole plan found.
struct Verification {
  bool sound = true;
  long long entries = 0;
  std::size_t items = 0;
  std::string head;                     ///< hash of the last entry: keep it elsewhere to notice a log that was cut short
  std::vector<std::string> problems;    ///< a sentence each
};




/// The delivery plan of a profile folder. Every call is one transaction: it is done whole or not at all, also when the process is
/// killed or the power fails, and any number of processes may use the file at once.
class Plan {
 public:
  /// Opens folder/plan/plan.sqlite. create: makes it where it is missing; else a resource UserError says how to begin one.
  /// A damaged file is refused with how to mend it.
  static Plan open(const std::filesystem::path& folder, bool create);
  /// Whether there is a plan.
  static bool exists(const std::filesystem::path& folder);
  static std::filesystem::path file_of(const std::filesystem::path& folder);
  static std::filesystem::path log_of(const std::filesystem::path& folder);

  /// Items in the order of their ids; removed ones only where asked for.
  [[nodiscard]] core::PlanRows list(bool with_removed = false);
  /// One item; a usage UserError with the nearest id where there is none.
  [[nodiscard]] core::PlanRow get(const std::string& id);

  /// Adds an item; its id is given by the plan. The item as it stands.
  core::PlanRow add(const FieldEdits& fields, const Author& author, const std::string& verb = "add");

  /// Changes fields. version: of the item that the edit was made of; where the item has a later one, a Conflict; 0: whatever it is now.
  /// An edit that changes nothing makes no version.
  core::PlanRow update(const std::string& id, int version, const FieldEdits& fields, const Author& author);

  core::PlanRow comment(const std::string& id, const std::string& text, const Author& author);
  /// Takes an item out of the plan (its history stays), or puts it back.
  core::PlanRow set_removed(const std::string& id, bool removed, int version, const Author& author);

  /// One edit of an import: id empty for a new item.
  struct Row {
    std::string id;
    int version = 0;
    FieldEdits fields;
    std::string where;   ///< for errors: "row 3"
  };
  struct ImportResult {
    std::size_t added = 0, changed = 0, unchanged = 0;
  };
  /// All rows or, where one is wrong, none.
  ImportResult import(const std::vector<Row>& rows, const Author& author);

  /// Entries of the log, oldest first; of one item, or of all.
  [[nodiscard]] std::vector<core::PlanChange> history(const std::string& id = {});

  /// Looks over the file, the chain, what follows from the log, and the text log.
  [[nodiscard]] Verification verify();

  Plan(Plan&&) noexcept;
  ~Plan();

 private:
  struct State;
  explicit Plan(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// What became of the plan's two files, plan.sqlite and log.jsonl.
struct Recovery {
  long long entries = 0;         ///< of the log, that stand in both files now
  std::string restored_from;     ///< "nothing was damaged", "the database", "the text log", or "both, entry by entry"
  std::string database_fault, log_fault;  ///< what was wrong with each; empty where it was whole
  std::string kept_as, log_kept_as;       ///< new names of the damaged files; empty where there was nothing to put aside
  long long lost = 0;            ///< entries that are known to have been and that neither file holds in a readable form
  long long unsure_from = 0;     ///< the entry from which the two told different stories, each chained soundly; 0: nowhere
};

/// Restores whichever of plan.sqlite and log.jsonl is damaged from the one that is whole; of two that are damaged takes each entry from
/// the one in which it follows from the entry before. Damaged files are kept beside them under another name. A resource UserError where
/// neither holds an entry.
Recovery recover(const std::filesystem::path& folder);

/// The fields of an item that adopts a recommended action: its measure with the baseline's figure and interval.
struct Baseline {
  std::string estimate_id, period, unit;
  double value = core::PlanRow::kMissing, lower = core::PlanRow::kMissing, upper = core::PlanRow::kMissing;
};
FieldEdits fields_of(const core::Action& action, const Baseline& baseline, const std::string& today);

}  // namespace dmp::plan
