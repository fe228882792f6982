#include "stats/scan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "stats/parallel.hpp"
#include "stats/scan_chance.hpp"
#include "stats/scan_windows.hpp"

namespace dmp::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double x_log_ratio(double x, double below) { return x > 0 ? x * std::log(x / below) : 0; }

/// The log likelihood ratio of c cases in a window of a size (expected cases, or people); 0 unless they are more than expected.
class Likelihood {
 public:
  Likelihood(ScanModel model, double cases, double total) : model_(model), cases_(cases), total_(total) {}

  [[nodiscard]] double ratio(double c, double size) const {
    if (model_ == ScanModel::poisson) return c > size ? x_log_ratio(c, size) + x_log_ratio(cases_ - c, cases_ - size) : 0;
    if (c * total_ <= size * cases_) return 0;
    const double outside = total_ - size, rest = cases_ - c;
    const double apart = x_log_ratio(c, size) + x_log_ratio(size - c, size) + x_log_ratio(rest, outside) + x_log_ratio(outside - rest, outside);
    return std::max(0.0, apart - x_log_ratio(cases_, total_) - x_log_ratio(total_ - cases_, total_));
  }

 private:
  ScanModel model_;
  double cases_;
  double total_;
};

/// What turns people into what the windows' sizes count.
double size_factor(ScanModel model, double cases, double total) { return model == ScanModel::poisson ? cases / total : 1; }

/// Whether a centre's best window comes before another's. Of equal ones the wider is named, as the reference values do, and of equally
/// wide ones that of the earlier place. Ratios are compared in steps, so that rounding does not part equal ones.
bool comes_before(const ScanCluster& a, const ScanCluster& b) {
  const double step_a = std::round(a.llr * 1e9), step_b = std::round(b.llr * 1e9);
  if (step_a != step_b) return step_a > step_b;
  return a.radius != b.radius ? a.radius > b.radius : a.centre < b.centre;
}

/// The windows of some centres under one shape, made together so that every replicate reads them while they are near at hand.
using Batch = std::vector<ScanWindows>;

/// A centre's best window; its places are listed only when the cluster is kept.
struct Best {
  ScanCluster cluster;
  std::size_t places = 0;
};

class Scan {
 public:
  Scan(const ScanCounts& counts, const ScanSettings& settings)
      : settings_(settings), counts_(counts), cases_(std::accumulate(counts.cases.begin(), counts.cases.end(), 0.0)),
        total_(std::accumulate(counts.population.begin(), counts.population.end(), 0.0)),
        likelihood_(settings.model, cases_, total_), maker_(counts, settings, size_factor(settings.model, cases_, total_)),
        best_(counts.x.size()), longest_(std::max<std::size_t>(1, static_cast<std::size_t>(settings.max_time * static_cast<double>(counts.times)
            + 1e-9))) {}

  std::vector<ScanCluster> run() {
    if (cases_ == 0 || (settings_.model == ScanModel::bernoulli && cases_ >= total_)) return {};
    over_batches([&](const Batch& batch) {
      for_each_index(batch.size(), settings_.threads, [&](std::size_t k) { note_best(batch[k]); });
    });
    std::vector<ScanCluster> clusters = apart();
    const std::vector<double> chance = clusters.empty() ? std::vector<double>() : replicate_maxima();
    for (ScanCluster& cluster : clusters) finish(cluster, chance);
    return clusters;
  }

 private:
  template <typename Work>
  void over_batches(Work work) const {
    constexpr std::size_t kCentres = 32;
    const std::size_t places = maker_.places();
    for (const ScanShape& shape : scan_shapes(settings_.ellipses)) {
      for (std::size_t first = 0; first < places; first += kCentres) {
        Batch batch(std::min(kCentres, places - first));
        // Threads pay only where the sorting is long.
        for_each_index(batch.size(), places < 2000 ? 1 : settings_.threads, [&](std::size_t k) { batch[k] = maker_.windows(first + k, shape); });
        work(batch);
      }
    }
  }

  /// Keeps the centre's best window of the data.
  void note_best(const ScanWindows& windows) {
    const std::size_t times = counts_.times;
    std::vector<double> at(times);
    Best& best = best_[windows.centre];
    for (std::size_t k = 0; k < windows.order.size(); ++k) {
      for (std::size_t time = 0; time < times; ++time) at[time] += counts_.cases[windows.order[k] * times + time];
      if (!windows.whole[k]) continue;
      const double* before = windows.size.data() + k * (times + 1);
      for (std::size_t first = 0; first < times; ++first) {
        double inside = 0;
        for (std::size_t last = first; last < std::min(times, first + longest_); ++last) {
          inside += at[last];
          const double llr = likelihood_.ratio(inside, before[last + 1] - before[first]);
          if (llr > best.cluster.llr * (1 + 1e-12) + 1e-12) best = {cluster_of(windows, k, first, last, inside, llr), k + 1};
        }
      }
    }
  }

  static ScanCluster cluster_of(const ScanWindows& windows, std::size_t k, std::size_t first, std::size_t last, double inside, double llr) {
    ScanCluster cluster;
    cluster.centre = windows.centre;
    cluster.radius = windows.reach[k];
    cluster.shape = windows.shape.shape;
    cluster.angle = windows.shape.angle;
    cluster.first_time = first;
    cluster.last_time = last;
    cluster.cases = inside;
    cluster.llr = llr;
    return cluster;
  }

