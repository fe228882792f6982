#include "reports/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>

namespace dmp::reports {
namespace {

using core::Estimate;
using Rows = std::vector<const Estimate*>;

constexpr std::size_t kMostGroups = 12;
constexpr std::size_t kMostHeadlines = 8;
const std::vector<std::string> kFamilyOrder = {"use", "supply", "crime", "harm", "treatment", "inequality", "context"};

bool is_total(const Estimate& row) { return row.sex == "Persons" && row.age == "All ages" && row.category.empty(); }

bool earlier(const Estimate* a, const Estimate* b) {
  return std::tie(a->period_end, a->period_start, a->period) < std::tie(b->period_end, b->period_start, b->period);
}

/// The distinct periods of some rows, oldest first.
std::vector<std::string> periods_of(const Rows& rows) {
  Rows sorted = rows;
  std::stable_sort(sorted.begin(), sorted.end(), earlier);
  std::vector<std::string> periods;
  std::set<std::string> seen;
  for (const Estimate* row : sorted) {
    if (seen.insert(row->period).second) periods.push_back(row->period);
  }
  return periods;
}

/// The areas that are listed by name: the profile's own in its order, then the others by name.
class AreaList {
 public:
  AreaList(const ReportInput& input, Evidence& evidence) {
    for (const Area& area : input.areas) add(area);
    std::map<std::string, const Estimate*> others;
    for (const Estimate& row : input.estimates) {
      if (!positions_.count(row.area_code) && !small_area_type(row.area_type)) others.emplace(row.area_name + "\n" + row.area_code, &row);
    }
    for (const auto& [name, row] : others) {
      if (positions_.count(row->area_code)) continue;
      evidence.other_areas.push_back({row->area_code, row->area_name, row->area_type});
      add(evidence.other_areas.back());
    }
  }

  /// The area's place in the order, or nothing for a small area.
  [[nodiscard]] std::optional<std::size_t> position(const std::string& code) const {
    const auto found = positions_.find(code);
    if (found == positions_.end()) return {};
    return found->second;
  }
  [[nodiscard]] const Area* area(std::size_t position) const { return areas_[position]; }
  [[nodiscard]] std::size_t size() const { return areas_.size(); }

 private:
  void add(const Area& area) {
    if (positions_.emplace(area.code, areas_.size()).second) areas_.push_back(&area);
  }

