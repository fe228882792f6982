#include "synth/geography.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <queue>
#include <set>

#include "stats/normal.hpp"
#include "synth/place_names.hpp"

namespace dmp::synth {
namespace {

struct Point {
  double x = 0, y = 0;
};

/// A square grid from which the county's cells are taken. Cell = row * width + column.
class Grid {
 public:
  Grid(ChanceKey key, int cells) : key_(key), width_(static_cast<int>(std::ceil(std::sqrt(2.2 * cells))) | 1) { grow(cells); }

  [[nodiscard]] const std::vector<int>& cells() const { return cells_; }
  [[nodiscard]] Point middle(int cell) const { return {cell % width_ + 0.5, cell / width_ + 0.5}; }
  [[nodiscard]] Point centre() const { return {width_ / 2.0, width_ / 2.0}; }
  [[nodiscard]] std::vector<int> around(int cell) const;
  /// The corners and the middles of the edges, anticlockwise, moved by chance in the same way for both sides.
  [[nodiscard]] std::array<Point, 8> outline(int cell) const;

 private:
  void grow(int wanted);
  [[nodiscard]] Point moved(int x2, int y2) const;

  ChanceKey key_;
  int width_;
  std::vector<int> cells_;
};

std::vector<int> Grid::around(int cell) const {
  std::vector<int> found;
  const int x = cell % width_, y = cell / width_;
  if (x > 0) found.push_back(cell - 1);
  if (x + 1 < width_) found.push_back(cell + 1);
  if (y > 0) found.push_back(cell - width_);
  if (y + 1 < width_) found.push_back(cell + width_);
  return found;
}

/// Takes the cells nearest to the centre, where near depends on the direction, so that the county is no disc.
void Grid::grow(int wanted) {
  Chance chance(key_, 1);
  std::array<double, 3> phase{};
  for (double& p : phase) p = chance.between(0, 6.283185307179586);
  const auto distance = [&](int cell) {
    const Point p = middle(cell), c = centre();
    const double angle = std::atan2(p.y - c.y, p.x - c.x);
    const double shape = 1 + 0.16 * std::cos(2 * angle + phase[0]) + 0.10 * std::cos(3 * angle + phase[1]) + 0.05 * std::cos(7 * angle + phase[2]);
    return std::hypot(p.x - c.x, p.y - c.y) * shape;
  };
  using Entry = std::pair<double, int>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> edge;
  std::set<int> seen;
  const int start = (width_ / 2) * width_ + width_ / 2;
  edge.emplace(0, start);
  seen.insert(start);
  while (static_cast<int>(cells_.size()) < wanted && !edge.empty()) {
    const int cell = edge.top().second;
    edge.pop();
    cells_.push_back(cell);
    for (const int next : around(cell))
      if (seen.insert(next).second) edge.emplace(distance(next), next);
  }
  std::sort(cells_.begin(), cells_.end());
}

/// A vertex on the grid of half steps: corners move by up to 0.2 of a cell, middles of edges by up to 0.08 from the middle.
Point Grid::moved(int x2, int y2) const {
  const auto jitter = [&](double most) {
    Chance chance({key_.seed, key_.county, Theme::geography}, 1000 + static_cast<std::uint64_t>(y2) * 100000 + static_cast<std::uint64_t>(x2));
    return Point{chance.between(-most, most), chance.between(-most, most)};
  };
  if (x2 % 2 == 0 && y2 % 2 == 0) {
    const Point j = jitter(0.2);
    return {x2 / 2.0 + j.x, y2 / 2.0 + j.y};
  }
  const bool along_x = x2 % 2 != 0;
  const Point a = along_x ? moved(x2 - 1, y2) : moved(x2, y2 - 1);
  const Point b = along_x ? moved(x2 + 1, y2) : moved(x2, y2 + 1);
  const Point j = jitter(0.08);
  return {(a.x + b.x) / 2 + j.x, (a.y + b.y) / 2 + j.y};
}

std::array<Point, 8> Grid::outline(int cell) const {
  const int x = 2 * (cell % width_), y = 2 * (cell / width_);
  return {moved(x, y),         moved(x + 1, y),     moved(x + 2, y),     moved(x + 2, y + 1),
          moved(x + 2, y + 2), moved(x + 1, y + 2), moved(x, y + 2),     moved(x, y + 1)};
}

/// Connected pieces of some cells, the largest first.
std::vector<std::vector<int>> pieces(const Grid& grid, const std::vector<int>& cells) {
  std::set<int> left(cells.begin(), cells.end());
  std::vector<std::vector<int>> found;
  while (!left.empty()) {
    std::vector<int> piece{*left.begin()};
    left.erase(left.begin());
    for (std::size_t i = 0; i < piece.size(); ++i)
      for (const int next : grid.around(piece[i]))
        if (left.erase(next) > 0) piece.push_back(next);
    found.push_back(std::move(piece));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return found;
}

/// Town in the south, borough in the north, the rural district between and around; each in one piece.
std::map<int, int> share_out(const Grid& grid, double phase) {
  std::vector<int> order = grid.cells();
  const Point centre = grid.centre();
  const auto level = [&](int cell) {
    const Point p = grid.middle(cell);
    return (p.y - centre.y) + 1.2 * std::sin((p.x - centre.x) / centre.x * 4 + phase);
  };
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return level(a) < level(b); });
  const auto town = order.size() * 32 / 100, rural = order.size() * 41 / 100;
  std::map<int, int> authority;
  for (std::size_t i = 0; i < order.size(); ++i) authority[order[i]] = i < town ? 0 : i < town + rural ? 2 : 1;
  // An outlying piece goes to a neighbour; a few rounds are enough for the shapes that occur.
  for (int round = 0; round < 6; ++round)
    for (int a = 0; a < 3; ++a) {
      std::vector<int> mine;
      for (const auto& [cell, owner] : authority)
        if (owner == a) mine.push_back(cell);
      const auto parts = pieces(grid, mine);
      for (std::size_t i = 1; i < parts.size(); ++i)
        for (const int cell : parts[i])
          for (const int next : grid.around(cell))
            if (authority.contains(next) && authority[next] != a) authority[cell] = authority[next];
    }
  return authority;
}

/// Draws the land together around a centre: the areas of a town are small, as people live close.
struct Pull {
  Point centre;
  double strength = 0, radius = 1;