  /// The best windows that share no place, best first.
  [[nodiscard]] std::vector<ScanCluster> apart() const {
    std::vector<const Best*> ranked;
    for (const Best& one : best_)
      if (one.cluster.llr > 0) ranked.push_back(&one);
    std::sort(ranked.begin(), ranked.end(), [](const Best* a, const Best* b) { return comes_before(a->cluster, b->cluster); });
    std::vector<char> taken(best_.size());
    std::vector<ScanCluster> clusters;
    for (const Best* one : ranked) {
      if (taken[one->cluster.centre]) continue;
      const ScanWindows windows = maker_.windows(one->cluster.centre, {one->cluster.shape, one->cluster.angle});
      const auto members = std::span(windows.order).first(one->places);
      if (std::any_of(members.begin(), members.end(), [&](std::uint32_t place) { return taken[place]; })) continue;
      for (const std::uint32_t place : members) taken[place] = 1;
      clusters.push_back(one->cluster);
      clusters.back().places.assign(members.begin(), members.end());
    }
    return clusters;
  }

  void finish(ScanCluster& cluster, const std::vector<double>& chance) const {
    cluster.angle *= 180 / std::acos(-1.0);
    cluster.population = 0;
    for (const std::size_t place : cluster.places)
      for (std::size_t time = cluster.first_time; time <= cluster.last_time; ++time)
        cluster.population += counts_.population[place * counts_.times + time];
    cluster.expected = cluster.population * cases_ / total_;
    const double outside = (cases_ - cluster.cases) / (total_ - cluster.population);
    cluster.relative_risk = outside > 0 ? cluster.cases / cluster.population / outside : kNaN;
    const double reached = static_cast<double>(std::count_if(chance.begin(), chance.end(),
                                                             [&](double llr) { return llr >= cluster.llr * (1 - 1e-10); }));
    cluster.p = chance.empty() ? kNaN : (reached + 1) / (static_cast<double>(chance.size()) + 1);
  }

  /// The best log likelihood ratio of every replicate. For a number of cases the ratio falls with the window's size, so a replicate needs
  /// only the smallest window with each number of cases, and no logarithm until the end.
  [[nodiscard]] std::vector<double> replicate_maxima() const {
    const ScanChance chance(counts_, settings_.model);
    const std::size_t cells = counts_.cases.size(), numbers = static_cast<std::size_t>(cases_) + 1;
    constexpr std::size_t kMemory = std::size_t{256} << 20;
    const std::size_t at_once = std::max<std::size_t>(1, kMemory / (cells * sizeof(std::uint32_t) + numbers * sizeof(double)));
    std::vector<double> maxima(settings_.replicates);
    for (std::size_t start = 0; start < maxima.size(); start += at_once) {
      const std::size_t count = std::min(at_once, maxima.size() - start);
      std::vector<std::uint32_t> dealt(count * cells);
      std::vector<double> smallest(count * numbers, kInfinity);
      const auto own_cases = [&](std::size_t r) { return std::span(dealt).subspan(r * cells, cells); };
      const auto own_smallest = [&](std::size_t r) { return std::span(smallest).subspan(r * numbers, numbers); };
      for_each_index(count, settings_.threads, [&](std::size_t r) { chance.deal(CounterRandom(settings_.seed, start + r + 1), own_cases(r)); });
      over_batches([&](const Batch& batch) {
        for_each_index(count, settings_.threads, [&](std::size_t r) {
          for (const ScanWindows& windows : batch) narrow(windows, own_cases(r), own_smallest(r));
        });
      });
      for_each_index(count, settings_.threads, [&](std::size_t r) { maxima[start + r] = greatest(own_smallest(r)); });
    }
    return maxima;
  }

  /// Lowers the smallest sizes by one centre's windows.
  void narrow(const ScanWindows& windows, std::span<const std::uint32_t> dealt, std::span<double> smallest) const {
    const std::size_t times = counts_.times, places = windows.order.size();
    if (times == 1) {
      std::uint32_t inside = 0;
      for (std::size_t k = 0; k < places; ++k) {
        inside += dealt[windows.order[k]];
        const double size = windows.size[2 * k + 1];
        if (size < smallest[inside] && windows.whole[k]) smallest[inside] = size;
      }
      return;
    }
    std::vector<std::uint32_t> at(times);
    for (std::size_t k = 0; k < places; ++k) {
      for (std::size_t time = 0; time < times; ++time) at[time] += dealt[windows.order[k] * times + time];
      if (!windows.whole[k]) continue;
      const double* before = windows.size.data() + k * (times + 1);
      for (std::size_t first = 0; first < times; ++first) {
        std::uint32_t inside = 0;
        for (std::size_t last = first; last < std::min(times, first + longest_); ++last) {
          inside += at[last];
          smallest[inside] = std::min(smallest[inside], before[last + 1] - before[first]);
        }
      }
    }
  }

  [[nodiscard]] double greatest(std::span<const double> smallest) const {
    double best = 0;
    for (std::size_t c = 1; c < smallest.size(); ++c)
      if (smallest[c] < kInfinity) best = std::max(best, likelihood_.ratio(static_cast<double>(c), smallest[c]));
    return best;
  }

  const ScanSettings& settings_;
  const ScanCounts& counts_;
  double cases_;
  double total_;
  Likelihood likelihood_;
  ScanWindowMaker maker_;
  std::vector<Best> best_;
  std::size_t longest_;
};

}  // namespace

std::vector<ScanCluster> scan(const ScanCounts& counts, const ScanSettings& settings) { return Scan(counts, settings).run(); }

}  // namespace dmp::stats
