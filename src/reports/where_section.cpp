#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <cmath>
#include <map>

#include "charts/draw.hpp"
#include "core/period_words.hpp"
#include "reports/sections.hpp"
#include "reports/tables.hpp"

namespace dmp::reports {
namespace {

using core::Estimate;

constexpr std::size_t kMostRows = 40;

std::string p_text(double p) { return std::isnan(p) ? std::string() : p < 0.001 ? "under 0.001" : fmt::format("{:.3f}", p); }

/// The rows of an indicator's last period, totals and measures by area.
struct LastPeriod {
  std::string period;
  std::vector<const Estimate*> totals;
  std::map<std::string, std::map<std::string, const Estimate*>> measures;
};

LastPeriod last_period(const ReportInput& input, const std::string& indicator) {
  LastPeriod found;
  std::string end;
  for (const Estimate& row : input.estimates)
    if (row.indicator_id == indicator && row.period_end > end) end = row.period_end, found.period = row.period;
  for (const Estimate& row : input.estimates) {
    if (row.indicator_id != indicator || row.period_end != end) continue;
    if (row.category.empty()) found.totals.push_back(&row);
    else found.measures[row.area_code][row.category] = &row;
  }
  return found;
}

double measure(const LastPeriod& last, const std::string& area, const std::string& name) {
  const auto of_area = last.measures.find(area);
  if (of_area == last.measures.end()) return Estimate::kMissing;
  const auto row = of_area->second.find(name);
  return row == of_area->second.end() || !shown(*row->second) ? Estimate::kMissing : row->second->value;
}

/// What the places of a map are called, at the head of a sentence.
std::string places_named(const std::string& kind) { return kind == "unseen" ? "Small areas with fewer than places like them" : kind == "emerging" ? "Small areas with a pattern of hotspots" : "Hot small areas"; }

void by_area(Html& html, const LastPeriod& last, const std::string& kind) {
  std::vector<std::string> parts;
  for (const Estimate* row : last.totals)
    if (!small_area_type(row->area_type) && shown(*row)) parts.push_back(fmt::format("{} {:.0f} of {:.0f}", row->area_name, row->value, row->denominator));
  if (!parts.empty()) html.element("p", fmt::format("{}, {}: {}.", places_named(kind), core::period_label(last.period), listed(parts)));
}

void hot_list(Html& html, const LastPeriod& last) {
  std::vector<const Estimate*> hot;
  for (const Estimate* row : last.totals)
    if (small_area_type(row->area_type)) hot.push_back(row);
  if (hot.empty()) return;
  std::stable_sort(hot.begin(), hot.end(), [&](const Estimate* a, const Estimate* b) {
    const auto key = [&](const Estimate* row) {
      const double p = measure(last, row->area_code, "p of the count");
      return std::isnan(p) ? 2.0 : p;
    };
    return key(a) < key(b);
  });
  const std::string& indicator = hot.front()->indicator_id;
  open_table(html, "where-" + indicator, fmt::format("Hot small areas, {}, the surest first", core::period_label(last.period)), "");
  heading_row(html, {"Small area", "Hot by", "#Count: p", "#adjusted", "#Neighbourhood: p", "#adjusted"});
  html.open("tbody");
  for (std::size_t i = 0; i < std::min(hot.size(), kMostRows); ++i) {
    html.open("tr").element("th", hot[i]->area_name, {{"scope", "row"}}).element("td", hot[i]->note.starts_with("hot by ") ? hot[i]->note.substr(7) : hot[i]->note.str());
    for (const char* name : {"p of the count", "adjusted p of the count", "p of the neighbourhood", "adjusted p of the neighbourhood"}) html.element("td", p_text(measure(last, hot[i]->area_code, name)), {{"class", "n"}});
    html.close();
  }
  html.close();
  close_table(html);
  if (hot.size() > kMostRows) html.element("p", fmt::format("And {} more, in the data pack.", hot.size() - kMostRows), {{"class", "quiet"}});
}

std::vector<const Estimate*> small_areas(const LastPeriod& last) {
  std::vector<const Estimate*> rows;
  for (const Estimate* row : last.totals)
    if (small_area_type(row->area_type)) rows.push_back(row);
  return rows;
}

void tell_more(Html& html, std::size_t rows) {
  if (rows > kMostRows) html.element("p", fmt::format("And {} more, in the data pack.", rows - kMostRows), {{"class", "quiet"}});
}

/// Places with fewer than places like them, those where most is expected first.
void unseen_list(Html& html, const LastPeriod& last) {
  std::vector<const Estimate*> rows = small_areas(last);
  if (rows.empty()) {
    html.element("p", "No small area has fewer than places like it, at an adjusted p of 0.05. That no single place is found does not mean that every need is seen.", {{"class", "quiet"}});
    return;
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const Estimate* a, const Estimate* b) { return measure(last, a->area_code, "expected") > measure(last, b->area_code, "expected"); });
  open_table(html, "unseen-" + rows.front()->indicator_id, fmt::format("Small areas with fewer than places like them, {}", core::period_label(last.period)), "p is empty where the count it rests on is withheld");
  heading_row(html, {"Small area", "What is found", "#Expected", "#Count: adjusted p", "#Given activity: p", "#Neighbourhood: adjusted p"});
  html.open("tbody");
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    const std::string& code = rows[i]->area_code;
    const double expected = measure(last, code, "expected");
    html.open("tr").element("th", rows[i]->area_name, {{"scope", "row"}}).element("td", rows[i]->note).element("td", std::isnan(expected) ? std::string() : fmt::format("{:.1f}", expected), {{"class", "n"}});
    for (const char* name : {"adjusted p of the count", "p of the count given activity", "adjusted p of the neighbourhood"}) html.element("td", p_text(measure(last, code, name)), {{"class", "n"}});
    html.close();
  }
  html.close();
  close_table(html);
  tell_more(html, rows.size());
}