  std::unordered_map<std::string, std::size_t> positions_;
  std::vector<const Area*> areas_;
};

std::vector<AreaSeries> series_of(const Rows& totals, const std::vector<std::string>& periods, const AreaList& areas) {
  std::unordered_map<std::string, std::size_t> period_position;
  for (std::size_t i = 0; i < periods.size(); ++i) period_position.emplace(periods[i], i);
  std::vector<AreaSeries> all(areas.size());
  for (const Estimate* row : totals) {
    AreaSeries& series = all[*areas.position(row->area_code)];
    series.area = areas.area(*areas.position(row->area_code));
    series.points.resize(periods.size(), nullptr);
    series.points[period_position.at(row->period)] = row;
  }
  std::erase_if(all, [](const AreaSeries& series) { return series.points.empty(); });
  return all;
}

/// First whole number in a label ("18-24" -> 18, "65+" -> 65), so that age bands come in order; -1 where none.
int first_number(const std::string& label) {
  const std::size_t digit = label.find_first_of("0123456789");
  if (digit == std::string::npos) return -1;
  int number = 0;
  for (std::size_t i = digit; i < label.size() && label[i] >= '0' && label[i] <= '9' && number < 100000; ++i) number = number * 10 + (label[i] - '0');
  return number;
}

/// What a row is split by ("Sex and age") and its group's label ("Female, 18-24").
std::pair<std::string, std::string> split_of(const Estimate& row, const std::map<std::string, std::string>& drug_names) {
  std::vector<std::string> dimensions, labels;
  if (row.sex != "Persons") dimensions.emplace_back("sex"), labels.push_back(row.sex);
  if (row.age != "All ages") dimensions.emplace_back("age"), labels.push_back(row.age);
  if (!row.category.empty()) dimensions.push_back(row.category_type.empty() ? "category" : row.category_type), labels.push_back(row.category_type == "drug" || row.category_type == "drug and basis" ? drug_label(drug_names, row.category) : row.category.str());
  std::string label;
  for (const std::string& part : labels) label += (label.empty() ? "" : ", ") + part;
  std::string title = capitalised(listed(dimensions));
  std::replace(title.begin(), title.end(), '_', ' ');
  return {title, capitalised(label)};
}

/// How big a group is in the first area that has a figure for it: what categories are ranked by.
double weight_of(const Rows& cells) {
  for (const Estimate* cell : cells) {
    if (cell && shown(*cell)) return std::isnan(cell->count) ? cell->value : cell->count;
  }
  return -1;
}

Breakdown breakdown_of(const std::string& title, const Rows& rows, const AreaList& areas, const std::map<std::string, std::string>& drug_names) {
  Breakdown breakdown;
  breakdown.title = title;
  breakdown.period = periods_of(rows).back();
  std::map<std::string, Rows> groups;
  std::set<std::size_t> used;
  for (const Estimate* row : rows) {
    if (row->period != breakdown.period) continue;
    Rows& cells = groups[split_of(*row, drug_names).second];
    cells.resize(areas.size(), nullptr);
    cells[*areas.position(row->area_code)] = row;
    used.insert(*areas.position(row->area_code));
  }
  for (const std::size_t position : used) breakdown.areas.push_back(areas.area(position));
  std::vector<std::pair<std::string, Rows>> ordered(groups.begin(), groups.end());
  const bool by_age = title == "Age" || title == "Sex and age";
  std::stable_sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) {
    if (by_age) return first_number(a.first) < first_number(b.first);
    return weight_of(a.second) > weight_of(b.second);
  });
  const std::size_t most = title == "Sex and age" ? 2 * kMostGroups : title == "Age" ? 20 : kMostGroups;
  breakdown.left_out = ordered.size() > most ? ordered.size() - most : 0;
  for (std::size_t i = 0; i < std::min(most, ordered.size()); ++i) {
    breakdown.groups.push_back(ordered[i].first);
    Rows cells;
    for (const std::size_t position : used) cells.push_back(ordered[i].second[position]);
    breakdown.cells.push_back(std::move(cells));
  }
  return breakdown;
}

void set_style(IndicatorEvidence& evidence, const Rows& rows) {
  double largest = 0;
  bool whole = true;
  for (const Estimate* row : rows) {
    if (!shown(*row) || (!evidence.note->unit.empty() && row->unit != evidence.note->unit)) continue;  // p and z beside a count of places
    largest = std::max(largest, std::fabs(row->value));
    whole = whole && row->value == std::floor(row->value);
  }
  evidence.style = number_style(evidence.note->unit, largest, whole);
}

void set_sources(IndicatorEvidence& evidence, const Rows& rows) {
  std::set<std::string_view> texts;
  for (const Estimate* row : rows) texts.insert(row->sources);
  std::set<std::string> seen;
  for (std::string_view text : texts) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(';'), text.size());
      std::string id(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      id.erase(0, std::min(id.find_first_not_of(' '), id.size()));
      if (!id.empty() && seen.insert(id).second) evidence.sources.push_back(id);
    }
  }
}

void set_small_areas(IndicatorEvidence& evidence, const Rows& rows) {
  if (rows.empty()) return;
  evidence.small_area_period = periods_of(rows).back();
  for (const Estimate* row : rows) {
    if (row->period == evidence.small_area_period) evidence.small_areas.push_back(row);
  }
  std::stable_sort(evidence.small_areas.begin(), evidence.small_areas.end(), [](const Estimate* a, const Estimate* b) {
    if (shown(*a) != shown(*b)) return shown(*a);
    if (shown(*a) && a->value != b->value) return a->value > b->value;
    return std::tie(a->area_name, a->area_code) < std::tie(b->area_name, b->area_code);
  });
}

