#pragma once

#include "findings/statements.hpp"

namespace dmp::findings {

/// How findings moved from one edition to the next: those that appeared, disappeared, changed in what they say or in their strength.
/// unsaid: of the later edition; gives the reason why a finding is gone. In the order of the later edition, those gone last.
std::vector<core::FindingMove> findings_moved(const core::Findings& before, const core::Findings& after, const std::vector<core::Unsaid>& unsaid);

}  // namespace dmp::findings
