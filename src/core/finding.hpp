#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

/// What stands on the estimates: statements of what we know, where they do not fit each other, and what follows from them.
namespace dmp::core {

/// Two statements or figures that do not fit each other, or that look alike and are not.
struct Contradiction {
  std::string id;          ///< "<rule>:<area_code>[:<what>]"
  std::string rule;        ///< the rule of the catalogue that found it
  std::string kind;        ///< cannot both hold | different denominators | different periods | different figures
  std::string title;       ///< a few words
  std::string area_code, area_name;
  std::string domain;      ///< USE CRI DTH SUP ENG REC CTX
  std::string reason;      ///< full sentences: what stands beside what, and why they differ
  std::vector<std::string> estimate_ids;
  std::vector<std::string> finding_ids;  ///< the statements beside which it is shown
};
using Contradictions = std::vector<Contradiction>;

/// A statement of what we know, bound to the estimates that carry it.
struct Finding {
  std::string id;             ///< "<definition>:<area_code>"; permanent
  std::string definition;     ///< id of the file in catalogue/5-findings
  std::string domain;         ///< USE CRI DTH SUP ENG REC CTX
  std::string title;          ///< a few words, for lists
  std::string area_code, area_name, area_type;
  std::string period;         ///< of the figure that the statement is about, as the estimate names it
  std::string sentence;       ///< the statement: one or more full sentences
  std::string direction;      ///< better | worse | neither: what the figures say of the outcome, where a test says it
  std::string strength;       ///< strong | moderate | weak
  std::vector<std::string> strength_reasons;  ///< why, a clause each
  std::vector<std::string> caveats;           ///< full sentences
  std::string probability_words;              ///< the yardstick's words for an intelligence judgement ("highly likely"); else empty
  std::vector<std::string> estimate_ids;      ///< the estimates that the condition and the sentence read, the principal one first
  std::vector<std::string> contradictions;    ///< ids
  std::vector<std::string> headline_for;      ///< forms of report that lead with it
  std::string condition;                      ///< the condition that holds, as the catalogue writes it
  std::vector<std::pair<std::string, std::string>> figures;  ///< names in the condition and the estimates they stand for
};
using Findings = std::vector<Finding>;

/// A statement that is not made of an area, and why.
struct Unsaid {
  std::string id, definition, title, area_code, area_name;
  std::string reason;   ///< the part of the condition that is not so, with the values it was told by
};

/// What is known of what works.
struct Citation {
  std::string text;        ///< as it is cited
  std::string url;
  std::string says;        ///< what it says about this action, in our words
  std::string strength;    ///< systematic review | guideline | national policy | evaluation
};

/// A recommendation that applies, bound to the findings that call for it.
struct Action {
  std::string id;             ///< "<definition>:<area_code>"; permanent
  std::string definition;     ///< id of the file in catalogue/6-actions
  std::string domain;         ///< as in Finding; actions are grouped by it
  std::string title;          ///< a few words, for lists
  std::string area_code, area_name;
  std::string recommendation; ///< a full sentence
  std::vector<std::string> partners;
  std::vector<Citation> evidence;
  std::string measure_indicator;      ///< id of the indicator that tells whether it worked; empty where there is none yet
  std::string measure_name;           ///< in words
  std::string expected_direction;     ///< increase | decrease | none
  std::string measure_estimate_id;    ///< the latest figure of the measure for the area, the baseline; empty where there is none
  double measure_value = std::numeric_limits<double>::quiet_NaN();
  std::string measure_unit, measure_period;
  std::vector<std::string> finding_ids;  ///< what we know: the findings that call for it
  std::vector<std::string> after;        ///< definitions of actions that come before it
  int review_months = 12;
  bool stale = false;                    ///< a finding it rests on is no longer what it was when the edition before was made
  std::vector<std::string> changes;      ///< what changed, a sentence each
};
using Actions = std::vector<Action>;

/// One row of how findings moved between two editions.
struct FindingMove {
  std::string id, area_name, title;
  std::string change;          ///< appeared | disappeared | changed | strength changed
  std::string before, after;   ///< the sentences; empty where there is none
  std::string reason;          ///< what made the difference: the condition's part that no longer holds, or the figures that moved
};

}  // namespace dmp::core
