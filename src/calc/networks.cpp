#include <array>
#include <cmath>
#include <unordered_map>

#include "calc/method.hpp"
#include "core/errors.hpp"
#include "stats/communities.hpp"
#include "stats/network.hpp"

namespace dmp::calc {
namespace {

using core::Cell;

/// The nodes in the order in which they come up, and the links between them.
struct LinkTable {
  std::vector<std::string> nodes;
  std::vector<stats::NetworkLink> links;
  std::size_t left_out = 0;  ///< links whose weight is missing
};

LinkTable links_of(const Request& request) {
  const std::vector<std::string> from = request.texts("from"), to = request.texts("to");
  const bool weighted = request.has("weight");
  const Numbers weight = weighted ? request.counts("weight") : Numbers();
  LinkTable table;
  std::unordered_map<std::string, std::uint32_t> known;
  const auto number = [&](const std::string& node) {
    const auto [found, is_new] = known.try_emplace(node, static_cast<std::uint32_t>(table.nodes.size()));
    if (is_new) table.nodes.push_back(node);
    return found->second;
  };
  for (std::size_t row = 0; row < request.table.rows; ++row) {
    if (from[row].empty()) request.fail(row, "from", "a link starts nowhere", "name the node at both its ends");
    if (to[row].empty()) request.fail(row, "to", "a link ends nowhere", "name the node at both its ends");
    const std::uint32_t start = number(from[row]), end = number(to[row]);
    if (weighted && weight.missing(row)) ++table.left_out;
    else table.links.push_back({start, end, weighted ? weight[row] : 1});
  }
  return table;
}

Cell note_of(const LinkTable& table, const std::string& more) {
  std::string note = table.left_out ? std::to_string(table.left_out) + " links without a weight left out" : "";
  if (!more.empty()) note += (note.empty() ? "" : "; ") + more;
  return note.empty() ? Cell() : Cell(note);
}

core::DataTable centrality(const Request& request) {
  const LinkTable table = links_of(request);
  const stats::Network network = stats::make_network(table.nodes.size(), table.links, request.yes("directed"));
  const std::vector<stats::Centrality> found = stats::centrality(network, request.threads);
  core::DataTable result = request.result({"node", "degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core",
                                           "clustering", "fragmentation"});
  for (std::size_t node = 0; node < found.size(); ++node) {
    const stats::Centrality& one = found[node];
    std::vector<Cell> row = {Cell(table.nodes[node])};
    for (const double number : {one.degree, one.strength, one.betweenness, one.closeness, one.eigenvector, one.pagerank, one.core, one.clustering,
                                one.fragmentation})
      row.push_back(number_cell(number));
    row.push_back(note_of(table, std::isnan(one.eigenvector) ? "no eigenvector: no links that lead back" : ""));
    result.add(std::move(row));
  }
  return result;
}

core::DataTable communities(const Request& request) {
  const LinkTable table = links_of(request);
  const stats::Network network = stats::make_network(table.nodes.size(), table.links, false);
  const stats::Communities found = stats::leiden_communities(network, request.seed);
  core::DataTable result = request.result({"node", "community", "modularity"});
  for (std::size_t node = 0; node < table.nodes.size(); ++node)
    result.add({Cell(table.nodes[node]), Cell(static_cast<long long>(found.of[node]) + 1), number_cell(found.modularity),
                note_of(table, std::isnan(found.modularity) ? "no links: no modularity" : "")});
  return result;
}

constexpr std::string_view kFamily = "Networks";

}  // namespace

std::vector<Method> network_methods() {
  const std::vector<ColumnUse> links = {{"from", "the node at one end"}, {"to", "the node at the other"},
                                        {"weight", "the weight of the link", false}};
  return {
      {.name = "centrality", .family = kFamily, .summary = "who is central: a row a node, in the order in which the nodes come up",
       .writes = "node, degree, strength, betweenness, closeness, eigenvector, pagerank, core, clustering, fragmentation",
       .example = "centrality links.csv --from suspect --to associate --weight times", .columns = links,
       .options = {{"directed", "links lead one way", "no", true}}, .run = centrality, .grouping = Method::Grouping::group_by_group},
      {.name = "communities", .family = kFamily, .summary = "groups that are linked more among themselves than chance gives (Leiden, modularity)",
       .writes = "node, community (1 the largest), modularity", .example = "communities links.csv --from suspect --to associate", .columns = links,
           .run = communities, .grouping = Method::Grouping::group_by_group},
  };
}

}  // namespace dmp::calc
