#include "reports/narrative.hpp"

#include <fmt/format.h>
#include <md4c-html.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <unordered_map>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "core/period_words.hpp"
#include "reports/evidence.hpp"
#include "reports/exhibits.hpp"
#include "reports/html.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

const std::vector<std::string> kWords = {"value", "number", "interval", "full", "comparison", "trend", "sentence", "period", "count", "denominator", "name", "area"};
const std::vector<std::string> kFindingWords = {"sentence", "title", "strength"};

bool is_total(const Estimate& row) { return row.sex == "Persons" && row.age == "All ages" && row.category.empty(); }

/// What may be referred to, of one audience.
class Names {
 public:
  explicit Names(const ReportInput& input) : input_(input), evidence_(gather(input)) {
    for (const Estimate& row : input.estimates) {
      by_name_.emplace(row.estimate_id, &row);
      if (!is_total(row)) continue;
      const auto latest = [&](const std::string& name) {
        const auto [place, fresh] = by_name_.emplace(name, &row);
        if (!fresh && place->second->period_end <= row.period_end && place->second->area_code == row.area_code) place->second = &row;
      };
      latest(row.indicator_id + ":" + row.area_code);
      by_name_.emplace(row.indicator_id + ":" + row.area_code + ":" + row.period, &row);
      if (!input.areas.empty() && row.area_code == input.areas.front().code) latest(row.indicator_id);
    }
    for (const IndicatorEvidence& own : evidence_.indicators) styles_.emplace(own.note->id, &own.style);
    for (const core::Finding& finding : input.findings) findings_.emplace(finding.id, &finding);
  }

  [[nodiscard]] const Estimate* estimate(const std::string& name) const { return found(by_name_, name); }
  [[nodiscard]] const core::Finding* finding(const std::string& id) const { return found(findings_, id); }
  [[nodiscard]] const NumberStyle& style(const Estimate& row) const { return *styles_.at(row.indicator_id); }
  [[nodiscard]] std::string figure_title(const std::string& id) {
    if (charts_.empty()) {
      for (const Exhibit& exhibit : exhibits_of(input_, evidence_)) charts_.emplace(exhibit.chart.is.id, exhibit.chart.is.title);
      for (const IndicatorEvidence& own : evidence_.indicators)
        if (const auto chart = trend_chart(evidence_, own)) charts_.emplace(chart->is.id, chart->is.title);
    }
    const auto place = charts_.find(id);
    return place == charts_.end() ? std::string() : place->second;
  }
  [[nodiscard]] std::vector<const core::Comparison*> comparisons(const Estimate& row) const {
    const auto place = evidence_.comparisons.find(row.estimate_id);
    return place == evidence_.comparisons.end() ? std::vector<const core::Comparison*>{} : place->second;
  }
  /// Names near a wrong one, for the message: of the same kind.
  [[nodiscard]] std::string near(const std::string& name) const {
    std::vector<std::string> known;
    if (name.starts_with("finding:")) {
      for (const auto& [id, finding] : findings_) known.push_back("finding:" + id);
    } else if (name.starts_with("figure:")) {
      for (const auto& [id, title] : charts_) known.push_back("figure:" + id);
    } else {
      const auto colons = std::count(name.begin(), name.end(), ':');
      for (const auto& [id, row] : by_name_)
        if (std::count(id.begin(), id.end(), ':') == colons) known.push_back(id);
    }
    std::sort(known.begin(), known.end());
    return core::suggestion(name, known);
  }

 private:
  template <typename Map>
  static typename Map::mapped_type found(const Map& map, const std::string& name) {
    const auto place = map.find(name);
    return place == map.end() ? nullptr : place->second;
  }

  const ReportInput& input_;
  Evidence evidence_;
  std::unordered_map<std::string, const Estimate*> by_name_;
  std::unordered_map<std::string_view, const NumberStyle*> styles_;
  std::unordered_map<std::string, const core::Finding*> findings_;
  std::unordered_map<std::string, std::string> charts_;
};

