#include "indicators/compute.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <iterator>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>

#include "catalogue/glob.hpp"
#include "core/errors.hpp"
#include "indicators/comparators.hpp"
#include "indicators/context.hpp"

namespace dmp::indicators {
namespace {

using catalogue::IndicatorDefinition;
using catalogue::Method;

bool is_wanted(const std::string& id, const catalogue::Profile& profile, const Options& options) {
  if (!options.only.empty()) return std::find(options.only.begin(), options.only.end(), id) != options.only.end();
  return profile.indicators.empty() || std::any_of(profile.indicators.begin(), profile.indicators.end(), [&](const std::string& pattern) { return catalogue::fits_glob(id, pattern); });
}

Result compute(Context& context, const IndicatorDefinition& indicator) {
  switch (indicator.method) {
    case Method::published: return compute_published(context, indicator);
    case Method::unmet_need: return compute_unmet_need(context, indicator);
    case Method::survival: return compute_survival(context, indicator);
    case Method::representation: return compute_representation(context, indicator);
    case Method::slope_index: return compute_slope_index(context, indicator);
    case Method::deprivation_outlier: return compute_deprivation_outliers(context, indicator);
    default: return compute_counted(context, indicator);
  }
}

std::string id_of(const core::Estimate& estimate) {
  std::string id = estimate.indicator_id + ":" + estimate.area_code + ":" + estimate.period;
  if (estimate.sex != "Persons") id += ":sex=" + estimate.sex;
  if (estimate.age != "All ages") id += ":age=" + estimate.age;
  if (!estimate.category.empty()) id += ":" + estimate.category_type + "=" + estimate.category;
  return id;
}

/// The same figure published twice, as when two files hold the same year.
bool says_the_same(const core::Estimate& a, const core::Estimate& b) {
  return (a.value == b.value || (std::isnan(a.value) && std::isnan(b.value))) && a.suppressed == b.suppressed;
}

/// One indicator as a worker leaves it.
struct Computed {
  std::vector<Draft> drafts;  ///< ids of those to be shown are unique
  Comparables comparables;
  IndicatorRun run;
  std::vector<std::string> reasons;
  std::vector<DeprivationGroup> groups;
  std::exception_ptr fault;
};

/// Keeps what the estimates of the profile's areas may be put beside: figures made only to be compared with, and what figures rest on.
void keep_to_compare(Comparables& comparables, Bases& bases, Draft& draft) {
  const core::Text& type = draft.estimate.area_type;
  if (type == "small area" || type == "middle area" || type == "ward") return;
  Basis& basis = draft.basis;
  if (!basis.vintage.empty() || basis.denominator_year || basis.best_fit || !basis.ages.empty()) bases[draft.estimate.estimate_id] = std::move(basis);
  if (!draft.shown) comparables.others.push_back(draft.estimate);
}

/// One indicator's figures, whose ids must be unique.
Computed compute_one(Context& context, const IndicatorDefinition& indicator) {
  Computed computed;
  Result result = compute(context, indicator);
  compare(result.drafts, indicator, context.profile, context.areas);
  follow(result.drafts, indicator, context.profile);
  std::unordered_map<std::string_view, const core::Estimate*> ids;
  ids.reserve(result.drafts.size());
  Bases& bases = computed.comparables.bases[core::Text(indicator.id)];
  for (Draft& draft : result.drafts) {
    draft.estimate.estimate_id = id_of(draft.estimate);
    keep_to_compare(computed.comparables, bases, draft);
    if (!draft.shown) continue;
    const auto [before, is_new] = ids.emplace(draft.estimate.estimate_id, &draft.estimate);
    if (is_new) continue;
    if (indicator.method != Method::published || !says_the_same(*before->second, draft.estimate))
      throw core::UserError(core::ErrorKind::usage, "the SQL gives two rows for the same estimate, " + draft.estimate.estimate_id, indicator.numerator_place,
                            "narrow its WHERE, or tell the rows apart by sex, age or category");
    draft.shown = false;
  }
  computed.run = std::move(result.run);
  computed.run.indicator = indicator.id;
  computed.run.estimates = ids.size();
  computed.reasons = std::move(result.reasons);
  if (ids.empty() && computed.reasons.empty()) computed.reasons.emplace_back("none of its figures is about an area of the profile and of its levels");
  computed.groups = std::move(result.groups);
  computed.drafts = std::move(result.drafts);
  return computed;
}

/// Puts together what the workers give, in the indicators' order and each as soon as all before it are there: the figures of a country
/// are hundreds of megabytes, which one thread moves while the others go on computing.
class Gathering {
 public:
  explicit Gathering(std::size_t indicators) : waiting_(indicators) {}

