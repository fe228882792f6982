#pragma once

#include <optional>

#include "pipeline/explain.hpp"

namespace dmp::pipeline {

/// The way back from a finding, a contradiction or an action: its condition, the figures it was told by, why it is as strong as it is, and
/// the estimates to ask about next; of a statement that is not made, why not. Nothing where the id is none of these.
std::optional<Explanation> explain_statement(const Project& project, const std::filesystem::path& edition, const std::string& id, Audience audience);

}  // namespace dmp::pipeline
