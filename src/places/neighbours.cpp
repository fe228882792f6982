#include "places/neighbours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "core/data_table.hpp"

namespace dmp::places {
namespace {

using stats::SpatialWeights;

struct Segment {
  std::uint32_t area;
  GridPoint from, to;
};

double length(const Segment& s) { return std::hypot(s.to.easting - s.from.easting, s.to.northing - s.from.northing); }

/// Borders in pieces that are not much longer than usual, so that each lies in few cells of a grid.
std::vector<Segment> segments_of(const std::vector<MeasuredArea>& areas, double& usual) {
  std::vector<Segment> whole;
  std::vector<double> lengths;
  for (std::size_t i = 0; i < areas.size(); ++i)
    for (const auto& ring : areas[i].rings)
      for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
        whole.push_back({static_cast<std::uint32_t>(i), ring[k], ring[k + 1]});
        lengths.push_back(length(whole.back()));
      }
  if (whole.empty()) return whole;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  usual = std::max(*middle, 1.0);
  std::vector<Segment> pieces;
  for (const Segment& s : whole) {
    const double far = length(s);
    const auto count = static_cast<std::size_t>(std::max(1.0, std::ceil(far / (2 * usual))));
    const auto at = [&](std::size_t k) {
      if (k == count) return s.to;
      const double share = static_cast<double>(k) / static_cast<double>(count);
      return GridPoint{s.from.easting + share * (s.to.easting - s.from.easting), s.from.northing + share * (s.to.northing - s.from.northing)};
    };
    for (std::size_t k = 0; k < count; ++k) pieces.push_back({s.area, at(k), at(k + 1)});
  }
  return pieces;
}

double distance_to(const GridPoint& p, const Segment& s) {
  const double dx = s.to.easting - s.from.easting, dy = s.to.northing - s.from.northing, squared = dx * dx + dy * dy;
  const double px = p.easting - s.from.easting, py = p.northing - s.from.northing;
  const double along = squared > 0 ? std::clamp((px * dx + py * dy) / squared, 0.0, 1.0) : 0;
  return std::hypot(px - along * dx, py - along * dy);
}

double turn(const GridPoint& a, const GridPoint& b, const GridPoint& c) {
  return (b.easting - a.easting) * (c.northing - a.northing) - (b.northing - a.northing) * (c.easting - a.easting);
}

bool cross(const Segment& a, const Segment& b) {
  return turn(a.from, a.to, b.from) * turn(a.from, a.to, b.to) < 0 && turn(b.from, b.to, a.from) * turn(b.from, b.to, a.to) < 0;
}

/// The stretch along which two segments run together within snap: of the four end points those that lie on the other segment are its ends.
double shared_length(const Segment& a, const Segment& b, double snap) {
  std::vector<GridPoint> ends;
  for (const GridPoint& p : {a.from, a.to})
    if (distance_to(p, b) <= snap) ends.push_back(p);
  for (const GridPoint& p : {b.from, b.to})
    if (distance_to(p, a) <= snap) ends.push_back(p);
  double longest = 0;
  for (const GridPoint& p : ends)
    for (const GridPoint& q : ends) longest = std::max(longest, std::hypot(p.easting - q.easting, p.northing - q.northing));
  return longest;
}

/// Whether two segments are one edge, drawn once for each of two areas.
bool are_one_edge(const Segment& a, const Segment& b) {
  constexpr double kRounding = 1e-3;
  const auto same = [](const GridPoint& p, const GridPoint& q) { return std::fabs(p.easting - q.easting) < kRounding && std::fabs(p.northing - q.northing) < kRounding; };
  return (same(a.from, b.to) && same(a.to, b.from)) || (same(a.from, b.from) && same(a.to, b.to));
}

bool touch(const Segment& a, const Segment& b, double snap) {
  return distance_to(a.from, b) <= snap || distance_to(a.to, b) <= snap || distance_to(b.from, a) <= snap || distance_to(b.to, a) <= snap || cross(a, b);
}

/// A grid of square cells; the number of a cell packs its column and row.
class Grid {
 public:
  explicit Grid(double side) : side_(side) {}
  [[nodiscard]] std::int64_t line(double metres) const { return static_cast<std::int64_t>(std::floor(metres / side_)); }
  static std::uint64_t cell(std::int64_t column, std::int64_t row) {
    return (static_cast<std::uint64_t>(column + (std::int64_t{1} << 31)) << 32) | static_cast<std::uint64_t>(row + (std::int64_t{1} << 31));
  }