  [[nodiscard]] Point operator()(Point p) const {
    const double dx = p.x - centre.x, dy = p.y - centre.y;
    const double scale = 1 - strength * std::exp(-(dx * dx + dy * dy) / (radius * radius));
    return {centre.x + dx * scale, centre.y + dy * scale};
  }
};

Point mean_of(const Grid& grid, const std::map<int, int>& authority, int wanted) {
  Point sum;
  double count = 0;
  for (const auto& [cell, owner] : authority) {
    if (owner != wanted) continue;
    const Point p = grid.middle(cell);
    sum.x += p.x, sum.y += p.y, ++count;
  }
  return {sum.x / count, sum.y / count};
}

Vertex vertex_of(Point p, Point centre, int county) {
  // Counties stand ten in a row, clear of each other; a cell is about 1.8 km wide.
  const double longitude = -2.6 + 1.1 * (county % 10) + (p.x - centre.x) * 0.0265;
  const double latitude = 52.3 + 0.7 * (county / 10) + (p.y - centre.y) * 0.0162;
  return {static_cast<int>(std::lround(longitude * 1e6)), static_cast<int>(std::lround(latitude * 1e6))};
}

/// Groups an authority's cells into wards of about five that hang together.
std::vector<std::vector<int>> wards_of(const Grid& grid, const std::vector<int>& cells) {
  std::set<int> left(cells.begin(), cells.end());
  std::vector<std::vector<int>> wards;
  while (!left.empty()) {
    std::vector<int> ward{*left.begin()};
    left.erase(left.begin());
    for (std::size_t i = 0; i < ward.size() && ward.size() < 5; ++i)
      for (const int next : grid.around(ward[i]))
        if (ward.size() < 5 && left.erase(next) > 0) ward.push_back(next);
    if (ward.size() < 3 && !wards.empty()) {
      // A remnant joins a ward next to it.
      for (auto& other : wards) {
        const bool touches = std::any_of(other.begin(), other.end(), [&](int cell) {
          const auto near = grid.around(cell);
          return std::find(near.begin(), near.end(), ward[0]) != near.end();
        });
        if (!touches) continue;
        other.insert(other.end(), ward.begin(), ward.end());
        ward.clear();
        break;
      }
    }
    if (!ward.empty()) wards.push_back(std::move(ward));
  }
  return wards;
}

County named_county(int number) {
  const auto names = county_names(number);
  County county;
  county.number = number;
  county.name = names.county;
  county.prison = names.prison;
  county.code = fmt::format("E109{:05}", number + 1);
  county.force_code = fmt::format("E239{:05}", number + 1);
  county.force = names.county + " Police";
  const std::array<std::string, 3> authority_names = {names.town, names.borough, names.rural};
  for (std::size_t a = 0; a < 3; ++a) {
    auto& authority = county.authorities[a];
    authority.code = fmt::format("E069{:05}", 3 * number + static_cast<int>(a) + 1);
    authority.name = authority_names[a];
    authority.setting = static_cast<Setting>(a);
  }
  county.authorities[0].aliases = {names.town + " Unitary", names.town + ", City of"};
  county.authorities[1].aliases = {names.borough + " Borough", names.borough + " Borough Council"};
  county.authorities[2].aliases = {names.rural.substr(8) + " Vale", names.rural + " District"};
  return county;
}

void add_areas(County& county, const Grid& grid, const std::map<int, int>& authority, int first_code) {
  const Point centre = grid.centre();
  const double size = std::sqrt(static_cast<double>(grid.cells().size()));
  const Pull town{mean_of(grid, authority, 0), 0.62, 0.38 * size}, borough{mean_of(grid, authority, 1), 0.5, 0.22 * size};
  std::map<int, int> index;
  for (int a = 0; a < 3; ++a) {
    std::vector<int> mine;
    for (const auto& [cell, owner] : authority)
      if (owner == a) mine.push_back(cell);
    int ward_in_authority = 0;
    for (const auto& cells : wards_of(grid, mine)) {
      Ward ward;
      const int number = static_cast<int>(county.wards.size());
      ward.authority = a;
      ward.name = ward_name(county.number, number);
      ++ward_in_authority;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        SmallArea area;
        const int position = static_cast<int>(county.small_areas.size());
        area.code = fmt::format("E019{:05}", first_code + position);
        area.name = fmt::format("{} {:03}{}", county.authorities[static_cast<std::size_t>(a)].name, ward_in_authority, static_cast<char>('A' + static_cast<int>(i)));
        area.authority = a;
        area.ward = number;
        for (const Point p : grid.outline(cells[i])) area.outline.push_back(vertex_of(borough(town(p)), centre, county.number));
        area.centre = vertex_of(borough(town(grid.middle(cells[i]))), centre, county.number);
        index[cells[i]] = position;
        ward.small_areas.push_back(position);
        county.authorities[static_cast<std::size_t>(a)].small_areas.push_back(position);
        county.small_areas.push_back(std::move(area));
      }
      county.wards.push_back(std::move(ward));
    }
  }
  for (const auto& [cell, position] : index)
    for (const int next : grid.around(cell))
      if (const auto found = index.find(next); found != index.end())
        county.small_areas[static_cast<std::size_t>(position)].neighbours.push_back(found->second);
}

