#include "places/simplified.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <unordered_map>

namespace dmp::places {
namespace {

/// A vertex as whole numbers of a millionth of a degree, so that equal ones are equal.
using Vertex = std::pair<std::int64_t, std::int64_t>;

struct VertexHash {
  std::size_t operator()(const Vertex& v) const { return static_cast<std::size_t>(v.first) * 0x9E3779B97F4A7C15ULL ^ static_cast<std::size_t>(v.second); }
};

Vertex vertex_of(const Point& p) { return {std::llround(p.longitude * 1e6), std::llround(p.latitude * 1e6)}; }

/// Up to two neighbours of a vertex over all borders; more: a place where borders part.
struct Around {
  std::array<Vertex, 2> next{};
  int count = 0;
  void add(const Vertex& v) {
    for (int i = 0; i < std::min(count, 2); ++i)
      if (next[static_cast<std::size_t>(i)] == v) return;
    if (count < 2) next[static_cast<std::size_t>(count)] = v;
    ++count;
  }
};

using Arc = std::vector<Vertex>;

double distance_from_line(const Vertex& p, const Vertex& a, const Vertex& b, double east) {
  const double bx = static_cast<double>(b.first - a.first) * east, by = static_cast<double>(b.second - a.second), px = static_cast<double>(p.first - a.first) * east, py = static_cast<double>(p.second - a.second);
  const double length = bx * bx + by * by, along = length > 0 ? std::clamp((px * bx + py * by) / length, 0.0, 1.0) : 0;
  return std::hypot(px - along * bx, py - along * by);
}

void keep_far(const Arc& arc, std::size_t first, std::size_t last, double tolerance, double east, std::vector<char>& kept) {
  std::vector<std::pair<std::size_t, std::size_t>> open = {{first, last}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    double most = 0;
    std::size_t farthest = 0;
    for (std::size_t i = from + 1; i < to; ++i)
      if (const double distance = distance_from_line(arc[i], arc[from], arc[to], east); distance > most) most = distance, farthest = i;
    if (most <= tolerance) continue;
    kept[farthest] = 1;
    open.push_back({from, farthest});
    open.push_back({farthest, to});
  }
}

/// An arc simplified, the same whichever way it is walked.
Arc simplified_arc(Arc arc, double tolerance) {
  const bool turned = arc.back() < arc.front() || (arc.back() == arc.front() && arc.size() > 2 && arc[arc.size() - 2] < arc[1]);
  if (turned) std::reverse(arc.begin(), arc.end());
  const double east = std::cos(static_cast<double>(arc.front().second) / 1e6 * 3.14159265358979323846 / 180);
  std::vector<char> kept(arc.size(), 0);
  kept.front() = kept.back() = 1;
  std::size_t middle = 0;
  if (arc.front() == arc.back()) {
    // A closed ring needs a second fixed point: the one farthest from the first.
    double most = -1;
    for (std::size_t i = 1; i + 1 < arc.size(); ++i)
      if (const double distance = std::hypot(static_cast<double>(arc[i].first - arc[0].first) * east, static_cast<double>(arc[i].second - arc[0].second)); distance > most) most = distance, middle = i;
    kept[middle] = 1;
    keep_far(arc, 0, middle, tolerance, east, kept);
  }
  keep_far(arc, middle, arc.size() - 1, tolerance, east, kept);
  Arc result;
  for (std::size_t i = 0; i < arc.size(); ++i)
    if (kept[i]) result.push_back(arc[i]);
  if (turned) std::reverse(result.begin(), result.end());
  return result;
}

Ring simplified_ring(const Ring& ring, const std::unordered_map<Vertex, Around, VertexHash>& around, double tolerance) {
  Arc vertices;
  for (const Point& p : ring)
    if (const Vertex v = vertex_of(p); vertices.empty() || vertices.back() != v) vertices.push_back(v);
  if (vertices.size() > 1 && vertices.front() == vertices.back()) vertices.pop_back();
  if (vertices.size() < 4) return ring;
  // Begin where borders part; without such a place at the least vertex, whichever area the ring belongs to.
  std::size_t start = SIZE_MAX;
  for (std::size_t i = 0; i < vertices.size() && start == SIZE_MAX; ++i)
    if (around.at(vertices[i]).count != 2) start = i;
  if (start == SIZE_MAX) start = static_cast<std::size_t>(std::min_element(vertices.begin(), vertices.end()) - vertices.begin());
  std::rotate(vertices.begin(), vertices.begin() + static_cast<std::ptrdiff_t>(start), vertices.end());
  vertices.push_back(vertices.front());
  Arc whole, arc;
  for (std::size_t i = 0; i < vertices.size(); ++i) {
    arc.push_back(vertices[i]);
    const bool ends = arc.size() > 1 && (i + 1 == vertices.size() || around.at(vertices[i]).count != 2);
    if (!ends) continue;
    Arc part = simplified_arc(arc, tolerance);
    whole.insert(whole.end(), part.begin() + (whole.empty() ? 0 : 1), part.end());
    arc = {vertices[i]};
  }
  if (whole.size() < 4) return ring;
  Ring result;
  for (const Vertex& v : whole) result.push_back({static_cast<double>(v.first) / 1e6, static_cast<double>(v.second) / 1e6});
  return result;
}

}  // namespace

std::vector<Shape> simplified(const std::vector<Shape>& shapes, double tolerance) {
  std::unordered_map<Vertex, Around, VertexHash> around;
  for (const Shape& shape : shapes)
    for (const Polygon& polygon : shape.polygons)
      for (const Ring& ring : polygon)
        for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
          const Vertex a = vertex_of(ring[i]), b = vertex_of(ring[i + 1]);
          if (a == b) continue;
          around[a].add(b);
          around[b].add(a);
        }
  std::vector<Shape> result;
  for (const Shape& shape : shapes) {
    Shape& made = result.emplace_back(Shape{shape.code, shape.name, {}});
    for (const Polygon& polygon : shape.polygons) {
      Polygon& rings = made.polygons.emplace_back();
      for (const Ring& ring : polygon) rings.push_back(ring.size() < 4 ? ring : simplified_ring(ring, around, tolerance * 1e6));
    }
  }
  return result;
}

}  // namespace dmp::places
