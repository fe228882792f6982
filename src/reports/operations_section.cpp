#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "core/period_words.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

/// What came of one operation: its results in the order they are met.
struct Card {
  const core::Estimate* first = nullptr;
  std::vector<const core::Estimate*> results;
};

/// The operation's name; values stand under "NAME, basis" or "NAME, drug, basis".
std::string operation_of(const std::string& category, const std::map<std::string, Card>& known) {
  for (std::string name = category;;) {
    if (known.contains(name)) return name;
    const auto comma = name.rfind(", ");
    if (comma == std::string::npos) return category;
    name.resize(comma);
  }
}

bool is_result(const core::Estimate& estimate) { return estimate.indicator_id.starts_with("operation_card_") && estimate.indicator_id != "operation_card_share" && !estimate.category.empty(); }

std::string result_text(const core::Estimate& result, const std::string& operation, const std::map<std::string, std::string>& drug_names) {
  std::string name = result.indicator_name.substr(0, result.indicator_name.find(", by operation"));
  if (result.category.size() > operation.size()) name += " (" + uncapitalised(drug_label(drug_names, result.category.substr(operation.size() + 2))) + ")";
  const std::string value = result.suppressed.empty() ? (result.value == std::floor(result.value) ? count_text(result.value) : result.unit.starts_with("GBP") ? fmt::format("{:.2f}", result.value) : significant_text(result.value, 4)) : "[c]";
  if (result.unit.starts_with("GBP")) return name + ": £" + value + (result.unit == "GBP" ? "" : " " + result.unit.substr(4));
  return name + ": " + value + " " + result.unit;
}

/// Indicators whose place in the report is not written yet: a link to one goes to the first result of it.
class Targets {
 public:
  explicit Targets(const std::vector<const IndicatorEvidence*>& measures) {
    for (const IndicatorEvidence* own : measures) left_.insert(own->note->id);
  }
  /// The id for this result's element; "" from the second result on.
  std::string of(const core::Estimate& result) { return left_.erase(result.indicator_id) > 0 ? anchor("indicator-" + result.indicator_id) : ""; }
  [[nodiscard]] const std::set<std::string>& left() const { return left_; }

 private:
  std::set<std::string> left_;
};

/// In print each operation stands for itself: a list in a column of a table would be narrow and long.
void cards_list(Page& page, const std::vector<std::pair<std::string, const Card*>>& ordered, Targets& targets) {
  for (const auto& [name, card] : ordered) {
    page.html.element("h4", name);
    page.html.element("p", core::period_label(card->first->period) + (card->first->note.empty() ? "" : ". Published in: " + card->first->note.str()) + ".");
    page.html.open("ul", {{"class", "in-section"}});
    // Word processors keep the id of a span, not that of a list's item.
    for (const core::Estimate* result : card->results) page.html.open("li").element("span", result_text(*result, name, page.input.drug_names), {{"id", targets.of(*result)}}).close();
    page.html.close();
  }
}

void cards_table(Page& page, const std::map<std::string, Card>& cards, Targets& targets) {
  std::vector<std::pair<std::string, const Card*>> ordered;
  for (const auto& [name, card] : cards) ordered.emplace_back(name, &card);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.second->first->period_start < b.second->first->period_start; });
  if (!page.is_page()) return cards_list(page, ordered, targets);
  open_table(page.html, "table-operations", "What single operations brought, as it was published");
  heading_row(page.html, {"Operation", "When", "Results", "Published in"});
  page.html.open("tbody");
  for (const auto& [name, card] : ordered) {
    page.html.open("tr").element("th", name, {{"scope", "row"}}).element("td", core::period_label(card->first->period)).open("td").open("ul");
    for (const core::Estimate* result : card->results) page.html.element("li", result_text(*result, name, page.input.drug_names), {{"id", targets.of(*result)}});
    page.html.close().close().element("td", card->first->note).close();
  }
  page.html.close();
  close_table(page.html);
}

void shares_table(Page& page, const std::vector<const core::Estimate*>& shares, Targets& targets) {
  open_table(page.html, "table-operation-shares", "Shares of the region's and the nation's results");
  heading_row(page.html, {"Result", "When", "#Share"});
  page.html.open("tbody");
  for (const core::Estimate* share : shares) {
    page.html.open("tr", {{"id", targets.of(*share)}}).element("th", capitalised(share->category), {{"scope", "row"}}).element("td", core::period_label(share->period));
    number_cell(page.html, share->suppressed.empty() ? significant_text(share->value, 3) + "%" : "[c]");
    page.html.close();
  }
  page.html.close();
  close_table(page.html);
}

}  // namespace

void operations_part(Page& page, const std::vector<const IndicatorEvidence*>& measures) {
  if (measures.empty()) return;
  std::map<std::string, Card> cards;
  std::vector<const core::Estimate*> shares;
  // First those that stand under the operation's own name, so that a value's basis can be told from the name.
  for (const core::Estimate& estimate : page.input.estimates)
    if (is_result(estimate) && estimate.indicator_id.find("value") == std::string::npos) cards[estimate.category];
  for (const core::Estimate& estimate : page.input.estimates) {
    if (estimate.indicator_id == "operation_card_share" && !estimate.category.empty()) shares.push_back(&estimate);
    if (!is_result(estimate)) continue;
    Card& card = cards[operation_of(estimate.category, cards)];
    if (!card.first) card.first = &estimate;
    card.results.push_back(&estimate);
  }
  Targets targets(measures);
  page.html.element("h3", "Single operations");
  page.html.element("p", "Results as they were published, with the day's knowledge; a value is to be read by its basis.");
  if (!cards.empty()) cards_table(page, cards, targets);
  if (!shares.empty()) shares_table(page, shares, targets);
  // Measures of which no operation has a result.
  for (const std::string& id : targets.left()) page.html.open("span", {{"id", anchor("indicator-" + id)}}).close();
}

}  // namespace dmp::reports
