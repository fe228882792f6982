#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "core/errors.hpp"
#include "core/number.hpp"
#include "indicators/context.hpp"
#include "indicators/measure.hpp"
#include "indicators/question.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;
using core::Period;

constexpr double kFewRows = 10;

/// Numerator and denominator of one indicator with the periods both are indexed by.
class CountedIndicator {
 public:
  CountedIndicator(Context& context, const IndicatorDefinition& indicator) : context_(context), indicator_(indicator) {}

  Result run() {
    ask();
    find_counted_areas();
    if (!reason_.empty()) {
      result_.reasons.push_back(reason_);
      return std::move(result_);
    }
    const std::vector<Label> cells = cell_labels();
    nothing_to_share_ = has_nothing_to_share();
    if (!nothing_to_share_) reserve(cells);
    for (std::size_t area = 0; area < context_.areas.size(); ++area) {
      if (!context_.areas[area].requested && !has_rows(area)) continue;
      if (!is_counted_for(area)) continue;
      if (stock_) stock_sources_ = std::make_shared<const std::set<std::string>>(context_.coverage.stock_sources(denominator_tables_, area));
      for (std::size_t period = 0; period < periods_.size(); ++period) {
        if (!is_covered(area, period)) continue;
        is_covered_somewhere_ = true;
        if (nothing_to_share_) continue;
        begun_ = begin_draft(context_, indicator_, area, periods_[period]);
        origin_ = origin_of(context_, tables_, area, periods_[period]);
        doubled_ = context_.coverage.doubled(dated_tables_, area, periods_[period]);
        for (const Label& label : cells) {
          if (!is_given(label.key, area)) continue;
          if (label.of_deprivation && !tenths_.contains({area, label.key.category})) continue;
          add(area, period, label);
        }
      }
    }
    drop_empty_shares();
    tell_unplaced();
    gaps_.tell(dated_tables_, result_.reasons);
    if (result_.drafts.empty() && result_.reasons.empty()) result_.reasons.push_back("no period that the sources cover");
    return std::move(result_);
  }

 private:
  /// A cell of the grid with what its figures say of it.
  struct Label {
    CellKey key;
    core::Text age, category_type;
    bool of_deprivation = false;
  };