/// Signs that Markdown would take as its own.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|~&").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string comparison_words(const Names& names, const Estimate& row, const std::string& kind) {
  const NumberStyle& style = names.style(row);
  if (kind.empty()) {
    const std::string phrase = comparison_phrase(row, style);
    return phrase.empty() ? "not compared" : phrase;
  }
  for (const core::Comparison* one : names.comparisons(row)) {
    if (one->kind != kind) continue;
    Estimate beside = row;
    beside.comparator = one->comparator, beside.comparator_value = one->value, beside.significance = one->significance;
    const std::string phrase = one->withheld.empty() ? comparison_phrase(beside, style) : "";
    return phrase.empty() ? "not compared with " + one->comparator : phrase;
  }
  return "not compared";
}

std::string figure_words(const Names& names, const Estimate& row, const std::string& word) {
  const NumberStyle& style = names.style(row);
  if (word == "period") return core::period_in_prose(row.period);
  if (word == "name") return row.indicator_name;
  if (word == "area") return row.area_name;
  if (word == "sentence") return finding_sentence(row, style);
  if (!shown(row)) return std::string(mark(row)) + " (" + std::string(mark_word(row)) + ")";
  if (word == "number") return style.figure(row.value);
  if (word == "interval") return style.interval(row.lower_95, row.upper_95);
  if (word == "count") return count_text(row.count);
  if (word == "denominator") return count_text(row.denominator);
  if (word == "trend") return trend_sentence(row);
  if (word.starts_with("comparison")) return comparison_words(names, row, word.size() > 11 ? word.substr(11) : "");
  const std::string interval = style.interval(row.lower_95, row.upper_95);
  return style.phrase(row.value) + (word == "full" && !interval.empty() ? " (95% interval " + interval + ")" : "");
}

/// One file: its references filled in.
class Filling {
 public:
  Filling(const NarrativeFile& file, Names& names, Names& everything) : file_(file), names_(names), everything_(everything) {}

  std::string filled() {
    std::string out;
    const std::string& text = file_.text;
    std::size_t at = 0;
    while (true) {
      const std::size_t open = text.find("{{", at);
      out += text.substr(at, open - at);
      if (open == std::string::npos) return out;
      if (open > 0 && text[open - 1] == '\\') {
        out += "{{", at = open + 2;
        continue;
      }
      const std::size_t close = text.find("}}", open), line_end = text.find('\n', open);
      if (close == std::string::npos || close > line_end) refuse(open, "the reference begins here and does not end", "end it with }} on the same line, or write \\{{ for two braces");
      out += words_for(text.substr(open + 2, close - open - 2), open);
      at = close + 2;
    }
  }

 private:
  std::string words_for(std::string reference, std::size_t at) {
    while (!reference.empty() && reference.front() == ' ') reference.erase(0, 1);
    while (!reference.empty() && reference.back() == ' ') reference.pop_back();
    if (reference.starts_with("figure:")) return figure(reference, at);
    const bool is_finding = reference.starts_with("finding:");
    const std::vector<std::string>& words = is_finding ? kFindingWords : kWords;
    std::string word = is_finding ? "sentence" : "value", name = reference;
    if (const std::size_t blank = reference.rfind(' '); blank != std::string::npos) {
      const std::string last = reference.substr(blank + 1), kind = last.substr(0, last.find(':'));
      const std::string before = reference.substr(0, reference.find_last_not_of(' ', blank) + 1);
      if (std::find(words.begin(), words.end(), kind) != words.end()) word = last, name = before;
      else if (!resolves(reference) && resolves(before)) refuse(at, "'" + last + "' says nothing of a " + (is_finding ? "finding" : "figure"), "use one of: " + listed(words) + "." + core::suggestion(last, words));
    }
    if (!resolves(name)) refuse(at, "nothing in the edition is called '" + name + "'", "names are INDICATOR:AREA[:PERIOD...], finding:ID or figure:ID; dmp estimates and dmp findings list them." + everything_.near(name));
    if (is_finding) {
      const core::Finding* finding = names_.finding(name.substr(8));
      if (!finding) return "\\[not published\\]";
      return plain(word == "title" ? finding->title : word == "strength" ? finding->strength : finding->sentence);
    }
    const Estimate* row = names_.estimate(name);
    return row ? plain(figure_words(names_, *row, word)) : "\\[not published\\]";
  }

