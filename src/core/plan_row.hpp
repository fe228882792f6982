#pragma once

#include <limits>
#include <string>
#include <vector>

/// The delivery plan as others read it. NaN and "" are missing; dates are YYYY-MM-DD, times are UTC as YYYY-MM-DDTHH:MM:SSZ.
namespace dmp::core {

struct PlanMilestone {
  std::string text, due;
  std::string done;       ///< the day it was reached; empty while it was not
};

struct PlanTrajectoryPoint {
  std::string day;        ///< where the measure should be on this day
  double value = std::numeric_limits<double>::quiet_NaN();
};

struct PlanComment {
  std::string at, by, text;
};

/// One item of the delivery plan as it stands.
struct PlanRow {
  static constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

  std::string id;              ///< "P-0001"; permanent
  int version = 0;             ///< one more with every change; an edit names the version it was made of
  std::string title;
  std::string action_id;       ///< the action of the edition it was adopted from; empty for an item of the partnership's own
  std::string domain;          ///< USE CRI DTH SUP ENG REC CTX
  std::string area_code, area_name;
  std::string owner;
  std::vector<std::string> partners;
  std::string status;          ///< not started | in progress | complete | paused | stopped
  std::string start, due;
  std::string measure;         ///< id of an indicator, or the measure in words
  std::string measure_estimate_id;  ///< the baseline's estimate
  std::string direction;       ///< increase | decrease | maintain
  std::string unit;
  double baseline = kMissing, baseline_lower = kMissing, baseline_upper = kMissing;
  std::string baseline_period;
  double target = kMissing;
  std::string target_date;
  std::vector<PlanTrajectoryPoint> trajectory;
  double cost_gbp = kMissing;
  std::string funding;
  std::string risk;            ///< low | medium | high
  std::string risk_text;
  std::vector<PlanMilestone> milestones;
  std::vector<std::string> depends_on;  ///< ids of items
  std::vector<PlanComment> comments;    ///< oldest first
  std::string review_on;
  bool removed = false;        ///< taken out of the plan; its history stays
  std::string changed_at, changed_by;
};
using PlanRows = std::vector<PlanRow>;

/// An item's progress, judged against an edition.
struct PlanProgress {
  std::string id, title, owner, domain, area_name, status;
  std::string measure, unit, baseline_period, latest_period;
  double baseline = PlanRow::kMissing, latest = PlanRow::kMissing, latest_lower = PlanRow::kMissing, latest_upper = PlanRow::kMissing;
  double target = PlanRow::kMissing, expected = PlanRow::kMissing;  ///< expected: where the trajectory should be by the latest period's end
  std::string latest_estimate_id;
  std::string direction;       ///< wanted: increase | decrease | maintain
  std::string change;          ///< "real improvement" | "real worsening" | "no real change" | "cannot be judged"
  std::string change_reason;   ///< the test and its figures
  std::string rating;          ///< green | amber | red | grey
  std::string rating_reason;   ///< the rule that gave it
  std::string overdue;         ///< milestones past their day, and items it waits for; empty where none
};
using PlanProgresses = std::vector<PlanProgress>;

/// One entry of the plan's log: who changed what and when, chained by hashes.
struct PlanChange {
  long long number = 0;
  std::string at, by, item, verb;   ///< verb: add | update | comment | remove | import | adopt
  int version = 0;
  std::string field, before, after;
  std::string hash;
};

}  // namespace dmp::core