  void ask() {
    numerator_question_ = question_of(context_.session, context_.catalogue, indicator_, true);
    tables_ = numerator_question_.select.tables;
    const bool has_denominator = !indicator_.denominator.empty();
    if (indicator_.method == Method::proportion && numerator_question_.select.has("hit") == has_denominator)
      throw core::UserError(core::ErrorKind::usage, has_denominator ? "a proportion with 'hit' has a denominator besides" : "the proportion has neither a column 'hit' nor a denominator",
                            indicator_.numerator_place, "give either hit in the numerator, or a denominator");
    Question denominator_question;
    dated_tables_ = numerator_question_.select.tables;
    if (has_denominator) {
      denominator_question = question_of(context_.session, context_.catalogue, indicator_, false);
      const auto& more = denominator_question.select.tables;
      denominator_tables_ = more;
      tables_.insert(tables_.end(), more.begin(), more.end());
      if (denominator_question.timing != Timing::years) dated_tables_.insert(dated_tables_.end(), more.begin(), more.end());
      stock_ = denominator_question.timing == Timing::years;
    }
    for (auto* list : {&tables_, &dated_tables_}) {
      std::sort(list->begin(), list->end());
      list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    reason_ = empty_table(context_, tables_);
    result_.run.tables = context_.coverage.uses(tables_);
    if (!reason_.empty()) return;
    const bool months = numerator_question_.timing == Timing::months || (has_denominator && denominator_question.timing == Timing::months);
    if (months) periods_ = prepare_periods(context_, indicator_.period, dated_tables_);
    if (months && periods_.empty()) {
      reason_ = fmt::format("the sources cover no whole {}", indicator_.period);
      return;
    }
    numerator_ = counted(numerator_question_);
    result_.run.numerator_sql = numerator_->sql;
    if (has_denominator) {
      denominator_ = counted(denominator_question);
      result_.run.denominator_sql = denominator_->sql;
      const auto& cells = denominator_->cells;
      denominator_by_category_ = std::any_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.first.breakdown.category && cell.first.breakdown.by.empty(); });
    }
    if (!months) find_periods();
    find_tenths();
  }

  void find_counted_areas() {
    const auto& types = numerator_question_.area_types;
    for (std::size_t area = 0; area < context_.areas.size(); ++area) counted_areas_.push_back(std::find(types.begin(), types.end(), context_.areas[area].type) != types.end());
  }

  [[nodiscard]] std::shared_ptr<const Counts> counted(const Question& question) const {
    return context_.shared_counts.count(context_.session, question, indicator_.period, question.timing == Timing::months ? periods_ : std::vector<Period>{});
  }

  /// The tenths of deprivation that each area has small areas in: of the others there is nothing to say, not even 0. Where the
  /// indicator is given for small areas too, a tenth's figure is the sum of theirs.
  void find_tenths() {
    const auto& breakdowns = numerator_question_.breakdowns;
    if (std::none_of(breakdowns.begin(), breakdowns.end(), [](const Breakdown& breakdown) { return breakdown.by == "deprivation"; })) return;
    const auto found = engine::fetch(context_.session, "WITH decile AS (" + std::string(kDeprivationSql) + ") SELECT m.position, d.label, d.area_code FROM decile d JOIN model.member m "
                                                           "ON m.member_code = d.area_code WHERE m.position IS NOT NULL ORDER BY ALL");
    const bool adds_up = std::find(indicator_.levels.begin(), indicator_.levels.end(), "small area") != indicator_.levels.end();
    for (const auto& row : found.rows()) {
      const auto area = static_cast<std::size_t>(std::get<long long>(row[0]));
      const std::string& label = std::get<std::string>(row[1]);
      const bool fresh = tenths_.emplace(area, label).second;
      if (!adds_up || context_.areas[area].is_small()) continue;
      if (fresh) result_.groups.push_back({indicator_.id, context_.areas[area].code, "deprivation decile", label, {}});
      result_.groups.back().members.push_back(std::get<std::string>(row[2]));
    }
    const auto uses = context_.coverage.uses({"deprivation"});
    result_.run.tables.insert(result_.run.tables.end(), uses.begin(), uses.end());
  }

  /// Periods that come from the rows themselves.
  void find_periods() {
    if (numerator_question_.timing == Timing::whole) {
      std::set<Month> months;
      for (std::size_t area = 0; area < context_.areas.size(); ++area)
        if (!context_.areas[area].is_small()) {
          const auto& here = context_.coverage.months(dated_tables_, area);
          months.insert(here.begin(), here.end());
        }
      if (!months.empty()) periods_ = {whole_months(*months.begin(), *months.rbegin())};
      else if (context_.profile.period) periods_ = {*context_.profile.period};
      else reason_ = "its rows bear no dates and the profile names no period";
      return;
    }
    std::set<Period> found(numerator_->published.begin(), numerator_->published.end());
    if (!stock_) found.insert(denominator_->published.begin(), denominator_->published.end());
    if (numerator_question_.timing == Timing::years)
      for (const int year : numerator_->years) found.insert(core::calendar_year(year));
    periods_.assign(found.begin(), found.end());
    numerator_ = renumbered(*numerator_, numerator_question_.timing);
    if (!stock_) denominator_ = renumbered(*denominator_, Timing::dates_published);
  }

  /// The counts with periods_ as their periods.
  [[nodiscard]] std::shared_ptr<const Counts> renumbered(const Counts& counts, Timing timing) const {
    auto moved = std::make_shared<Counts>();
    moved->published = counts.published, moved->years = counts.years, moved->fives = counts.fives, moved->areas = counts.areas, moved->sql = counts.sql, moved->straddling = counts.straddling;
    const auto own = [&](CellKey key) {
      const Period period = timing == Timing::years ? core::calendar_year(key.period) : counts.published[static_cast<std::size_t>(key.period)];
      key.period = static_cast<int>(std::lower_bound(periods_.begin(), periods_.end(), period) - periods_.begin());
      return key;
    };
    for (const auto& [key, tally] : counts.cells) moved->cells.insert_or_assign(own(key), tally);
    for (const auto& [key, ages] : counts.ages) moved->ages.insert_or_assign(own(key), ages);
    return moved;
  }

  /// Whether no row says whether it is a hit.
  [[nodiscard]] bool has_nothing_to_share() const {
    const auto& cells = numerator_->cells;
    return numerator_question_.select.has("hit") && std::none_of(cells.begin(), cells.end(), [](const auto& cell) { return cell.second.n > 0; });
  }

  /// A share of nothing everywhere says that the sources do not fill in what it needs, and not that there is none.
  void drop_empty_shares() {
    const auto empty = [](const Draft& draft) { return draft.estimate.suppressed == "not applicable"; };
    if (nothing_to_share_ ? !is_covered_somewhere_ : result_.drafts.empty() || !std::all_of(result_.drafts.begin(), result_.drafts.end(), empty)) return;
    result_.drafts.clear();
    result_.reasons.push_back("no row of its tables belongs to what it is a share of: the columns it needs may be blank");
  }

  /// Rows that name no place belong to no area, the county included: said, so that nothing is dropped in silence. Everybody may read it,
  /// so few are not told exactly.
  void tell_unplaced() {
    const double rows = engine::fetch_number(context_.session, with_select(numerator_question_.select, "counted") + "SELECT count(*) FROM counted WHERE place IS NULL");
    if (rows > 0) result_.reasons.push_back((rows < kFewRows ? "fewer than " + core::exact_text(kFewRows) : core::exact_text(rows)) + " of the rows it counts name no place and are in no area's figure");
  }

  bool has_total(std::size_t area, std::size_t period) const {
    CellKey key;
    key.area = area;
    key.period = static_cast<int>(period);
    return numerator_->cells.contains(key) || (!stock_ && denominator_->cells.contains(key));
  }

  /// Whether any row is about the area at all: most areas that are only compared with have none in an extract of the partnership's own.
  bool has_rows(std::size_t area) const {
    return numerator_->areas.contains(area) || (!stock_ && denominator_->areas.contains(area));
  }

  bool is_covered(std::size_t area, std::size_t period) {
    // England is never rolled up from the profile's areas: only its own rows count.
    const bool requested = context_.areas[area].requested;
    if (context_.areas[area].own_rows_only) return has_total(area, period);
    if (numerator_question_.timing == Timing::months) {
      const auto missing = missing_months(context_, dated_tables_, area, periods_[period]);
      if (!missing.empty() && requested) gaps_.add(context_, dated_tables_, area, periods_[period], missing);
      return missing.empty();
    }
    if (numerator_question_.timing == Timing::whole) {
      const bool dated = std::any_of(dated_tables_.begin(), dated_tables_.end(), [&](const auto& table) { return context_.coverage.has_months(table); });
      return context_.options.assume_covered || !dated || !context_.coverage.months(dated_tables_, area).empty() || has_total(area, period);
    }
    if (!has_total(area, period)) return false;
    if (numerator_question_.timing == Timing::years && requested) return true;
    const auto& parts = context_.areas[area].covered_by;
    return context_.areas[area].is_small() || std::all_of(parts.begin(), parts.end(), [&](std::size_t part) {
             return has_total(part, period) ||
                    std::find(numerator_question_.area_types.begin(), numerator_question_.area_types.end(), context_.areas[part].type) == numerator_question_.area_types.end();
           });
  }

  bool is_counted_for(std::size_t area) const { return counted_areas_[area]; }

  /// Small areas get the total alone.
  bool is_given(const CellKey& label, std::size_t area) const { return label.breakdown == Breakdown{} || !context_.areas[area].is_small(); }

  /// Room for all figures at once: a million of them would be moved a dozen times else.
  void reserve(const std::vector<Label>& cells) {
    std::size_t most = 0;
    for (std::size_t area = 0; area < context_.areas.size(); ++area)
      if (is_counted_for(area) && (context_.areas[area].requested || has_rows(area))) most += context_.areas[area].is_small() ? 1 : cells.size();
    result_.drafts.reserve(most * periods_.size());
  }

  /// Every cell of the grid, in order: the total, then each breakdown with its values.
  std::vector<Label> cell_labels() const {
    std::map<core::Text, std::unordered_set<core::Text>> categories;  // by the column that says them
    for (const auto& [key, tally] : numerator_->cells)
      if (key.breakdown.category && is_counted_for(key.area)) categories[key.breakdown.by].insert(key.category);
    // A tenth in which nothing was counted is 0 where there are people who live in it.
    for (const auto& [area, label] : tenths_) categories["deprivation"].insert(label);
    std::vector<Label> labels;
    for (const Breakdown& breakdown : numerator_question_.breakdowns) {
      std::vector<CellKey> crossed = {CellKey{0, 0, breakdown, {}, {}, -1}};
      const auto cross = [&](std::size_t choices, auto set) {
        std::vector<CellKey> wider;
        for (const CellKey& key : crossed)
          for (std::size_t i = 0; i < choices; ++i) {
            wider.push_back(key);
            set(wider.back(), i);
          }
        crossed = std::move(wider);
      };
      const auto& here = categories[breakdown.by];
      const bool of_deprivation = breakdown.by == "deprivation";
      std::vector<core::Text> listed(here.begin(), here.end());
      std::sort(listed.begin(), listed.end(), [&](const core::Text& a, const core::Text& b) { return of_deprivation ? std::stoi(a) < std::stoi(b) : a < b; });
      if (breakdown.category) cross(listed.size(), [&](CellKey& key, std::size_t i) { key.category = listed[i]; });
      if (breakdown.sex) cross(2, [](CellKey& key, std::size_t i) { key.sex = i == 0 ? "Female" : "Male"; });
      if (breakdown.age) cross(numerator_question_.bands.size(), [](CellKey& key, std::size_t i) { key.band = static_cast<int>(i); });
      for (const CellKey& key : crossed)
        labels.push_back({key, breakdown.age ? numerator_question_.bands[static_cast<std::size_t>(key.band)].label : core::Estimate::kAllAges,
                          breakdown.category ? core::Text(category_type_of(indicator_, breakdown)) : core::Text(), of_deprivation});
    }
    return labels;
  }

  [[nodiscard]] CellKey denominator_key(CellKey key) const {
    if (key.breakdown.category && key.breakdown.by.empty() && !denominator_by_category_) {
      key.breakdown.category = false;
      key.category.clear();
    }
    return key;
  }

  /// The denominator for a cell; NaN where there is none.
  double denominator(const CellKey& numerator_key, std::size_t period, std::string& note, Basis& basis) const {
    const CellKey key = denominator_key(numerator_key);
    if (!stock_) return denominator_->at(key).n;
    const auto stock = stock_of(*denominator_, key, periods_[period]);
    if (!stock) return core::Estimate::kMissing;
    if (note.empty()) note = stock->note;
    basis.denominator_year = stock->year;
    basis.denominator_sources = stock_sources_;
    return stock->value;
  }

  /// As denominator(), in each band of the standard population.
  CountsByAge denominators_by_age(const CellKey& numerator_key, std::size_t period, std::string& note, Basis& basis) const {
    const CellKey key = denominator_key(numerator_key);
    if (!stock_) return denominator_->ages_at(key);
    StockByAge stock = stock_by_age(*denominator_, key, periods_[period]);
    if (stock.year == 0) return stock.people;
    if (note.empty()) note = std::move(stock.note);
    basis.denominator_year = stock.year;
    basis.denominator_sources = stock_sources_;
    return stock.people;
  }

  void add(std::size_t area, std::size_t period, const Label& label) {
    Draft draft = begun_;
    CellKey key = label.key;
    key.area = area;
    key.period = static_cast<int>(period);
    core::Estimate& estimate = draft.estimate;
    if (key.breakdown.sex) estimate.sex = key.sex;
    estimate.age = label.age;
    estimate.category_type = label.category_type;
    if (key.breakdown.category) estimate.category = key.category;
    const Tally tally = numerator_->at(key);
    measure(draft, key, tally, period);
    if (tally.without_person > 0)
      add_note(estimate, tally.without_person == 1 ? "a row that names no person is left out" : core::exact_text(tally.without_person) + " rows that name no person are left out");
    if (denominator_->straddling && key.breakdown.age) withhold(estimate, "missing", "the denominator's age bands lie across those asked for");
    set_sources(origin_, draft);
    if (!doubled_.empty()) add_note(estimate, "counts rows of more than one source for the same months: " + doubled_);
    result_.drafts.push_back(std::move(draft));
  }

  void measure(Draft& draft, const CellKey& key, const Tally& tally, std::size_t period) const {
    core::Estimate& estimate = draft.estimate;
    const bool whole = !numerator_question_.select.has("weight") || numerator_question_.select.type("weight") == engine::ColumnType::integer;
    std::string note;
    switch (indicator_.method) {
      case Method::count: measure_count(estimate, tally.n, whole); break;
      case Method::proportion:
        if (numerator_question_.select.has("hit")) measure_proportion(estimate, tally.hits, tally.n, indicator_.multiplier);
        else measure_proportion(estimate, tally.n, denominator(key, period, note, draft.basis), indicator_.multiplier);
        break;
      case Method::rate: measure_rate(estimate, tally.n, denominator(key, period, note, draft.basis), indicator_.multiplier); break;
      case Method::ratio: measure_ratio(estimate, tally.n, denominator(key, period, note, draft.basis), indicator_.multiplier, whole); break;
      case Method::mean: measure_mean(estimate, tally.rows, numerator_question_.select.has("weight") ? tally.n : 0, tally.squares); break;
      case Method::dsr:
        if (key.breakdown.age) measure_rate(estimate, tally.n, denominator(key, period, note, draft.basis), indicator_.multiplier);
        else standardise(draft, key, tally, period, note);
        break;
      default: throw core::InternalError("a method that counts nothing was computed as a count");
    }
    add_note(estimate, note);
  }

  void standardise(Draft& draft, const CellKey& total, const Tally& tally, std::size_t period, std::string& note) const {
    core::Estimate& estimate = draft.estimate;
    stats::StandardisationSums sums;
    const CountsByAge events = numerator_->ages_at(total), people = denominators_by_age(total, period, note, draft.basis);
    draft.basis.ages.reserve(denominator_->fives.size());
    for (const int each : denominator_->fives) {
      const auto five = static_cast<std::size_t>(each);
      const AgeTally age{in_band(events, five), in_band(people, five), stats::kEsp2013[five]};
      sums.add(age.events, age.population, age.standard);
      draft.basis.ages.push_back(age);
    }
    measure_standardised(estimate, sums, indicator_.multiplier);
    // Counts with fractions add up in another order here: what is below a millionth is no one.
    if (const double left_out = std::round((tally.n - sums.events) * 1e6) / 1e6; left_out > 0) add_note(estimate, core::exact_text(left_out) + " without a known age are left out");
    if (denominator_->straddling) add_note(estimate, "people in age bands wider than five years are left out of the denominator");
  }

  Context& context_;
  const IndicatorDefinition& indicator_;
  Question numerator_question_;
  std::shared_ptr<const Counts> numerator_, denominator_ = std::make_shared<const Counts>();  ///< shared with other indicators
  bool stock_ = false;
  bool denominator_by_category_ = false;
  bool nothing_to_share_ = false, is_covered_somewhere_ = false;
  std::vector<std::string> tables_, dated_tables_, denominator_tables_;
  std::vector<Period> periods_;
  std::vector<bool> counted_areas_;
  std::set<std::pair<std::size_t, core::Text>> tenths_;
  std::shared_ptr<const std::set<std::string>> stock_sources_;  // of the area at hand
  // Of the area and period at hand:
  Draft begun_;
  Origin origin_;
  std::string doubled_;
  Gaps gaps_;
  std::string reason_;
  Result result_;
};

}  // namespace

Result compute_counted(Context& context, const IndicatorDefinition& indicator) { return CountedIndicator(context, indicator).run(); }

}  // namespace dmp::indicators