IndicatorEvidence evidence_of(const IndicatorNote& note, const Rows& rows, const AreaList& areas, const std::map<std::string, std::string>& drug_names) {
  IndicatorEvidence evidence;
  evidence.note = &note;
  set_style(evidence, rows);
  set_sources(evidence, rows);
  Rows totals, small;
  std::map<std::string, Rows> split;
  for (const Estimate* row : rows) {
    const bool listed_area = areas.position(row->area_code).has_value();
    if (listed_area && is_total(*row)) totals.push_back(row);
    if (listed_area && !is_total(*row)) split[split_of(*row, drug_names).first].push_back(row);
    if (!listed_area && is_total(*row)) small.push_back(row);
  }
  evidence.periods = periods_of(totals);
  evidence.series = series_of(totals, evidence.periods, areas);
  for (const auto& [title, part] : split) evidence.breakdowns.push_back(breakdown_of(title, part, areas, drug_names));
  set_small_areas(evidence, small);
  return evidence;
}

void group_by_family(Evidence& evidence) {
  const auto add = [&](const std::string& family, auto belongs) {
    std::vector<const IndicatorEvidence*> members;
    for (const IndicatorEvidence& indicator : evidence.indicators) {
      if (belongs(indicator.note->family)) members.push_back(&indicator);
    }
    if (!members.empty()) evidence.families.emplace_back(family, std::move(members));
  };
  const auto known = [](const std::string& family) { return std::find(kFamilyOrder.begin(), kFamilyOrder.end(), family) != kFamilyOrder.end(); };
  for (const std::string& family : kFamilyOrder) {
    add(family, [&](const std::string& own) { return own == family; });
  }
  add("other", [&](const std::string& own) { return !known(own); });
}

bool stands_for(const std::string& pattern, const std::string& id) {
  return pattern.ends_with('*') ? id.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1)) : pattern == id;
}

/// Named indicators first, in the chapter's order, then those of its families; the rest in the last chapter.
void group_by_chapter(const ReportInput& input, Evidence& evidence) {
  for (const auto& [family, members] : evidence.families) {
    if (!input.chapters.empty()) break;
    evidence.made_chapters.push_back({family, std::string(family_title(family)), std::string(family_introduction(family)), {family}, {}, {}});
  }
  const auto add = [&](const Chapter& chapter) { evidence.chapters.emplace_back(&chapter, std::vector<const IndicatorEvidence*>()); };
  for (const Chapter& chapter : input.chapters) add(chapter);
  for (const Chapter& chapter : evidence.made_chapters) add(chapter);
  std::set<const IndicatorEvidence*> placed;
  for (auto& [chapter, members] : evidence.chapters)
    for (const std::string& pattern : chapter->indicators)
      for (const IndicatorEvidence& own : evidence.indicators)
        if (stands_for(pattern, own.note->id) && placed.insert(&own).second) members.push_back(&own);
  for (auto& [chapter, members] : evidence.chapters)
    for (const auto& [family, of_family] : evidence.families)
      if (std::find(chapter->families.begin(), chapter->families.end(), family) != chapter->families.end())
        for (const IndicatorEvidence* own : of_family)
          if (placed.insert(own).second) members.push_back(own);
  if (evidence.chapters.empty()) return;
  for (const IndicatorEvidence& own : evidence.indicators)
    if (placed.insert(&own).second) evidence.chapters.back().second.push_back(&own);
}

int tier_rank(const std::string& tier) { return tier == "headline" ? 0 : tier == "supporting" ? 1 : 2; }

bool differs(const Estimate& row) { return row.significance != "similar" && row.significance != "not compared" && !row.significance.empty(); }

}  // namespace

const core::Estimate* AreaSeries::latest() const {
  const auto found = std::find_if(points.rbegin(), points.rend(), [](const Estimate* point) { return point != nullptr; });
  return found == points.rend() ? nullptr : *found;
}

const core::Estimate* IndicatorEvidence::principal() const { return series.empty() ? nullptr : series.front().latest(); }

const Breakdown* division_of(const IndicatorEvidence& own) {
  if (own.style.suffix != "%" || own.series.empty()) return nullptr;
  for (const AreaSeries& series : own.series)
    if (const Estimate* latest = series.latest(); !shown(*latest) || latest->value != 100) return nullptr;
  for (const Breakdown& breakdown : own.breakdowns) {
    double sum = 0;
    for (const std::vector<const Estimate*>& cells : breakdown.cells) sum += cells.front() && shown(*cells.front()) ? cells.front()->value : 0;
    if (breakdown.groups.size() > 1 && breakdown.left_out == 0 && sum > 50 && sum < 100.5) return &breakdown;
  }
  return nullptr;
}

