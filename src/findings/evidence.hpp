#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalogue/statements.hpp"
#include "core/comparison.hpp"
#include "core/estimate.hpp"

namespace dmp::findings {

/// An area statements are made for.
struct Area {
  std::string code, name, type;
  std::string county, county_name, region, force;  ///< codes of those it lies in, and the county's name; empty where not known
};

/// What statements are made from: one audience's figures. All must outlive the statements' making.
struct Input {
  const core::Estimates* estimates = nullptr;
  const core::Comparisons* comparisons = nullptr;
  std::vector<Area> areas;
  std::map<std::string, std::set<std::string>> inside;  ///< area code to the codes of the small areas and wards in it
  std::string period_end;                               ///< the last day the profile is about; ages of data are told from it
};

/// A figure with everything that stands beside it.
struct Figure {
  const core::Estimate* estimate = nullptr;  ///< nullptr: there is none
  std::vector<const core::Comparison*> beside;
  const core::Estimate* held_back = nullptr; ///< a later figure that is suppressed
  std::string first_period;                  ///< of the series the trend is told from
};

/// Finds figures. Holds pointers into the input.
class Evidence {
 public:
  /// Arranges the figures of the indicators that the statements name; the others are left aside.
  Evidence(const Input& input, const std::set<std::string>& indicators);

  /// The figure a reference stands for in an area. with: the figure whose period it takes, or nullptr.
  [[nodiscard]] Figure find(const catalogue::FigureReference& reference, const Area& area, const Figure* with) const;

  /// The rows of a list before its condition: the latest period of the groups or areas, in the order asked for.
  [[nodiscard]] std::vector<Figure> rows(const catalogue::ListReference& reference, const Area& area) const;

 private:
  using Rows = std::vector<const core::Estimate*>;
  struct Series {
    std::unordered_map<std::string_view, Rows> by_area;
    std::unordered_map<std::string_view, Rows> by_level;  ///< small areas, wards and authorities, by area type
    std::unordered_map<std::string_view, std::vector<const core::Comparison*>> comparisons;  ///< by area
  };

  void arrange(const core::Estimates& estimates, const std::set<std::string>& indicators);
  void arrange(const core::Comparisons& comparisons);
  [[nodiscard]] static Figure with_comparisons(const core::Estimate* estimate, const Series& series);

  const Input& input_;
  std::unordered_map<std::string_view, Series> series_;
};

/// Whether the row has a figure that may be shown.
bool shown(const core::Estimate& estimate);

/// The first comparator of these kinds with a test; nullptr where there is none.
const core::Comparison* comparator_of(const Figure& figure, const std::vector<std::string>& kinds);
/// Of one kind, also where nothing could be tested; nullptr where there is none.
const core::Comparison* comparator_of(const Figure& figure, const std::string& kind);

/// higher | lower | similar, as the test says; "" where there is none. better and worse are told apart by the values.
std::string direction_of(double value, double beside, const std::string& significance);

}  // namespace dmp::findings
