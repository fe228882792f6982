#include "catalogue/document.hpp"

namespace dmp::catalogue {

std::vector<NotComparable> read_not_comparable(const Section& section, bool names_indicator) {
  std::vector<NotComparable> rules;
  Names keys = {"areas", "period", "since", "reason"};
  if (names_indicator) keys.emplace_back("indicator");
  for (const toml::table* child : section.children("not_comparable")) {
    const Section entry(*child, section.file(), "what is not comparable", keys);
    NotComparable rule;
    rule.place = entry.place();
    if (names_indicator) rule.indicator = entry.required_text("indicator");
    rule.areas = entry.texts("areas", true);
    refuse_repeats(entry, "areas", rule.areas);
    if (entry.has("period")) {
      rule.period = core::parse_period(entry.required_text("period"));
      if (!rule.period) refuse("'" + entry.text("period").substr(0, 80) + "' is no period", entry.place("period"), "write for example \"2023/24\" or \"2021-23\"");
    }
    if (entry.has("since")) {
      const toml::node& node = *entry.table().get("since");
      if (!node.is_date() && !node.is_string()) entry.refuse_type("since", "a date");
      rule.since = core::parse_day(text_of(cell_of(node, entry.file())));
      if (!rule.since) refuse("'since' is no day", entry.place("since"), "write for example 2020-04-01");
    }
    if (rule.areas.empty() && !rule.since) entry.refuse_missing("areas", "name the areas whose figures differ, or the day since which they do: since = 2020-04-01");
    rule.reason = entry.required_text("reason");
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace dmp::catalogue