  std::string figure(const std::string& reference, std::size_t at) {
    const std::string id = reference.substr(7), title = names_.figure_title(id);
    if (!title.empty()) return "[" + plain(title) + "](<" + fragment("figure-" + id) + ">)";
    if (everything_.figure_title(id).empty()) refuse(at, "the report has no chart '" + id + "'", "report/charts.json of an edition lists them." + everything_.near(reference));
    return "\\[not published\\]";
  }

  bool resolves(const std::string& name) { return name.starts_with("finding:") ? everything_.finding(name.substr(8)) != nullptr : everything_.estimate(name) != nullptr; }

  [[noreturn]] void refuse(std::size_t at, const std::string& what, const std::string& mend) const {
    const std::string_view before = std::string_view(file_.text).substr(0, at);
    const auto line = static_cast<std::uint64_t>(std::count(before.begin(), before.end(), '\n') + 1);
    const std::size_t start = before.rfind('\n');
    throw core::UserError(core::ErrorKind::data, what, {file_.path, line, at - (start == std::string_view::npos ? 0 : start + 1) + 1}, mend);
  }

  const NarrativeFile& file_;
  Names& names_;
  Names& everything_;
};

void append_html(const MD_CHAR* text, MD_SIZE size, void* out) { static_cast<std::string*>(out)->append(text, size); }

/// Markdown as HTML: no raw markup, no pictures from elsewhere, links only to the web, to mail and into the report.
std::string html_of(const std::string& markdown) {
  std::string html;
  md_html(markdown.data(), static_cast<MD_SIZE>(markdown.size()), append_html, &html, MD_DIALECT_GITHUB | MD_FLAG_NOHTML, MD_HTML_FLAG_XHTML);
  static const std::regex image("<img src=\"([^\"]*)\" alt=\"([^\"]*)\"[^>]*>"), link("<a href=\"(?!https?://|mailto:|#)[^\"]*\"([^>]*)>");
  html = std::regex_replace(html, image, "<a href=\"$1\">$2</a>");
  return std::regex_replace(html, link, "<a$1>");
}

/// Headings below the section's: the highest becomes h3, none skips a level.
std::string with_levels(std::string html) {
  int highest = 6, last = 2;
  std::vector<std::size_t> places;
  for (std::size_t at = html.find("<h"); at != std::string::npos; at = html.find("<h", at + 1))
    if (at + 3 < html.size() && html[at + 2] >= '1' && html[at + 2] <= '6' && html[at + 3] == '>') places.push_back(at), highest = std::min(highest, html[at + 2] - '0');
  for (const std::size_t at : places) {
    const char was = html[at + 2];
    const int level = std::min({was - '0' - highest + 3, last + 1, 6});
    const std::size_t end = html.find(std::string("</h") + was, at);
    html[at + 2] = static_cast<char>('0' + level);
    if (end != std::string::npos) html[end + 3] = html[at + 2];
    last = level;
  }
  return html;
}

/// The first line's heading, taken out of the text.
std::string take_title(std::string& text) {
  if (!text.starts_with("# ")) return {};
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string title = text.substr(2, end - 2);
  while (!title.empty() && (title.back() == '\r' || title.back() == ' ')) title.pop_back();
  text.erase(0, end);
  return title;
}

}  // namespace

std::vector<NarrativeText> narrative_of(const std::vector<NarrativeFile>& files, const ReportInput& input, const ReportInput& everything) {
  std::vector<NarrativeText> texts;
  if (files.empty()) return texts;
  Names names(input), all(everything);
  for (const NarrativeFile& file : files) {
    std::string text = Filling(file, names, all).filled();
    const bool in_chapter = file.stem == "summary" || std::any_of(input.chapters.begin(), input.chapters.end(), [&](const Chapter& chapter) { return chapter.id == file.stem; });
    const std::string title = in_chapter ? "" : take_title(text);
    texts.push_back({file.stem, title, with_levels(html_of(text))});
  }
  return texts;
}

}  // namespace dmp::reports