 private:
  double side_;
};

struct Box {
  std::int64_t west, south, east, north;
};

Box box_of(const Segment& s, const Grid& grid, double snap) {
  return {grid.line(std::min(s.from.easting, s.to.easting) - snap), grid.line(std::min(s.from.northing, s.to.northing) - snap),
          grid.line(std::max(s.from.easting, s.to.easting) + snap), grid.line(std::max(s.from.northing, s.to.northing) + snap)};
}

/// Calls found(a, b) once for every two segments of different areas whose boxes share a cell.
template <typename Found>
void over_near_pairs(const std::vector<Segment>& segments, double usual, double snap, Found found) {
  const Grid grid(std::max(usual, 4 * snap));
  std::vector<std::pair<std::uint64_t, std::uint32_t>> entries;
  std::vector<Box> boxes;
  for (std::uint32_t i = 0; i < segments.size(); ++i) {
    boxes.push_back(box_of(segments[i], grid, snap));
    for (std::int64_t column = boxes[i].west; column <= boxes[i].east; ++column)
      for (std::int64_t row = boxes[i].south; row <= boxes[i].north; ++row) entries.emplace_back(Grid::cell(column, row), i);
  }
  std::sort(entries.begin(), entries.end());
  for (std::size_t first = 0, last = 0; first < entries.size(); first = last) {
    while (last < entries.size() && entries[last].first == entries[first].first) ++last;
    for (std::size_t i = first; i < last; ++i)
      for (std::size_t j = i + 1; j < last; ++j) {
        const std::uint32_t a = entries[i].second, b = entries[j].second;
        if (segments[a].area == segments[b].area) continue;
        // Two that share several cells are met in the one at their boxes' common lower left corner.
        if (Grid::cell(std::max(boxes[a].west, boxes[b].west), std::max(boxes[a].south, boxes[b].south)) == entries[first].first) found(segments[a], segments[b]);
      }
  }
}

SpatialWeights weights_of(std::size_t areas, std::vector<std::pair<std::uint32_t, std::uint32_t>> links) {
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  SpatialWeights weights(areas);
  for (const auto& [from, to] : links) weights[from].push_back({to, 1.0});
  return weights;
}

/// Centres sorted into cells, to find the near ones without looking at all.
class Centres {
 public:
  Centres(const std::vector<MeasuredArea>& areas, double side) : areas_(areas), side_(side), grid_(side) {
    for (std::uint32_t i = 0; i < areas.size(); ++i)
      if (areas[i].has_place()) cells_[Grid::cell(grid_.line(areas[i].centre.easting), grid_.line(areas[i].centre.northing))].push_back(i);
  }
  [[nodiscard]] double side() const { return side_; }

  /// Distances to all others in the square of cells that reaches so many cells to each side.
  [[nodiscard]] std::vector<std::pair<double, std::uint32_t>> around(std::size_t i, std::int64_t reach) const {
    std::vector<std::pair<double, std::uint32_t>> near;
    const std::int64_t column = grid_.line(areas_[i].centre.easting), row = grid_.line(areas_[i].centre.northing);
    for (std::int64_t c = column - reach; c <= column + reach; ++c)
      for (std::int64_t r = row - reach; r <= row + reach; ++r) {
        const auto cell = cells_.find(Grid::cell(c, r));
        if (cell == cells_.end()) continue;
        for (const std::uint32_t j : cell->second)
          if (j != i) near.emplace_back(std::hypot(areas_[j].centre.easting - areas_[i].centre.easting, areas_[j].centre.northing - areas_[i].centre.northing), j);
      }
    return near;
  }

 private:
  const std::vector<MeasuredArea>& areas_;
  double side_;
  Grid grid_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> cells_;
};

/// A cell side that holds a few centres, were they spread evenly.
double side_for(const std::vector<MeasuredArea>& areas) {
  double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY, count = 0;
  for (const MeasuredArea& area : areas) {
    if (!area.has_place()) continue;
    west = std::min(west, area.centre.easting), east = std::max(east, area.centre.easting);
    south = std::min(south, area.centre.northing), north = std::max(north, area.centre.northing);
    ++count;
  }
  if (count < 2) return 1;
  return std::max({std::sqrt(std::max(0.0, (east - west) * (north - south)) * 4 / count), (east - west) / 3000, (north - south) / 3000, 1.0});
}

}  // namespace

