#include "markets/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "markets/evidence.hpp"
#include "stats/order_statistics.hpp"
#include "stats/parallel.hpp"

namespace dmp::markets {
namespace {

constexpr std::size_t kPiece = 4096;

double log_of(double x) { return std::log(std::max(x, 1e-300)); }

/// Parameters that move together are learned together: each column's group, named by its first.
std::vector<std::vector<std::size_t>> groups_of(const Question& question) {
  std::vector<std::vector<std::size_t>> groups;
  std::map<std::size_t, std::size_t> group_of_leader;
  for (const std::size_t k : question.uncertain()) {
    const std::size_t leader = question.model().parameters().leader(k);
    const auto [place, fresh] = group_of_leader.emplace(leader, groups.size());
    if (fresh) groups.emplace_back();
    groups[place->second].push_back(k);
  }
  return groups;
}

std::string name_of(const Question& question, const std::vector<std::size_t>& group) {
  std::string name;
  for (const std::size_t k : group) name += (name.empty() ? "" : " + ") + question.model().parameters().all()[k].id;
  return name;
}

/// Sums over a piece of the base draws, for one group.
struct Sums {
  double first = 0, total = 0;
};

struct PieceSums {
  double sum = 0, squares = 0;
  std::vector<Sums> groups;
};

PieceSums sums_of(const Question& question, const Settings& settings, const std::vector<std::vector<std::size_t>>& groups, std::size_t begin, std::size_t n) {
  const ParameterSet& set = question.model().parameters();
  const double middle = log_of(question.answer(set.medians())[0]);
  Block a(set.size(), n), b(set.size(), n);
  set.fill(settings.seed, 1, begin, a);
  set.fill(settings.seed, 2, begin, b);
  const auto answer = [&](const Block& block) {
    std::vector<double> y = question.answer(block);
    // Counted from the middle: the estimator of the first order is the quieter the nearer its mean is to 0.
    for (double& v : y) v = log_of(v) - middle;
    return y;
  };
  const std::vector<double> of_a = answer(a), of_b = answer(b);
  PieceSums sums;
  for (std::size_t i = 0; i < n; ++i) sums.sum += of_a[i] + of_b[i], sums.squares += of_a[i] * of_a[i] + of_b[i] * of_b[i];
  for (const auto& group : groups) {
    // Parameters that move together are one group, so the values themselves may change sides.
    const auto change_sides = [&] {
      for (const std::size_t k : group) std::swap_ranges(a.column(k).begin(), a.column(k).end(), b.column(k).begin());
    };
    change_sides();
    const std::vector<double> y = answer(a);
    change_sides();
    Sums own;
    for (std::size_t i = 0; i < n; ++i) {
      own.first += of_b[i] * (y[i] - of_a[i]);
      own.total += (of_a[i] - y[i]) * (of_a[i] - y[i]);
    }
    sums.groups.push_back(own);
  }
  return sums;
}

double width_of(std::span<const double> draws) {
  static constexpr double kEnds[] = {0.025, 0.975};
  const auto ends = stats::quantiles_of(draws, kEnds);
  return ends[1] - ends[0];
}

/// Width of the central 95% of weighted draws; order sorts the draws.
double weighted_width(const std::vector<double>& draws, const std::vector<std::size_t>& order, const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  double sum = 0, low = draws[order.front()], high = draws[order.back()];
  bool low_found = false;
  for (const std::size_t i : order) {
    sum += weights[i];
    if (!low_found && sum >= 0.025 * total) low = draws[i], low_found = true;
    if (sum >= 0.975 * total) {
      high = draws[i];
      break;
    }
  }
  return high - low;
}

/// Whether some parameter moves with one that is known and is not known itself.
bool is_partly_known(const ParameterSet& set, const std::vector<std::size_t>& known) {
  for (const std::size_t k : known)
    for (const std::size_t other : set.companions(k))
      if (std::find(known.begin(), known.end(), other) == known.end()) return true;
  return false;
}

constexpr std::size_t kShares = 16;   ///< parts of the outer draws, each with a block of its own

/// What is left when some parameters are known: they are held at one draw after the other, the rest is drawn anew.
double width_when_known(const Question& question, const Settings& settings, const std::vector<std::size_t>& known, std::size_t outer, std::size_t inner) {
  const ParameterSet& set = question.model().parameters();
  const bool partly = is_partly_known(set, known);
  Block answers(set.size(), outer), rest(set.size(), inner);
  set.fill_probabilities(settings.seed, 3, 0, answers);
  set.fill_probabilities(settings.seed, 4, 0, rest);
  // Values do as well as probabilities, and are made once, unless an unknown parameter moves with a known one.
  if (!partly) set.to_values(answers), set.to_values(rest);
  std::vector<double> widths(outer);
  stats::for_each_index(std::min(kShares, outer), settings.threads, [&](std::size_t share) {
    Block block = rest;
    for (std::size_t j = share; j < outer; j += kShares) {
      if (partly) block = rest;
      for (const std::size_t k : known) std::fill(block.column(k).begin(), block.column(k).end(), answers.column(k)[j]);
      if (partly) set.to_values(block);
      widths[j] = width_of(question.answer(block));
    }
  });
  return std::accumulate(widths.begin(), widths.end(), 0.0) / static_cast<double>(outer);
}

/// What is left when a result is measured with an error on its logarithm: draws are weighted by how well they fit each measurement.
double width_when_measured(const Question& question, const Settings& settings, const catalogue::MarketDataset& dataset, std::size_t outer, std::size_t inner) {
  const ParameterSet& set = question.model().parameters();
  Block block(set.size(), 2 * inner);
  set.fill(settings.seed, 4, 0, block);
  const std::vector<double> result = question.answer(block);
  std::vector<double> measured = Question(question.model(), question.area(), dataset.measures, question.corrections()).answer(block);
  for (double& m : measured) m = log_of(m);
  std::vector<std::size_t> order(result.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return result[a] < result[b]; });
  std::vector<double> widths(outer);
  stats::for_each_index(outer, settings.threads, [&](std::size_t j) {
    std::vector<double> weights(result.size());
    // The first draws serve as truths; the error of the measurement widens what they would show, so the truth itself is the middle one.
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double z = (measured[i] - measured[j]) / dataset.relative_error;
      weights[i] = std::exp(-0.5 * z * z);
    }
    widths[j] = weighted_width(result, order, weights);
  });
  return std::accumulate(widths.begin(), widths.end(), 0.0) / static_cast<double>(outer);
}

