#include "synth/boundaries.hpp"

#include "core/data_table.hpp"
#include "synth/sheet.hpp"

namespace dmp::synth {
namespace {

std::string coordinates(const Ring& ring) {
  std::string text = "[";
  for (std::size_t i = 0; i <= ring.size(); ++i) {
    const Vertex v = ring[i % ring.size()];
    if (i != 0) text += ',';
    text += '[' + fixed_text(v.longitude / 1e6, 6) + ',' + fixed_text(v.latitude / 1e6, 6) + ']';
  }
  return text + ']';
}

/// Outer rings with the holes, which of the shapes that occur lie in the largest ring.
std::string geometry(const std::vector<Ring>& rings) {
  std::vector<std::string> polygons;
  for (const auto& ring : rings) {
    if (signed_area(ring) > 0) polygons.push_back(coordinates(ring));
    else polygons.front() += ',' + coordinates(ring);
  }
  if (polygons.size() == 1) return R"({"type":"Polygon","coordinates":[)" + polygons[0] + "]}";
  std::string text = R"({"type":"MultiPolygon","coordinates":[)";
  for (std::size_t i = 0; i < polygons.size(); ++i) text += (i == 0 ? "[" : ",[") + polygons[i] + ']';
  return text + "]}";
}

std::string feature(const std::string& code, const std::string& name, const std::vector<Ring>& rings) {
  return R"({"type":"Feature","properties":{"area_code":)" + core::json_string(code) + R"(,"area_name":)" + core::json_string(name) +
         R"(,"vintage":"2021"},"geometry":)" + geometry(rings) + '}';
}

}  // namespace

std::string boundary_features(const County& county, bool first) {
  std::string text;
  const auto add = [&](const std::string& code, const std::string& name, const std::vector<Ring>& rings) {
    text += (first ? "" : ",\n") + feature(code, name, rings);
    first = false;
  };
  std::vector<int> all;
  for (int i = 0; i < static_cast<int>(county.small_areas.size()); ++i) all.push_back(i);
  add(county.code, county.name, outline_of(county, all));
  for (const auto& authority : county.authorities) add(authority.code, authority.name, outline_of(county, authority.small_areas));
  for (const auto& ward : county.wards) add(ward.code, ward.name, outline_of(county, ward.small_areas));
  for (const auto& small : county.small_areas) add(small.code, small.name, {small.outline});
  return text;
}

}  // namespace dmp::synth