  void take(std::size_t indicator, Computed computed) {
    std::unique_lock lock(mutex_);
    waiting_[indicator] = std::move(computed);
    if (appending_) return;
    appending_ = true;
    while (next_ < waiting_.size() && waiting_[next_]) {
      Computed one = std::move(*waiting_[next_++]);
      lock.unlock();
      append(std::move(one));
      lock.lock();
    }
    appending_ = false;
  }

  /// Once all are there; throws the first fault in the indicators' order.
  Computation finish() {
    if (fault_) std::rethrow_exception(fault_);
    return std::move(computation_);
  }

 private:
  void append(Computed one) {
    if (one.fault && !fault_) fault_ = one.fault;
    if (fault_) return;
    for (Draft& draft : one.drafts)
      if (draft.shown) computation_.estimates.push_back(std::move(draft.estimate));
    for (auto& reason : one.reasons) computation_.skipped.push_back({one.run.indicator, std::move(reason)});
    std::move(one.comparables.others.begin(), one.comparables.others.end(), std::back_inserter(computation_.comparables.others));
    computation_.comparables.bases.merge(one.comparables.bases);
    std::move(one.groups.begin(), one.groups.end(), std::back_inserter(computation_.groups));
    computation_.runs.push_back(std::move(one.run));
  }

  std::mutex mutex_;
  std::vector<std::optional<Computed>> waiting_;
  std::size_t next_ = 0;
  bool appending_ = false;  ///< some thread is about what follows, outside the lock
  Computation computation_;
  std::exception_ptr fault_;
};

/// Computes the indicators on several connections at once.
Computation compute_all(engine::Session& session, Context& shared, const std::vector<const IndicatorDefinition*>& wanted, const Progress& progress) {
  Gathering gathering(wanted.size());
  std::atomic<std::size_t> next{0}, done{0};
  std::mutex telling;
  const auto work = [&](engine::Session& own) {
    Context context{own, shared.catalogue, shared.profile, shared.options, shared.areas, shared.coverage, shared.shared_counts};
    for (std::size_t i = next++; i < wanted.size(); i = next++) {
      Computed computed;
      try {
        computed = compute_one(context, *wanted[i]);
      } catch (...) {
        computed.fault = std::current_exception();
      }
      gathering.take(i, std::move(computed));
      const std::lock_guard lock(telling);
      if (progress) progress(++done, wanted.size(), wanted[i]->id);
    }
  };
  const std::size_t asked = shared.options.threads ? shared.options.threads : std::clamp(std::thread::hardware_concurrency(), 1u, 4u);
  std::vector<std::unique_ptr<engine::Session>> sessions;
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min(asked, wanted.size()); ++i) {
    sessions.push_back(session.connect());
    workers.emplace_back(work, std::ref(*sessions.back()));
  }
  workers.clear();
  return gathering.finish();
}

void write_groups(engine::Session& session, const std::vector<DeprivationGroup>& groups) {
  session.execute("CREATE OR REPLACE TABLE model.deprivation_group (indicator VARCHAR, area_code VARCHAR, category_type VARCHAR, category VARCHAR, member_code VARCHAR)");
  std::string rows;
  for (const DeprivationGroup& group : groups)
    for (const std::string& member : group.members) {
      rows += rows.empty() ? "(" : ", (";
      for (const std::string* text : {&group.indicator, &group.area_code, &group.category_type, &group.category}) rows += engine::quoted_text(*text) + ", ";
      rows += engine::quoted_text(member) + ")";
    }
  if (!rows.empty()) session.execute("INSERT INTO model.deprivation_group VALUES " + rows);
}

}  // namespace

Computation compute_estimates(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const Options& options, const Progress& progress) {
  session.execute("BEGIN");
  prepare_lookups(session, catalogue, profile);
  session.execute("COMMIT");
  const ComparatorGroups comparators = choose_comparators(session, catalogue, profile);
  const Areas areas = prepare_areas(session, catalogue, profile, compared_areas(comparators, profile));
  Coverage coverage(session, catalogue, areas, profile.period, options.assume_covered);
  std::vector<const IndicatorDefinition*> wanted;
  for (const auto& [id, indicator] : catalogue.indicators)
    if (indicator.method != Method::market && indicator.layers.empty() && is_wanted(id, profile, options)) wanted.push_back(&indicator);
  SharedCounts shared_counts(wanted);
  Context context{session, catalogue, profile, options, areas, coverage, shared_counts};
  Computation computation = compute_all(session, context, wanted, progress);
  coverage.write();
  computation.disagreements = compare_with_twins(computation.estimates, catalogue);
  write_groups(session, computation.groups);
  computation.comparators = comparators;
  computation.comparisons = compare_with_groups(computation.estimates, computation.comparables, comparators, catalogue, profile);
  return computation;
}

}  // namespace dmp::indicators