/// Patterns of hotspots over time.
void pattern_list(Html& html, const LastPeriod& last) {
  std::vector<const Estimate*> rows = small_areas(last);
  if (rows.empty()) return;
  std::stable_sort(rows.begin(), rows.end(), [&](const Estimate* a, const Estimate* b) { return measure(last, a->area_code, "quarters as a hotspot") > measure(last, b->area_code, "quarters as a hotspot"); });
  open_table(html, "patterns-" + rows.front()->indicator_id, fmt::format("Patterns of hotspots, {}", core::period_label(last.period)), "");
  heading_row(html, {"Small area", "Pattern", "#Quarters as a hotspot", "#Trend: tau", "#p"});
  html.open("tbody");
  for (std::size_t i = 0; i < std::min(rows.size(), kMostRows); ++i) {
    const std::string& code = rows[i]->area_code;
    const double quarters = measure(last, code, "quarters as a hotspot"), tau = measure(last, code, "trend (tau)");
    html.open("tr").element("th", rows[i]->area_name, {{"scope", "row"}}).element("td", rows[i]->note);
    html.element("td", std::isnan(quarters) ? std::string() : fmt::format("{:.0f}", quarters), {{"class", "n"}}).element("td", std::isnan(tau) ? std::string() : fmt::format("{:.2f}", tau), {{"class", "n"}});
    html.element("td", p_text(measure(last, code, "p of the trend")), {{"class", "n"}}).close();
  }
  html.close();
  close_table(html);
  tell_more(html, rows.size());
}

/// Overlaps are told by their categories: Jaccard's index stands in no other kind of estimate.
void overlaps(Html& html, const ReportInput& input) {
  for (const IndicatorNote& note : input.indicators) {
    const LastPeriod last = last_period(input, note.id);
    for (const Estimate* row : last.totals) {
      const double jaccard = measure(last, row->area_code, "Jaccard index"), p = measure(last, row->area_code, "p against maps as clustered");
      if (std::isnan(jaccard)) continue;
      html.element("h4", note.name);
      html.element("p", fmt::format("{}, {}: {}. {:.0f}% of the fewer are hotspots of both (Jaccard index {:.2f}); the ranks of the two rates correlate at {:.2f}.{}", row->area_name, core::period_label(last.period), row->note, 100 * row->value, jaccard,
                                    measure(last, row->area_code, "rank correlation"),
                                    std::isnan(p) ? std::string() : fmt::format(" Random maps that are as clustered overlap as much with p {}.", p_text(p))));
    }
  }
}

