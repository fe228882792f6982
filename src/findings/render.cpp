#include "findings/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "core/period_words.hpp"
#include "findings/wording.hpp"

namespace dmp::findings {
namespace {

using Piece = catalogue::Template::Piece;

bool is_estimated(const core::Estimate& estimate) { return estimate.quality == "modelled"; }

std::string figure_of(const Figure& figure) { return figure_text(figure.estimate->value, figure.estimate->unit, is_estimated(*figure.estimate)); }
std::string phrase_of(const Figure& figure) { return phrase_text(figure.estimate->value, figure.estimate->unit, is_estimated(*figure.estimate)); }
std::string interval_of(const Figure& figure) { return interval_text(figure.estimate->lower_95, figure.estimate->upper_95, figure.estimate->unit, is_estimated(*figure.estimate)); }

std::string full_text(const Figure& figure) {
  const std::string interval = interval_of(figure);
  return phrase_of(figure) + (interval.empty() ? "" : fmt::format(" (95% interval {})", interval));
}

/// "three quarters (74.5%; 95% interval 70.0% to 78.5%)", or the figure alone where no simple fraction is near.
std::string share_text(const Figure& figure, bool with_interval) {
  const std::string words = share_words(figure.estimate->value), number = figure_of(figure), interval = interval_of(figure);
  const bool plain = words == number;
  if (!with_interval || interval.empty()) return plain ? number : words + " (" + number + ")";
  return plain ? full_text(figure) : words + " (" + number + "; 95% interval " + interval + ")";
}

std::string trend_text(const Figure& figure) {
  const std::string& trend = figure.estimate->trend;
  if (trend.empty() || trend == "cannot be calculated") return {};
  const std::string since = figure.first_period.empty() || figure.first_period == figure.estimate->period ? "" : " since " + core::period_in_prose(figure.first_period);
  if (trend.starts_with("increasing")) return "has risen" + since;
  if (trend.starts_with("decreasing")) return "has fallen" + since;
  return "has not changed significantly" + since;
}

std::string change_text(const Figure& now, const Figure& before) {
  const Difference difference = difference_of(*now.estimate, *before.estimate);
  const std::string was = figure_of(before) + " in " + core::period_in_prose(before.estimate->period);
  if (!difference.known()) return {};
  if (!difference.real()) return "not clearly different from " + was;
  return (difference.value > 0 ? "up from " : "down from ") + was;
}


std::vector<const core::Comparison*> tested(const Figure& figure, const std::vector<std::string>& kinds) {
  std::vector<const core::Comparison*> found;
  for (const std::string& kind : kinds)
    if (const core::Comparison* each = comparator_of(figure, std::vector<std::string>{kind})) found.push_back(each);
  return found;
}

std::vector<const core::Comparison*> telling(const Figure& figure) {
  std::vector<const core::Comparison*> found = tested(figure, {"england"});
  if (auto peers = tested(figure, {"neighbours", "list", "region"}); !peers.empty()) found.push_back(peers.front());
  if (found.empty())
    if (auto local = tested(figure, {"county", "force"}); !local.empty()) found.push_back(local.front());
  return found;
}

std::string joined_comparisons(const std::vector<std::pair<std::string, std::string>>& parts) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;  // word to the names it holds for
  for (const auto& [word, name] : parts) {
    if (groups.empty() || groups.back().first != word) groups.push_back({word, {}});
    groups.back().second.push_back(name);
  }
  std::string text;
  for (const auto& [word, names] : groups) {
    const bool opposed = !text.empty();
    text += (opposed ? " but " : "") + (word == "similar" ? std::string("similar to ") : word + " than ") + listed(names);
  }
  return text;
}

std::string list_text(const std::vector<Figure>& rows, const catalogue::ListReference& reference, bool with_figures) {
  std::vector<std::string> items;
  for (const Figure& row : rows) {
    if (items.size() == reference.most) break;
    const core::Estimate& estimate = *row.estimate;
    std::string item = reference.over == "areas" ? estimate.area_name.str() : group_text(estimate.sex, estimate.age, reference.over == "category" ? estimate.category : "");
    if (with_figures) item += " (" + figure_of(row) + (estimate.unit == "ratio" ? " times)" : ")");
    items.push_back(std::move(item));
  }
  const std::size_t more = rows.size() - items.size();
  if (more > 0 && reference.tell_more) items.push_back(fmt::format("{} more", more));
  return listed(items);
}

std::string number_format(double value, const std::string& format, const std::string& argument) {
  if (format == "noun") return value == 1 ? argument.substr(0, argument.find(", ")) : argument.substr(argument.find(", ") + 2);
  if (format == "count") return decimal_text(std::round(value), 0);
  if (format == "percent") return figure_text(value, "%", false);
  if (format == "points") return decimal_text(std::fabs(value), 1) + " percentage points";
  if (format == "gbp") return figure_text(value, "GBP", true);
  if (format == "share") return share_words(value);
  if (format == "times") return times_words(value);
  if (format == "multiple") return multiple_words(value);
  if (format == "rounded") return rounded_text(value);
  if (format == "words") return count_words(value);
  if (format == "yardstick") return yardstick_words(value);
  return figure_text(value, "", false);
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string figure_format(const Figure& figure, const Piece& slot, const Scope& scope) {
  if (slot.format == "full") return full_text(figure);
  if (slot.format == "figure") return figure_of(figure);
  if (slot.format == "share" || slot.format == "share_full") return share_text(figure, slot.format == "share_full");
  if (slot.format == "unit") return unit_words(figure.estimate->unit);
  if (slot.format == "interval") return interval_of(figure);
  if (slot.format == "trend") return trend_text(figure);
  if (slot.format == "yardstick") return yardstick_words(figure.estimate->value, figure.estimate->lower_95);
  if (slot.format == "compared") return compared_words(figure, words_of(slot.argument));
  if (slot.format == "gap") {
    const core::Comparison* beside = comparator_of(figure, slot.argument.empty() ? scope.compare : words_of(slot.argument));
    return beside && beside->gap > 0 ? beside->gap_sentence : "";
  }
  if (slot.format == "change") {
    const auto other = scope.figures.find(slot.argument);
    return other == scope.figures.end() || !other->second.estimate ? "" : change_text(figure, other->second);
  }
  return phrase_of(figure);
}

std::string lower_case(std::string text) {
  if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && !(text[1] >= 'A' && text[1] <= 'Z')) text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

/// The text with "(in 2021/22)" where its row is of another period than the sentence, and the sentence does not say that period itself.
std::string with_period(std::string text, const core::Estimate& estimate, const Piece& slot, const Scope& scope) {
  static const std::set<std::string_view> formats = {"", "figure", "full", "share", "share_full", "phrase", "figures", "count", "gbp", "percent"};
  if (text.empty() || scope.period.empty() || estimate.period == scope.period || !formats.contains(slot.format)) return text;
  for (const std::string& name : scope.periods_said)
    if (const auto said = scope.figures.find(name); said != scope.figures.end() && said->second.estimate && said->second.estimate->period == estimate.period) return text;
  const std::string period = "in " + core::period_in_prose(estimate.period);
  // "(64.3%; 95% interval 38.8% to 83.7%; in 2022/23)"
  if (text.back() == ')' && slot.format != "figures") return text.substr(0, text.size() - 1) + "; " + period + ")";
  return text + " (" + period + ")";
}

std::string slot_text(const Piece& slot, const Scope& scope, const std::vector<catalogue::ListReference>& lists) {
  const Value value = evaluate(slot.value, scope);
  if (const double* number = std::get_if<double>(&value)) {
    if (std::isnan(*number)) return {};
    const bool is_value = slot.value.path.size() == 2 && slot.value.path[1] == "value" && (slot.format == "count" || slot.format == "gbp" || slot.format == "percent");
    const auto figure = is_value ? scope.figures.find(slot.value.path[0]) : scope.figures.end();
    const std::string text = number_format(*number, slot.format, slot.argument);
    return figure == scope.figures.end() || !figure->second.estimate ? text : with_period(text, *figure->second.estimate, slot, scope);
  }
  if (const auto* figure = std::get_if<const Figure*>(&value)) {
    return with_period(figure_format(**figure, slot, scope), *(*figure)->estimate, slot, scope);
  }
  if (const auto* text = std::get_if<std::string>(&value)) return slot.format == "period" ? core::period_in_prose(*text) : slot.format == "lower_case" ? lower_case(*text) : *text;
  if (const auto* rows = std::get_if<const std::vector<Figure>*>(&value)) {
    const auto reference = std::find_if(lists.begin(), lists.end(), [&](const auto& each) { return each.name == slot.value.path[0]; });
    if (reference != lists.end() && !(*rows)->empty()) return with_period(list_text(**rows, *reference, slot.format == "figures"), *(*rows)->front().estimate, slot, scope);
  }
  return {};
}

bool fill(const std::vector<Piece>& pieces, const Scope& scope, const std::vector<catalogue::ListReference>& lists, std::string& out) {
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::text) {
      out += piece.text;
    } else if (piece.kind == Piece::Kind::optional) {
      std::string part;
      if (fill(piece.pieces, scope, lists, part)) out += part;
    } else {
      const std::string text = slot_text(piece, scope, lists);
      if (text.empty()) return false;
      out += text;
    }
  }
  return true;
}