std::vector<catalogue::MarketDataset> datasets_of(const catalogue::Catalogue& catalogue, const catalogue::MarketDefinition& drug) {
  std::vector<catalogue::MarketDataset> datasets;
  if (const auto shared = catalogue.markets.find("common"); shared != catalogue.markets.end()) datasets = shared->second.datasets;
  datasets.insert(datasets.end(), drug.datasets.begin(), drug.datasets.end());
  return datasets;
}

bool tells(const catalogue::MarketDataset& dataset, const catalogue::MarketParameter& parameter) {
  const auto holds = [](const std::vector<std::string>& list, const std::string& name) { return std::find(list.begin(), list.end(), name) != list.end(); };
  return holds(dataset.roles, parameter.role) && (dataset.user_types.empty() || holds(dataset.user_types, parameter.user_type));
}

}  // namespace

Question::Question(const DemandModel& model, std::size_t area, std::string output, Corrections corrections)
    : model_(&model), area_(area), output_(std::move(output)), corrections_(std::move(corrections)) {
  std::vector<std::string> known = {"users"};
  if (model.has_consumption()) known = {"users", "quantity", "quantity_pure", "spend", "spend_per_user", "doses", "price", "price_per_pure_gram"};
  if (std::find(known.begin(), known.end(), output_) == known.end())
    throw core::UserError(core::ErrorKind::usage, "the model of " + model.drug().id + " gives no '" + output_ + "'", "choose a result." + core::suggestion(output_, known));
}

std::vector<double> Question::answer(const Block& values) const {
  std::vector<double> result(values.draws(), 1);
  const bool of_one = output_ == "spend_per_user" || output_ == "price" || output_ == "price_per_pure_gram";
  if (!of_one) model_->users(values, area_, corrections_, result);
  if (output_ == "users") return result;
  Consumption one(values.draws());
  model_->consumption(values, one);
  const std::vector<double>& factor = output_ == "quantity" ? one.grams : output_ == "quantity_pure" ? one.pure_grams : output_ == "doses" ? one.doses : output_ == "price" ? one.price_per_gram
                                      : output_ == "price_per_pure_gram" ? one.price_per_pure_gram : one.spend;
  const double kilograms = output_ == "quantity" || output_ == "quantity_pure" ? 0.001 : 1;
  for (std::size_t i = 0; i < result.size(); ++i) result[i] *= factor[i] * kilograms;
  return result;
}

std::vector<std::size_t> Question::uncertain() const {
  const ParameterSet& set = model_->parameters();
  const Block middle = set.medians();
  std::vector<std::size_t> columns;
  for (std::size_t k = 0; k < set.size(); ++k) {
    if (set.all()[k].sampler.is_fixed()) continue;
    Block low = middle, high = middle;
    low.column(k)[0] = set.all()[k].sampler.quantile(0.1);
    high.column(k)[0] = set.all()[k].sampler.quantile(0.9);
    if (answer(low)[0] != answer(high)[0]) columns.push_back(k);
  }
  return columns;
}

