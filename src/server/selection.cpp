#include "server/selection.hpp"

#include <algorithm>

#include "server/message.hpp"

namespace dmp::server {
namespace {

/// So many rows are gone through, or so many indicators on a disk looked up, while everybody else waits.
constexpr std::size_t kFewRows = 50'000, kFewIndicators = 8;

/// Which rows of a shard fit: for each condition whether a text of its column does.
class Sieve {
 public:
  Sieve(const Shard& shard, const Selection& selection) : shard_(shard), end_(shard.rows()) {
    for (const Condition& condition : selection.conditions) {
      if (condition.column == "area_code" && !condition.except) areas_ = &condition;
      else add(condition);
    }
    if (selection.latest && !shard.latest().empty()) add({"period", {shard.latest()}, false});
  }

  /// How many rows are gone through; 0 where areas are named.
  [[nodiscard]] std::size_t rows() const { return none_ || areas_ || begin_ >= end_ ? 0 : end_ - begin_; }

  /// Calls what for every row that fits, in the file's order.
  template <class What>
  void each(const What& what) const {
    if (none_) return;
    if (!areas_) {
      if (begin_ < end_) shard_.will_read(begin_, end_);
      for (std::size_t row = begin_; row < end_; ++row)
        if (fits(static_cast<std::uint32_t>(row))) what(static_cast<std::uint32_t>(row));
      return;
    }
    std::vector<std::uint32_t> rows;
    for (const std::string& code : areas_->values) {
      const auto of_area = shard_.rows_of_area(code);
      rows.insert(rows.end(), of_area.begin(), of_area.end());
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    for (const std::uint32_t row : rows)
      if (fits(row)) what(row);
  }

 private:
  struct Test {
    std::size_t column;
    std::vector<char> passes;
  };

  void add(const Condition& condition) {
    Test test{shard_.columns().at(condition.column), {}};
    bool any = false, all = true;
    std::size_t begin = shard_.rows(), end = 0;
    for (std::uint32_t code = 0; code < shard_.texts_in(test.column); ++code) {
      const std::string_view text = shard_.text_of(test.column, code);
      const bool named = std::find(condition.values.begin(), condition.values.end(), text) != condition.values.end();
      test.passes.push_back(named != condition.except);
      any = any || test.passes.back();
      all = all && test.passes.back();
      if (!test.passes.back()) continue;
      const auto [first, after] = shard_.rows_with(test.column, code);
      begin = std::min(begin, first), end = std::max(end, after);
    }
    begin_ = std::max(begin_, begin), end_ = std::min(end_, end);
    if (!any) none_ = true;
    if (!all) tests_.push_back(std::move(test));
  }

  [[nodiscard]] bool fits(std::uint32_t row) const {
    for (const Test& test : tests_)
      if (!test.passes[shard_.code(test.column, row)]) return false;
    return true;
  }

  const Shard& shard_;
  std::size_t begin_ = 0, end_;   ///< no row outside can fit
  std::vector<Test> tests_;
  const Condition* areas_ = nullptr;
  bool none_ = false;
};

}  // namespace

void wait_for_indicators(const ColumnFile& file, std::size_t indicators, bool may_wait) {
  if (file.is_mapped() && indicators > kFewIndicators && !may_wait) throw MustWait{};
}

Page select(const ColumnFile& file, const Selection& selection, Position from, std::size_t most, bool may_wait) {
  const bool by_area = std::any_of(selection.conditions.begin(), selection.conditions.end(), [](const Condition& condition) { return condition.column == "area_code" && !condition.except; });
  if (by_area) wait_for_indicators(file, selection.shards.size(), may_wait);
  std::vector<Sieve> sieves;
  std::size_t rows = 0;
  for (const std::size_t position : selection.shards) rows += sieves.emplace_back(*file.shard(position), selection).rows();
  if (rows > kFewRows && !may_wait) throw MustWait{};
  Page page;
  for (std::size_t i = 0; i < selection.shards.size(); ++i) {
    const std::size_t position = selection.shards[i];
    const auto& shard = file.shard(position);
    sieves[i].each([&](std::uint32_t row) {
      ++page.total;
      if (position < from.shard || (position == from.shard && row < from.row)) return;
      if (page.rows.size() < most) page.rows.push_back({shard, row});
      else if (!page.next) page.next = Position{position, row};
    });
  }
  return page;
}

}  // namespace dmp::server