SpatialWeights contiguity(const std::vector<MeasuredArea>& areas, Contiguity kind, double snap_metres) {
  double usual = 1;
  const std::vector<Segment> segments = segments_of(areas, usual);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> links;
  std::unordered_map<std::uint64_t, double> shared;
  over_near_pairs(segments, usual, snap_metres, [&](const Segment& a, const Segment& b) {
    if (!touch(a, b, snap_metres)) return;
    if (kind == Contiguity::rook && !are_one_edge(a, b)) {
      const double together = shared_length(a, b, snap_metres);
      if (!(together > 0)) return;
      double& sum = shared[(static_cast<std::uint64_t>(std::min(a.area, b.area)) << 32) | std::max(a.area, b.area)];
      if (!((sum += together) > 10 * snap_metres)) return;
    }
    links.emplace_back(a.area, b.area);
    links.emplace_back(b.area, a.area);
  });
  return weights_of(areas.size(), std::move(links));
}

SpatialWeights within_distance(const std::vector<MeasuredArea>& areas, double metres) {
  // Cells that are too fine for the distance would be many; too coarse ones hold many centres.
  const Centres centres(areas, std::max(metres, side_for(areas) / 4));
  SpatialWeights weights(areas.size());
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (!areas[i].has_place()) continue;
    for (const auto& [distance, j] : centres.around(i, 1))
      if (distance <= metres) weights[i].push_back({j, 1.0});
    std::sort(weights[i].begin(), weights[i].end(), [](const auto& a, const auto& b) { return a.to < b.to; });
  }
  return weights;
}

SpatialWeights nearest(const std::vector<MeasuredArea>& areas, std::size_t k) {
  const Centres centres(areas, side_for(areas));
  const auto placed = static_cast<std::size_t>(std::count_if(areas.begin(), areas.end(), [](const MeasuredArea& area) { return area.has_place(); }));
  const std::size_t wanted = std::min(k, placed > 0 ? placed - 1 : 0);
  SpatialWeights weights(areas.size());
  for (std::size_t i = 0; i < areas.size() && wanted > 0; ++i) {
    if (!areas[i].has_place()) continue;
    for (std::int64_t reach = 1;; reach *= 2) {
      auto near = centres.around(i, reach);
      std::sort(near.begin(), near.end());
      // Whatever lies outside the square is at least as far as its edge.
      const bool is_sure = near.size() >= wanted && (near.size() == placed - 1 || near[wanted - 1].first <= static_cast<double>(reach) * centres.side());
      if (!is_sure && near.size() < placed - 1) continue;
      for (std::size_t n = 0; n < wanted; ++n) weights[i].push_back({near[n].second, 1.0});
      break;
    }
    std::sort(weights[i].begin(), weights[i].end(), [](const auto& a, const auto& b) { return a.to < b.to; });
  }
  return weights;
}

LinkSummary summary_of(const SpatialWeights& weights) {
  LinkSummary summary;
  summary.areas = weights.size();
  summary.fewest = weights.empty() ? 0 : weights.front().size();
  std::vector<std::size_t> parent(weights.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (std::size_t i = 0; i < weights.size(); ++i) {
    summary.links += weights[i].size();
    summary.fewest = std::min(summary.fewest, weights[i].size());
    summary.most = std::max(summary.most, weights[i].size());
    if (weights[i].empty()) summary.islands.push_back(i);
    for (const auto& link : weights[i]) {
      const auto& back = weights[link.to];
      summary.one_sided += std::none_of(back.begin(), back.end(), [&](const auto& other) { return other.to == i; });
      parent[root(i)] = root(link.to);
    }
  }
  summary.mean = weights.empty() ? 0 : static_cast<double>(summary.links) / static_cast<double>(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) summary.parts += root(i) == i;
  return summary;
}

std::string gal_text(const SpatialWeights& weights, const std::vector<std::string>& ids) {
  std::string text = fmt::format("0 {} dmp id\n", ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    text += fmt::format("{} {}\n", ids[i], weights[i].size());
    for (std::size_t k = 0; k < weights[i].size(); ++k) text += (k ? " " : "") + ids[weights[i][k].to];
    text += '\n';
  }
  return text;
}

std::string gwt_text(const SpatialWeights& weights, const std::vector<std::string>& ids) {
  std::string text = fmt::format("0 {} dmp id\n", ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (const auto& link : weights[i]) text += fmt::format("{} {} {}\n", ids[i], ids[link.to], link.weight);
  return text;
}

std::string csv_text(const SpatialWeights& weights, const std::vector<std::string>& ids) {
  std::string text = "from,to,weight\n";
  for (std::size_t i = 0; i < ids.size(); ++i)
    for (const auto& link : weights[i]) text += fmt::format("{},{},{}\n", core::csv_field(ids[i]), core::csv_field(ids[link.to]), link.weight);
  return text;
}

}  // namespace dmp::places