/// Deprivation with long and short waves over the land, higher in the town and in the middle of the authorities.
void add_deprivation(County& county, std::uint64_t seed) {
  const ChanceKey key{seed, static_cast<std::uint32_t>(county.number), Theme::deprivation};
  Chance waves(key, 0);
  std::array<std::array<double, 3>, 5> wave{};
  for (auto& w : wave) w = {waves.between(-45, 45), waves.between(-70, 70), waves.between(0, 6.283185307179586)};
  for (std::size_t i = 0; i < county.small_areas.size(); ++i) {
    auto& area = county.small_areas[i];
    Chance chance(key, 10 + i);
    const double x = area.centre.longitude * 1e-6, y = area.centre.latitude * 1e-6;
    double value = std::array{0.75, 0.05, -0.6}[static_cast<std::size_t>(area.authority)];
    for (const auto& w : wave) value += 0.33 * std::sin(w[0] * x + w[1] * y + w[2]);
    area.deprivation = value + 0.30 * chance.normal();
    area.residents = 1842 * std::exp(0.15 * chance.normal() - 0.01125);
  }
  std::vector<std::size_t> order(county.small_areas.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return county.small_areas[a].deprivation > county.small_areas[b].deprivation; });
  int before = 0;
  for (const auto i : order) {
    auto& area = county.small_areas[i];
    const double less_deprived = stats::normal_probability(area.deprivation);
    area.rank = std::max(before + 1, 1 + static_cast<int>((1 - less_deprived) * kNationalSmallAreas));
    area.decile = std::min(10, 1 + (area.rank - 1) * 10 / kNationalSmallAreas);
    before = area.rank;
  }
}

}  // namespace

