#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/estimate.hpp"
#include "disclosure/release.hpp"

namespace dmp::disclosure {

/// Where a count stands: everything but the query that counts. A category of sex and age together is a sex and an age.
struct Slot {
  std::string area, period_start, period_end, sex, age, category_type, category;
  auto operator<=>(const Slot&) const = default;
};
Slot slot_of(const core::Estimate& row);

/// What counts the numerators and denominators of the indicators, and the values each gives. Two that count the same are one.
class Queries {
 public:
  explicit Queries(const Policy& policy) : policy_(policy) {}

  /// The number of an indicator's numerator or denominator.
  std::size_t numerator(const std::string& indicator, const std::string& text) { return named("n " + indicator, text); }
  std::size_t denominator(const std::string& indicator, const std::string& text) { return named("d " + indicator, text); }
  void note(std::size_t query, const Slot& slot, double value);

  /// Brings together those that count the same: the same text, many cells in common, or so declared; and no cell that differs.
  void merge();
  /// The number under which a query goes since merge.
  [[nodiscard]] std::size_t merged(std::size_t query) const { return of_[query]; }
  /// Whole and part, of those that are declared to share counts and are not the same (numbers since merge).
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> parts() const;

 private:
  struct Query {
    std::string text;
    std::unordered_map<std::uint32_t, double> values;  ///< by slot
  };
  std::size_t named(const std::string& name, const std::string& text);
  static bool agree(const Query& a, const Query& b, bool declared);
  /// Pairs of queries that the policy declares to count the same, and pairs of which the second counts some of the first.
  void find_declared();

  const Policy& policy_;
  std::map<std::string, std::size_t> names_;
  std::map<Slot, std::uint32_t> slots_;
  std::vector<Query> list_;
  std::vector<std::size_t> of_;
  std::vector<std::pair<std::size_t, std::size_t>> same_, parts_;
};

}  // namespace dmp::disclosure