std::string parameter_label(const std::string& id, const MarketInputs& inputs) {
  if (const std::size_t plus = id.find(" + "); plus != std::string::npos) return parameter_label(id.substr(0, plus), inputs) + " + " + parameter_label(id.substr(plus + 3), inputs);
  std::string words = id.substr(id.find('.') + 1), area;
  if (const std::size_t dot = words.rfind('.'); dot != std::string::npos)
    if (const std::size_t place = place_of_area(inputs, words.substr(dot + 1)); place < inputs.areas.size()) area = inputs.areas[place].name, words.resize(dot);
  std::string label;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto is_digit = [&](std::size_t at) { return at < words.size() && words[at] >= '0' && words[at] <= '9'; };
    const bool decimal = words[i] == '.' && i > 0 && is_digit(i - 1) && is_digit(i + 1);
    if (words[i] == '.' && !decimal) label += ", ";
    else label += words[i] == '_' ? ' ' : words[i];
  }
  // Prices are by the size of what is bought.
  if (label.starts_with("price, ") && label.find_first_not_of("0123456789.", 7) == std::string::npos) label = "price of " + label.substr(7) + " g";
  return area.empty() ? label : label + ", " + area;
}

std::vector<TornadoBar> tornado(const Question& question) {
  const ParameterSet& set = question.model().parameters();
  const Block middle = set.medians();
  std::vector<TornadoBar> bars;
  for (const std::size_t k : question.uncertain()) {
    const Parameter& parameter = set.all()[k];
    TornadoBar bar{parameter.id, parameter.definition.unit, parameter.sampler.quantile(0.1), parameter.sampler.quantile(0.9), 0, 0};
    Block block = middle;
    block.column(k)[0] = bar.low_value;
    bar.low = question.answer(block)[0];
    block.column(k)[0] = bar.high_value;
    bar.high = question.answer(block)[0];
    bar.low_value /= parameter.definition.factor;
    bar.high_value /= parameter.definition.factor;
    bars.push_back(bar);
  }
  std::stable_sort(bars.begin(), bars.end(), [](const TornadoBar& a, const TornadoBar& b) { return std::fabs(a.high - a.low) > std::fabs(b.high - b.low); });
  return bars;
}

std::vector<SobolIndex> sobol_indices(const Question& question, const Settings& settings, std::size_t base) {
  const auto groups = groups_of(question);
  const std::size_t pieces = (base + kPiece - 1) / kPiece;
  std::vector<PieceSums> of_pieces(pieces);
  stats::for_each_index(pieces, settings.threads, [&](std::size_t p) { of_pieces[p] = sums_of(question, settings, groups, p * kPiece, std::min(kPiece, base - p * kPiece)); });
  PieceSums all;
  all.groups.resize(groups.size());
  for (const PieceSums& piece : of_pieces) {
    all.sum += piece.sum, all.squares += piece.squares;
    for (std::size_t g = 0; g < groups.size(); ++g) all.groups[g].first += piece.groups[g].first, all.groups[g].total += piece.groups[g].total;
  }
  const auto n = static_cast<double>(base);
  const double mean = all.sum / (2 * n), variance = all.squares / (2 * n) - mean * mean;
  std::vector<SobolIndex> indices;
  for (std::size_t g = 0; g < groups.size(); ++g)
    indices.push_back({name_of(question, groups[g]), variance > 0 ? all.groups[g].first / n / variance : 0, variance > 0 ? all.groups[g].total / (2 * n) / variance : 0});
  std::stable_sort(indices.begin(), indices.end(), [](const SobolIndex& a, const SobolIndex& b) { return a.total > b.total; });
  return indices;
}

std::vector<InformationValue> information_values(const Question& question, const catalogue::Catalogue& catalogue, const Settings& settings, std::size_t outer, std::size_t inner) {
  const ParameterSet& set = question.model().parameters();
  const double now = width_when_known(question, settings, {}, 1, 16 * inner);
  std::vector<InformationValue> values;
  const std::vector<std::size_t> uncertain = question.uncertain();
  for (const catalogue::MarketDataset& dataset : datasets_of(catalogue, question.model().drug())) {
    double left = now;
    if (dataset.measures.empty()) {
      std::vector<std::size_t> known;
      for (const std::size_t k : uncertain)
        if (tells(dataset, set.all()[k].definition)) known.push_back(k);
      if (known.empty()) continue;
      left = width_when_known(question, settings, known, outer, inner);
    } else {
      if (!question.model().has_consumption()) continue;
      left = width_when_measured(question, settings, dataset, outer, inner);
    }
    values.push_back({dataset.id, dataset.name, now, left, std::clamp(1 - left / now, 0.0, 1.0)});
  }
  std::stable_sort(values.begin(), values.end(), [](const InformationValue& a, const InformationValue& b) { return a.share_removed > b.share_removed; });
  return values;
}

}  // namespace dmp::markets