/// A map whose outlines another map of the page has drawn already points to them: `known` holds their ids by their path.
std::string with_shared_outlines(const std::string& svg, std::unordered_map<std::string, std::string>& known) {
  static constexpr std::string_view kArea = "<path fill=\"", kPath = "\" d=\"", kTitle = "\"><title>", kEnd = "</title></path>";
  std::string out;
  std::size_t at = 0;
  for (std::size_t begin = svg.find(kArea); begin != std::string::npos; begin = svg.find(kArea, at)) {
    const std::size_t fill = begin + kArea.size(), path = svg.find(kPath, fill), title = svg.find(kTitle, fill), end = svg.find(kEnd, fill), next = svg.find('>', fill);
    out.append(svg, at, begin - at);
    at = begin;
    if (path < title && title + 1 == next && end != std::string::npos) {
      const std::string colour = svg.substr(fill, path - fill), words = svg.substr(title + kTitle.size(), end - title - kTitle.size());
      const auto [found, is_new] = known.try_emplace(svg.substr(path + kPath.size(), title - path - kPath.size()), fmt::format("outline-{}", known.size() + 1));
      if (is_new) out += fmt::format("<g fill=\"{}\"><path id=\"{}\" d=\"{}\"/><title>{}</title></g>", colour, found->second, found->first, words);
      else out += fmt::format("<use href=\"#{}\" fill=\"{}\"><title>{}</title></use>", found->second, colour, words);
      at = end + kEnd.size();
    } else {
      out += kArea, at = fill;
    }
  }
  return out.append(svg, at);
}

}  // namespace

void where_part(Page& page) {
  const ReportInput& input = page.input;
  if (input.place_maps.empty()) return;
  Html& html = page.html;
  html.element("h3", "Where: hotspots and overlap", {{"id", "where"}});
  html.element("p", "A small area is hot when its own count is more than usual variation between places gives, or when it is high together with its neighbours; p values are adjusted for the number of areas.");
  std::unordered_map<std::string, std::string> outlines;
  for (const PlaceMap& map : input.place_maps) {
    const LastPeriod last = last_period(input, map.indicator);
    const auto note = std::find_if(input.indicators.begin(), input.indicators.end(), [&](const IndicatorNote& one) { return one.id == map.indicator; });
    const std::string name = note == input.indicators.end() ? map.indicator : note->name;
    html.element("h4", name);
    by_area(html, last, map.kind);
    if (page.is_document()) {
      const std::string file = anchor("places-" + map.indicator + "-" + map.kind);
      page.pictures.push_back({file, charts::as_file(map.svg), name + ". " + map.words});
      html.open("p").shape("img", {{"src", "figures/" + file + ".png"}, {"alt", name + ". " + map.words}, {"style", "width:13cm"}}).close();
      html.open("div", {{"data-custom-style", "Image Caption"}}).element("p", name + ", " + core::period_label(last.period) + ". " + map.words + (input.map_attribution.empty() ? "" : " Boundaries: " + input.map_attribution)).close();
    } else {
      html.open("figure", {{"class", "chart map"}}).markup(page.is_page() && input.place_maps.size() > 1 ? with_shared_outlines(map.svg, outlines) : map.svg).element("figcaption", map.words);
      html.open("p", {{"class", "meta"}}).text("Source: " + (input.map_attribution.empty() ? "the indicator's" : "boundaries " + input.map_attribution) + " \u00B7 " + core::period_label(last.period) + " \u00B7 ").link(fragment("method-" + map.indicator), "How it is worked out").close();
      html.close();
    }
    if (map.kind == "unseen") unseen_list(html, last);
    else if (map.kind == "emerging") pattern_list(html, last);
    else hot_list(html, last);
    if (note != input.indicators.end())
      for (const std::string& caveat : note->caveats) html.element("p", caveat, {{"class", "quiet"}});
  }
  overlaps(html, input);
}

}  // namespace dmp::reports
