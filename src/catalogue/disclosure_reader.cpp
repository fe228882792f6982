#include "catalogue/disclosure_reader.hpp"
#include "catalogue/section.hpp"
#include "core/number.hpp"

namespace dmp::catalogue {
namespace {

CountRange read_range(const Section& section, std::string_view key) {
  const std::string text = section.required_text(key);
  const auto dash = text.find('-');
  const auto low = core::parse_integer(text.substr(0, dash));
  const auto high = dash == std::string::npos ? std::nullopt : core::parse_integer(text.substr(dash + 1));
  if (!low || !high || *low < 1 || *high < *low || *high > 1000)
    refuse("'" + text.substr(0, 80) + "' is no range of counts", section.place(key), "write the smallest and the largest count that is not published: \"1-4\"");
  return {static_cast<int>(*low), static_cast<int>(*high)};
}

/// A percentage between 0 and 100 as a share.
double read_share(const Section& section, std::string_view key, double lowest) {
  const double percent = section.number(key).value_or(-1);
  if (!(percent > lowest && percent <= 100)) refuse("'" + std::string(key) + "' is no percentage that makes sense", section.place(key), "write a number up to 100");
  return percent / 100;
}

}  // namespace

DisclosureDefinition read_disclosure(const toml::table& table, const std::string& file) {
  const Section section(table, file, "[disclosure]", {"counts", "dominance", "p_percent", "citation"});
  DisclosureDefinition definition;
  if (section.has("counts") && section.text("counts") == "none") definition.every_count = true;
  else if (section.has("counts")) definition.counts = read_range(section, "counts");
  if (const toml::table* dominance = section.child("dominance")) {
    const Section rule(*dominance, file, "dominance", {"largest", "share"});
    if (!rule.has("largest")) rule.refuse_missing("largest");
    if (!rule.has("share")) rule.refuse_missing("share");
    definition.largest = static_cast<int>(*rule.integer("largest", 1, 3));
    definition.largest_share = read_share(rule, "share", 0);
  }
  if (section.has("p_percent")) definition.within = read_share(section, "p_percent", 0);
  definition.citation = section.text("citation");
  return definition;
}

DisclosureSettings read_disclosure_settings(const toml::table& table, const std::string& file) {
  const Section section(table, file, "[disclosure]", {"counts", "round", "earlier"});
  DisclosureSettings settings;
  if (section.has("counts")) settings.counts = read_range(section, "counts");
  settings.round = static_cast<int>(section.integer("round", 0, 1000).value_or(0));
  if (const toml::node* earlier = table.get("earlier"); earlier && earlier->is_string()) {
    settings.heeds_earlier = section.choice("earlier", {"all", "none"}) == "all";
  } else if (earlier) {
    settings.earlier = section.texts("earlier");
    refuse_repeats(section, "earlier", settings.earlier);
    settings.heeds_earlier = !settings.earlier.empty();
  }
  return settings;
}

}  // namespace dmp::catalogue
