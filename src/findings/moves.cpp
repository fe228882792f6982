#include "findings/moves.hpp"

#include <unordered_map>

namespace dmp::findings {
namespace {

template <typename Rows>
auto by_id(const Rows& rows) {
  std::unordered_map<std::string_view, const typename Rows::value_type*> map;
  for (const auto& row : rows) map[row.id] = &row;
  return map;
}

}  // namespace

std::vector<core::FindingMove> findings_moved(const core::Findings& before, const core::Findings& after, const std::vector<core::Unsaid>& unsaid) {
  const auto then = by_id(before), now = by_id(after);
  const auto reasons = by_id(unsaid);
  std::vector<core::FindingMove> moves;
  for (const core::Finding& finding : after) {
    const auto found = then.find(finding.id);
    if (found == then.end()) {
      moves.push_back({finding.id, finding.area_name, finding.title, "appeared", "", finding.sentence, "its condition holds now: " + finding.condition});
      continue;
    }
    const core::Finding& old = *found->second;
    if (old.sentence != finding.sentence) moves.push_back({finding.id, finding.area_name, finding.title, "changed", old.sentence, finding.sentence, old.period == finding.period ? "its figures were revised" : "there are newer figures: " + finding.period + " after " + old.period});
    else if (old.strength != finding.strength) moves.push_back({finding.id, finding.area_name, finding.title, "strength changed", old.strength, finding.strength, finding.strength_reasons.empty() ? "" : finding.strength_reasons.back()});
  }
  for (const core::Finding& old : before) {
    if (now.contains(old.id)) continue;
    const auto reason = reasons.find(old.id);
    moves.push_back({old.id, old.area_name, old.title, "disappeared", old.sentence, "", reason == reasons.end() ? "the catalogue no longer has this finding, or the profile this area" : reason->second->reason});
  }
  return moves;
}

}  // namespace dmp::findings