bool small_area_type(const std::string& area_type) {
  static const std::set<std::string> kTypes = {"small area", "ward", "lsoa", "msoa", "neighbourhood", "LSOA", "MSOA"};
  return kTypes.count(area_type) > 0;
}

Evidence gather(const ReportInput& input) {
  Evidence evidence;
  const AreaList areas(input, evidence);
  for (const SourceNote& source : input.sources) evidence.sources.emplace(source.id, &source);

  std::unordered_map<std::string, std::size_t> position;
  std::vector<const IndicatorNote*> notes;
  for (const IndicatorNote& note : input.indicators) {
    if (position.emplace(note.id, notes.size()).second) notes.push_back(&note);
  }
  std::vector<Rows> rows(notes.size());
  for (const Estimate& row : input.estimates) {
    auto found = position.find(row.indicator_id);
    if (found == position.end()) {
      IndicatorNote note;
      note.id = row.indicator_id, note.name = row.indicator_name, note.unit = row.unit, note.domain = row.domain;
      note.polarity = row.polarity, note.quality = row.quality, note.method = row.method;
      evidence.unnamed.push_back(std::move(note));
      found = position.emplace(row.indicator_id, notes.size()).first;
      notes.push_back(&evidence.unnamed.back());
      rows.emplace_back();
    }
    rows[found->second].push_back(&row);
  }
  evidence.indicators.reserve(notes.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (!rows[i].empty()) evidence.indicators.push_back(evidence_of(*notes[i], rows[i], areas, input.drug_names));
  }
  group_by_family(evidence);
  group_by_chapter(input, evidence);
  for (const core::Comparison& comparison : input.comparisons) evidence.comparisons[comparison.estimate_id].push_back(&comparison);
  return evidence;
}

std::vector<Headline> headlines_of(const ReportInput& input, const Evidence& evidence) {
  const auto usable = [](const IndicatorEvidence& indicator) { return indicator.principal() && shown(*indicator.principal()) && !division_of(indicator); };
  std::vector<Headline> chosen;
  for (const std::string& wanted : input.headlines) {
    const std::string id = wanted.substr(0, wanted.find(':')), area = wanted.substr(std::min(wanted.size(), id.size() + 1));
    for (const IndicatorEvidence& indicator : evidence.indicators) {
      if (indicator.note->id != id) continue;
      for (const AreaSeries& series : indicator.series) {
        if ((!area.empty() && series.area->code != area) || !series.latest() || !shown(*series.latest())) continue;
        chosen.push_back({&indicator, &series});
        break;
      }
    }
  }
  if (!chosen.empty()) return chosen;
  const auto elsewhere = [&](const IndicatorEvidence& indicator) { return input.areas.empty() || indicator.series.front().area->code != input.areas.front().code; };
  std::vector<std::vector<const IndicatorEvidence*>> queues;
  for (const auto& [family, members] : evidence.families) {
    if (family == "context" || family == "other" || family == "inequality") continue;
    std::vector<const IndicatorEvidence*> queue;
    std::copy_if(members.begin(), members.end(), std::back_inserter(queue), [&](const auto* indicator) { return usable(*indicator); });
    std::stable_sort(queue.begin(), queue.end(), [&](const auto* a, const auto* b) {
      return std::make_tuple(elsewhere(*a), tier_rank(a->note->tier), !differs(*a->principal())) <
             std::make_tuple(elsewhere(*b), tier_rank(b->note->tier), !differs(*b->principal()));
    });
    queues.push_back(std::move(queue));
  }
  for (std::size_t turn = 0; chosen.size() < kMostHeadlines && turn < input.indicators.size() + evidence.unnamed.size(); ++turn) {
    for (const auto& queue : queues) {
      if (turn < queue.size() && chosen.size() < kMostHeadlines) chosen.push_back({queue[turn], &queue[turn]->series.front()});
    }
  }
  return chosen;
}

}  // namespace dmp::reports
