#include "disclosure/queries.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dmp::disclosure {
namespace {

constexpr double kSame = 1e-6;
/// Two queries that agree on so many cells or more, and differ on none, count the same.
constexpr std::size_t kAgreeing = 10;

}  // namespace

Slot slot_of(const core::Estimate& row) {
  // "Female, 65+" is where the women of 65 and over stand, whichever indicator counts them.
  if (const std::size_t comma = row.category.find(", "); row.category_type == "sex and age" && comma != std::string::npos)
    return {row.area_code, row.period_start, row.period_end, row.category.substr(0, comma), row.category.substr(comma + 2), "", ""};
  return {row.area_code, row.period_start, row.period_end, row.sex, row.age, row.category_type, row.category};
}

std::size_t Queries::named(const std::string& name, const std::string& text) {
  const auto [at, fresh] = names_.emplace(name, list_.size());
  if (fresh) list_.push_back({text, {}});
  return at->second;
}

void Queries::note(std::size_t query, const Slot& slot, double value) {
  list_[query].values.emplace(slots_.emplace(slot, static_cast<std::uint32_t>(slots_.size())).first->second, value);
}

bool Queries::agree(const Query& a, const Query& b, bool declared) {
  const auto& fewer = a.values.size() < b.values.size() ? a.values : b.values;
  const auto& more = a.values.size() < b.values.size() ? b.values : a.values;
  std::size_t common = 0;
  for (const auto& [slot, value] : fewer) {
    const auto found = more.find(slot);
    if (found == more.end()) continue;
    if (std::abs(found->second - value) > kSame) return false;
    common += value > 0;
  }
  return a.text == b.text || declared || common >= kAgreeing;
}

void Queries::find_declared() {
  const auto link = [&](const std::string& name, const std::string& other, auto& into) {
    const auto a = names_.find(name), b = names_.find(other);
    if (a != names_.end() && b != names_.end()) into.emplace_back(b->second, a->second);
  };
  for (const auto& [id, indicator] : policy_.indicators) {
    if (!indicator.count_of.empty()) link("n " + id, "n " + indicator.count_of, same_);
    if (!indicator.share_of.empty()) link("d " + id, "n " + indicator.share_of, same_);
    for (const std::string& whole : indicator.part_of) link("n " + id, "n " + whole, parts_);
    for (const std::string& whole : indicator.part_of_denominator) link("n " + id, "d " + whole, parts_);
  }
}

void Queries::merge() {
  find_declared();
  of_.resize(list_.size());
  std::iota(of_.begin(), of_.end(), std::size_t{0});
  const auto declared = [&](std::size_t a, std::size_t b) {
    return std::any_of(same_.begin(), same_.end(), [&](const auto& pair) { return (of_[pair.first] == a && pair.second == b) || (of_[pair.second] == a && pair.first == b); });
  };
  for (std::size_t b = 1; b < list_.size(); ++b)
    for (std::size_t a = 0; a < b; ++a) {
      if (of_[a] != a || !agree(list_[a], list_[b], declared(a, b))) continue;
      of_[b] = a;
      list_[a].values.insert(list_[b].values.begin(), list_[b].values.end());
      break;
    }
}

std::vector<std::pair<std::size_t, std::size_t>> Queries::parts() const {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  // Those that should be the same and are not differ by people of whom the one knows and the other does not.
  for (const auto* list : {&parts_, &same_})
    for (const auto& [whole, part] : *list)
      if (const std::pair pair(of_[whole], of_[part]); pair.first != pair.second && std::find(found.begin(), found.end(), pair) == found.end()) found.push_back(pair);
  return found;
}

}  // namespace dmp::disclosure
