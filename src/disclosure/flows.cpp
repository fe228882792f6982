#include "disclosure/flows.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "core/number.hpp"

namespace dmp::disclosure {
namespace {

constexpr double kSame = 1e-6;

/// What goes into a node and what comes out of it.
struct Node {
  std::vector<std::uint32_t> in, out;
};

double sum_of(const LinkedTable& table, const std::vector<std::uint32_t>& cells) {
  double sum = 0;
  for (const std::uint32_t cell : cells) sum += table.cells[cell].value;
  return sum;
}

}  // namespace

std::optional<Flow> flow_of(const std::string& category) {
  const std::size_t blank = category.find(' '), arrow = category.find(" > ");
  if (arrow == std::string::npos || blank >= arrow) return std::nullopt;
  const auto step = core::parse_integer(category.substr(0, blank));
  if (!step || *step < 1 || *step > 99) return std::nullopt;
  return Flow{static_cast<int>(*step), category.substr(blank + 1, arrow - blank - 1), category.substr(arrow + 3)};
}

void add_nodes_of_flows(LinkedTable& table, std::map<Slot, std::uint32_t>& cells, const Rule& rule) {
  // By the slot of the node: the place between the steps is in its category type.
  std::map<Slot, Node> nodes;
  for (const auto& [slot, cell] : cells) {
    const auto flow = flow_of(slot.category);
    if (!flow) continue;
    const auto node = [&](int place, const std::string& name) -> Node& {
      Slot at = slot;
      at.category_type += ", place " + std::to_string(place);
      at.category = name;
      return nodes[at];
    };
    node(flow->step - 1, flow->from).out.push_back(cell);
    node(flow->step, flow->to).in.push_back(cell);
  }
  for (auto& [slot, node] : nodes) {
    const double in = sum_of(table, node.in), out = sum_of(table, node.out);
    const bool conserved = node.in.empty() || node.out.empty() || std::abs(in - out) < kSame;
    const auto add = [&](Slot at, double value) {
      const std::uint32_t cell = table.add({.value = value, .sensitive = rule.holds_back(value), .hidden = true});
      cells.emplace(std::move(at), cell);
      return cell;
    };
    const std::uint32_t arrived = add(slot, node.in.empty() ? out : in);
    table.bind(arrived, node.in.empty() ? node.out : node.in);
    if (node.in.empty() || node.out.empty()) continue;
    Slot leaving = slot;
    leaving.category_type += ", leaving";
    table.bind(conserved ? arrived : add(leaving, out), node.out);
  }
}

}  // namespace dmp::disclosure
