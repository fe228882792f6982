#include "cli/finding_moves.hpp"

#include <fmt/format.h>

#include <map>

#include "findings/moves.hpp"
#include "pipeline/finding_stage.hpp"

namespace dmp::cli {

core::DataTable finding_moves(const std::filesystem::path& before, const std::filesystem::path& after, pipeline::Audience audience) {
  const findings::Statements then = pipeline::need_statements(before, audience), now = pipeline::need_statements(after, audience);
  core::DataTable table({"finding_id", "area_name", "title", "change", "before", "after", "reason"});
  for (const auto& m : findings::findings_moved(then.findings, now.findings, now.unsaid)) table.add({m.id, m.area_name, m.title, m.change, m.before, m.after, m.reason});
  return table;
}

std::string finding_moves_in_words(const std::filesystem::path& before, const std::filesystem::path& after, pipeline::Audience audience) {
  const auto then = pipeline::statements_of(before, audience), now = pipeline::statements_of(after, audience);
  if (!then || !now) return {};
  std::map<std::string, std::size_t> changes;
  for (const auto& m : findings::findings_moved(then->findings, now->findings, now->unsaid)) ++changes[m.change];
  std::string words;
  for (const auto& [change, number] : changes) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", number, change);
  return words.empty() ? words : "Findings: " + words + ".";
}

}  // namespace dmp::cli
