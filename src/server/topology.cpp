#include "server/topology.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/data_table.hpp"

namespace dmp::server {
namespace {

std::uint64_t key_of(const GridPoint& p) { return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(p.x)) << 32) | static_cast<std::uint32_t>(p.y); }

/// Spreads neighbouring points over the buckets.
struct PointHash {
  std::size_t operator()(std::uint64_t key) const {
    key ^= key >> 31, key *= 0x9E3779B97F4A7C15ULL, key ^= key >> 29;
    return static_cast<std::size_t>(key);
  }
};

void append_number(std::string& out, long long number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end);
}

/// Cuts rings where more than two borders meet and gives each piece of border once.
class Topology {
 public:
  explicit Topology(const std::vector<GridArea>& areas) {
    for (const GridArea& area : areas)
      for (const GridPolygon& polygon : area.polygons)
        for (const GridRing& ring : polygon) learn(ring);
  }

  /// The arcs of a ring: numbers of arcs, ~number where it is walked backwards. Empty where nothing is left of the ring.
  std::vector<std::int64_t> arcs_of(const GridRing& given) {
    GridRing ring = cleaned(given);
    if (ring.size() < 4) return {};
    ring.pop_back();
    const auto first = std::find_if(ring.begin(), ring.end(), [&](const GridPoint& p) { return junctions_.contains(key_of(p)); });
    // A ring that touches no other begins at its least point, so that the same ring is the same arc.
    const auto begin = first != ring.end() ? first : std::min_element(ring.begin(), ring.end(), [](const GridPoint& a, const GridPoint& b) { return key_of(a) < key_of(b); });
    std::rotate(ring.begin(), begin, ring.end());
    ring.push_back(ring.front());
    std::vector<std::int64_t> arcs;
    GridRing arc{ring.front()};
    for (std::size_t i = 1; i < ring.size(); ++i) {
      arc.push_back(ring[i]);
      if (i + 1 < ring.size() && !junctions_.contains(key_of(ring[i]))) continue;
      arcs.push_back(number_of(arc));
      arc = {ring[i]};
    }
    return arcs;
  }

  /// All arcs, as steps.
  [[nodiscard]] std::string text() const {
    std::string out = "[";
    for (std::size_t i = 0; i < arcs_.size(); ++i) {
      out += i > 0 ? ",[" : "[";
      GridPoint before;
      for (std::size_t k = 0; k < arcs_[i].size(); ++k) {
        out += k > 0 ? ",[" : "[";
        append_number(out, arcs_[i][k].x - before.x);
        out += ',';
        append_number(out, arcs_[i][k].y - before.y);
        out += ']';
        before = arcs_[i][k];
      }
      out += ']';
    }
    return out + "]";
  }

 private:
  static GridRing cleaned(const GridRing& ring) {
    GridRing clean;
    for (const GridPoint& point : ring)
      if (clean.empty() || !(clean.back() == point)) clean.push_back(point);
    if (clean.size() > 1 && !(clean.front() == clean.back())) clean.push_back(clean.front());
    return clean;
  }

  /// A point is a junction where its neighbours are not the same two in every ring that has it.
  void learn(const GridRing& given) {
    GridRing ring = cleaned(given);
    if (ring.size() < 4) return;
    ring.pop_back();
    for (std::size_t i = 0; i < ring.size(); ++i) {
      std::uint64_t a = key_of(ring[(i + ring.size() - 1) % ring.size()]), b = key_of(ring[(i + 1) % ring.size()]);
      if (a > b) std::swap(a, b);
      const auto [place, fresh] = neighbours_.try_emplace(key_of(ring[i]), std::array<std::uint64_t, 2>{a, b});
      if (!fresh && place->second != std::array<std::uint64_t, 2>{a, b}) junctions_.insert(key_of(ring[i]));
    }
  }

  std::int64_t number_of(const GridRing& arc) {
    GridRing backwards(arc.rbegin(), arc.rend());
    const auto bytes = [](const GridRing& points) { return std::string(reinterpret_cast<const char*>(points.data()), points.size() * sizeof(GridPoint)); };
    std::string key = bytes(arc), other = bytes(backwards);
    if (const auto known = numbers_.find(key); known != numbers_.end()) return known->second;
    if (const auto known = numbers_.find(other); known != numbers_.end()) return ~known->second;
    const auto number = static_cast<std::int64_t>(arcs_.size());
    arcs_.push_back(arc);
    numbers_.emplace(std::move(key), number);
    return number;
  }

  std::unordered_map<std::uint64_t, std::array<std::uint64_t, 2>, PointHash> neighbours_;
  std::unordered_set<std::uint64_t, PointHash> junctions_;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::vector<GridRing> arcs_;
};

std::string rings_text(Topology& topology, const GridPolygon& polygon) {
  std::string out;
  for (const GridRing& ring : polygon) {
    const std::vector<std::int64_t> arcs = topology.arcs_of(ring);
    // Without its outer ring a polygon has no holes either.
    if (arcs.empty() && &ring == &polygon.front()) return {};
    if (arcs.empty()) continue;
    out += out.empty() ? "[" : ",[";
    for (std::size_t i = 0; i < arcs.size(); ++i) {
      if (i > 0) out += ',';
      append_number(out, arcs[i]);
    }
    out += ']';
  }
  return out;
}

}  // namespace

std::string topology_text(const std::vector<GridArea>& areas) {
  Topology topology(areas);
  std::string geometries;
  for (const GridArea& area : areas) {
    geometries += geometries.empty() ? "\n" : ",\n";
    std::string polygons;
    std::size_t count = 0;
    for (const GridPolygon& polygon : area.polygons) {
      const std::string rings = rings_text(topology, polygon);
      if (rings.empty()) continue;
      polygons += (count++ > 0 ? ",[" : "[") + rings + "]";
    }
    geometries += count == 0 ? "{\"type\":null" : count == 1 ? "{\"type\":\"Polygon\",\"arcs\":" + polygons : "{\"type\":\"MultiPolygon\",\"arcs\":[" + polygons + "]";
    geometries += ",\"id\":";
    geometries += core::json_string(area.code);
    geometries += ",\"properties\":{\"name\":";
    geometries += core::json_string(area.name);
    geometries += "}}";
  }
  return "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.00001,0.00001],\"translate\":[0,0]},\"objects\":{\"areas\":{\"type\":\"GeometryCollection\",\"geometries\":[" + geometries + "]}},\"arcs\":" + topology.text() + "}\n";
}

}  // namespace dmp::server
