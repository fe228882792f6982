#include "catalogue/age_bands.hpp"

#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

constexpr int kOldest = 130;

std::optional<int> age(std::string_view text) {
  if (text.empty() || text.size() > 3 || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
  const auto years = core::parse_integer(text);
  if (!years || *years > kOldest) return {};
  return static_cast<int>(*years);
}

}  // namespace

std::optional<AgeBand> parse_age_band(std::string_view text) {
  if (text.ends_with('+')) {
    const auto from = age(text.substr(0, text.size() - 1));
    return from ? std::optional(AgeBand{*from, {}}) : std::nullopt;
  }
  const std::size_t dash = text.find('-');
  const auto from = age(text.substr(0, dash));
  const auto to = dash == std::string_view::npos ? from : age(text.substr(dash + 1));
  if (!from || !to || *to < *from) return {};
  return AgeBand{*from, *to};
}

std::vector<std::string> named_age_bands(std::string_view name) {
  if (name == "broad") return {"0-17", "18-24", "25-34", "35-49", "50-64", "65+"};
  std::vector<std::string> bands;
  if (name != "five") return bands;
  for (int from = 0; from < 90; from += 5) bands.push_back(std::to_string(from) + "-" + std::to_string(from + 4));
  bands.emplace_back("90+");
  return bands;
}

}  // namespace dmp::catalogue
