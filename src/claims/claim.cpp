#include "claims/claim.hpp"

#include <algorithm>

namespace dmp::claims {

core::DataTable table_of(const Claims& claims) {
  core::DataTable table({"start", "end", "text", "value", "value_high", "unit", "hedge", "subject", "place", "period", "verdict", "issue", "estimate_id", "reason"});
  for (const Claim& claim : claims)
    table.add({static_cast<long long>(claim.start), static_cast<long long>(claim.end), claim.text, claim.value, claim.value_high, claim.unit, claim.hedge, claim.subject, claim.place,
               claim.period, claim.verdict, claim.issue, claim.estimate_id, claim.reason});
  return table;
}

bool has_fault(const Claims& claims) {
  return std::any_of(claims.begin(), claims.end(), [](const Claim& claim) { return claim.verdict == "contradicted" || claim.verdict == "internally inconsistent"; });
}

}  // namespace dmp::claims
