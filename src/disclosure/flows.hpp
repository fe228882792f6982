#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "disclosure/linked_table.hpp"
#include "disclosure/queries.hpp"
#include "disclosure/rule.hpp"

namespace dmp::disclosure {

/// A step of a way, as categories name it: "2 prescribing > completed".
struct Flow {
  int step = 0;
  std::string from, to;
};
std::optional<Flow> flow_of(const std::string& category);

/// Adds to a query's cells what its ways add up to at each of their nodes, which nobody shows but everybody can reckon: who arrives at a
/// node by one step leaves it by the next. A node is a hidden cell, sensitive where small, in a category type of its own for each
/// place between the steps; nodes of one place add up to the total like any categories. Where people who arrive and who leave
/// differ (some are still there) they are two nodes.
void add_nodes_of_flows(LinkedTable& table, std::map<Slot, std::uint32_t>& cells, const Rule& rule);

}  // namespace dmp::disclosure