std::string one_blank(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

std::string comparator_name(const core::Comparison& comparison) {
  const std::string& name = comparison.comparator;
  if (comparison.kind == "county") return name + " as a whole";
  if (comparison.kind == "force") return name.starts_with("other ") ? "the " + name : name;
  if (comparison.kind != "neighbours") return name;
  const std::size_t bracket = name.find(" (");
  return "its " + name.substr(0, bracket);
}

std::string compared_words(const Figure& figure, std::vector<std::string> kinds) {
  const core::Estimate& estimate = *figure.estimate;
  std::vector<std::pair<std::string, std::string>> parts;
  for (const core::Comparison* each : kinds.empty() ? telling(figure) : tested(figure, kinds)) {
    const std::string word = direction_of(estimate.value, each->value, each->significance);
    if (word.empty()) continue;
    const std::string value = figure_text(each->value, estimate.unit, is_estimated(estimate));
    parts.emplace_back(word, comparator_name(*each) + (value.empty() ? "" : " (" + value + ")"));
  }
  if (parts.empty() && figure.beside.empty()) {
    const std::string word = direction_of(estimate.value, estimate.comparator_value, estimate.significance);
    const std::string value = figure_text(estimate.comparator_value, estimate.unit, is_estimated(estimate));
    if (!word.empty() && !estimate.comparator.empty()) parts.emplace_back(word, estimate.comparator + (value.empty() ? "" : " (" + value + ")"));
  }
  return joined_comparisons(parts);
}

void add_periods_said(const std::vector<Piece>& pieces, std::set<std::string>& names) {
  for (const Piece& piece : pieces) {
    if (piece.kind == Piece::Kind::slot && piece.value.path.size() == 2 && piece.value.path[1] == "period") names.insert(piece.value.path[0]);
    add_periods_said(piece.pieces, names);
  }
}

std::optional<std::string> render(const catalogue::Template& text, const Scope& scope, const std::vector<catalogue::ListReference>& lists) {
  std::string out;
  if (!fill(text.pieces, scope, lists, out)) return {};
  return one_blank(out);
}

}  // namespace dmp::findings