Layout layout_for(double scale) {
  Layout layout;
  layout.counties = std::max(1, static_cast<int>(scale));
  layout.small_areas = std::max(45, static_cast<int>(std::lround(380 * scale / layout.counties)));
  return layout;
}

County make_county(std::uint64_t seed, int number, const Layout& layout) {
  const ChanceKey key{seed, static_cast<std::uint32_t>(number), Theme::geography};
  const Grid grid(key, layout.small_areas);
  Chance chance(key, 2);
  const auto authority = share_out(grid, chance.between(0, 6.283185307179586));
  County county = named_county(number);
  add_areas(county, grid, authority, 1 + number * layout.small_areas);
  int ward_code = 1 + number * layout.small_areas;
  for (auto& ward : county.wards) ward.code = fmt::format("E059{:05}", ward_code++);
  add_deprivation(county, seed);
  return county;
}

long long signed_area(const Ring& ring) {
  long long twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Vertex a = ring[i], b = ring[(i + 1) % ring.size()];
    // Relative to the first vertex, so that the products stay small.
    const long long ax = a.longitude - ring[0].longitude, ay = a.latitude - ring[0].latitude;
    const long long bx = b.longitude - ring[0].longitude, by = b.latitude - ring[0].latitude;
    twice += ax * by - bx * ay;
  }
  return twice;
}

std::vector<Ring> outline_of(const County& county, const std::vector<int>& small_areas) {
  std::set<std::pair<Vertex, Vertex>> edges;
  for (const int i : small_areas) {
    const auto& ring = county.small_areas[static_cast<std::size_t>(i)].outline;
    for (std::size_t v = 0; v < ring.size(); ++v) {
      const Vertex a = ring[v], b = ring[(v + 1) % ring.size()];
      if (edges.erase({b, a}) == 0) edges.insert({a, b});
    }
  }
  std::vector<Ring> rings;
  while (!edges.empty()) {
    Ring ring;
    auto [start, at] = *edges.begin();
    Vertex from = start;
    edges.erase(edges.begin());
    ring.push_back(start);
    while (at != start) {
      ring.push_back(at);
      // Where two corners touch, the sharpest left turn keeps the ring simple.
      auto best = edges.end();
      double best_turn = -10;
      for (auto edge = edges.lower_bound({at, Vertex{INT32_MIN, INT32_MIN}}); edge != edges.end() && edge->first == at; ++edge) {
        const double in_x = at.longitude - from.longitude, in_y = at.latitude - from.latitude;
        const double out_x = edge->second.longitude - at.longitude, out_y = edge->second.latitude - at.latitude;
        const double turn = std::atan2(in_x * out_y - in_y * out_x, in_x * out_x + in_y * out_y);
        if (turn > best_turn) best_turn = turn, best = edge;
      }
      from = at;
      at = best->second;
      edges.erase(best);
    }
    rings.push_back(std::move(ring));
  }
  std::stable_sort(rings.begin(), rings.end(), [](const Ring& a, const Ring& b) { return signed_area(a) > signed_area(b); });
  return rings;
}

}  // namespace dmp::synth
