#include "disclosure/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace dmp::disclosure {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSame = 1e-6;
constexpr std::size_t kMostCuts = 80;

/// The stretches between the cuts of a line, and what they say of each other.
class Line {
 public:
  Line(LinkedTable& table, const std::vector<Stretch>& stretches, const Rule& rule) : table_(table), stretches_(stretches), rule_(rule) {
    for (const Stretch& stretch : stretches) {
      cuts_.push_back(stretch.start);
      cuts_.push_back(stretch.end);
    }
    std::sort(cuts_.begin(), cuts_.end());
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  }

  void bind() {
    if (cuts_.size() > kMostCuts || !overlaps() || !bound_differences()) return;
    add_pieces();
    for (const Stretch& stretch : stretches_)
      if (cut(stretch.end) > cut(stretch.start) + 1) table_.bind(stretch.cell, pieces(cut(stretch.start), cut(stretch.end)));
    add_runs();
    add_surroundings();
  }

 private:
  [[nodiscard]] std::size_t cut(std::int64_t at) const { return static_cast<std::size_t>(std::lower_bound(cuts_.begin(), cuts_.end(), at) - cuts_.begin()); }

  [[nodiscard]] bool overlaps() const {
    std::vector<Stretch> ordered = stretches_;
    std::sort(ordered.begin(), ordered.end(), [](const Stretch& a, const Stretch& b) { return a.start < b.start; });
    for (std::size_t i = 1; i < ordered.size(); ++i)
      if (ordered[i].start < ordered[i - 1].end) return true;
    return false;
  }

  /// most_[i][j]: the most that what is counted up to cut j can be above what is counted up to cut i; false where the stretches do
  /// not add up. Shortest paths (Floyd and Warshall) of the system of difference constraints.
  bool bound_differences() {
    const std::size_t n = cuts_.size();
    most_.assign(n, std::vector<double>(n, kInfinity));
    for (std::size_t i = 0; i < n; ++i) most_[i][i] = 0;
    for (std::size_t i = 0; i + 1 < n; ++i) most_[i + 1][i] = 0;
    for (const Stretch& stretch : stretches_) {
      const double value = table_.cells[stretch.cell].value;
      double &forth = most_[cut(stretch.start)][cut(stretch.end)], &back = most_[cut(stretch.end)][cut(stretch.start)];
      forth = std::min(forth, value);
      back = std::min(back, -value);
    }
    for (std::size_t k = 0; k < n; ++k)
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) most_[i][j] = std::min(most_[i][j], most_[i][k] + most_[k][j]);
    for (std::size_t i = 0; i < n; ++i)
      if (most_[i][i] < -kSame) return false;
    return true;
  }

  /// Every piece between two cuts, shown or hidden. The numbers of the hidden ones are some that fit: half way between the
  /// least and the most that is counted up to each cut, downwards, which keeps whole numbers whole.
  void add_pieces() {
    std::map<std::size_t, std::uint32_t> shown;
    for (const Stretch& stretch : stretches_)
      if (cut(stretch.end) == cut(stretch.start) + 1) shown.emplace(cut(stretch.start), stretch.cell);
    std::vector<double> up_to;
    const double all = -most_.back().front();
    for (std::size_t k = 0; k < cuts_.size(); ++k) up_to.push_back(std::floor((-most_[k].front() + all + most_.back()[k]) / 2 + kSame));
    for (std::size_t k = 0; k + 1 < cuts_.size(); ++k) {
      const auto found = shown.find(k);
      pieces_.push_back(found != shown.end() ? found->second : table_.add({.value = std::max(0.0, up_to[k + 1] - up_to[k]), .hidden = true}));
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> pieces(std::size_t from, std::size_t to) const {
    return {pieces_.begin() + static_cast<std::ptrdiff_t>(from), pieces_.begin() + static_cast<std::ptrdiff_t>(to)};
  }

  [[nodiscard]] bool is_shown(std::size_t from, std::size_t to) const {
    return std::any_of(stretches_.begin(), stretches_.end(), [&](const Stretch& stretch) { return cut(stretch.start) == from && cut(stretch.end) == to; });
  }

  /// What is told of the pieces from one cut to another though no stretch is just that.
  void add_runs() {
    for (std::size_t from = 0; from + 1 < cuts_.size(); ++from)
      for (std::size_t to = from + 1; to < cuts_.size(); ++to) {
        const double told = most_[from][to];
        if (std::isinf(told) || std::abs(told + most_[to][from]) > kSame || !rule_.holds_back(told) || is_shown(from, to)) continue;
        if (to == from + 1) table_.cells[pieces_[from]].sensitive = true;
        else table_.bind(table_.add({.value = told, .sensitive = true, .hidden = true}), pieces(from, to));
      }
  }

  /// What a stretch leaves before and behind one within it.
  void add_surroundings() {
    for (const Stretch& outer : stretches_)
      for (const Stretch& inner : stretches_) {
        if (inner.start <= outer.start || inner.end >= outer.end) continue;
        const double left = table_.cells[outer.cell].value - table_.cells[inner.cell].value;
        if (rule_.holds_back(left)) table_.bind(outer.cell, {inner.cell, table_.add({.value = left, .sensitive = true, .hidden = true})});
      }
  }

  LinkedTable& table_;
  const std::vector<Stretch>& stretches_;
  const Rule& rule_;
  std::vector<std::int64_t> cuts_;
  std::vector<std::vector<double>> most_;
  std::vector<std::uint32_t> pieces_;
};

}  // namespace

void bind_stretches(LinkedTable& table, const std::vector<Stretch>& stretches, const Rule& rule) {
  if (stretches.size() > 1) Line(table, stretches, rule).bind();
}

}  // namespace dmp::disclosure
