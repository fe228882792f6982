#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "calc/result_by_name.hpp"
#include "stats/communities.hpp"
#include "stats/random.hpp"

namespace dmp::calc {
namespace {

/// W. W. Zachary (1977), Journal of Anthropological Research 33, 452-473: who met whom in a karate club.
std::string karate(int first = 0) {
  std::string text =
      "0-1,0-2,0-3,0-4,0-5,0-6,0-7,0-8,0-10,0-11,0-12,0-13,0-17,0-19,0-21,0-31,1-2,1-3,1-7,1-13,1-17,1-19,1-21,1-30,2-3,2-7,2-8,2-9,2-13,"
      "2-27,2-28,2-32,3-7,3-12,3-13,4-6,4-10,5-6,5-10,5-16,6-16,8-30,8-32,8-33,13-33,19-33,31-24,31-25,31-28,31-32,31-33,30-32,30-33,9-33,"
      "27-23,27-24,27-33,28-33,32-14,32-15,32-18,32-20,32-22,32-23,32-29,32-33,33-14,33-15,33-18,33-20,33-22,33-23,33-26,33-29,23-25,23-29,"
      "25-24,29-26";
  std::string csv = "from,to\n";
  std::istringstream pairs(text);
  for (std::string pair; std::getline(pairs, pair, ',');) {
    const std::size_t dash = pair.find('-');
    csv += std::to_string(std::stoi(pair.substr(0, dash)) + first) + "," + std::to_string(std::stoi(pair.substr(dash + 1)) + first) + "\n";
  }
  return csv;
}

std::size_t row_of(const ResultByName& result, const std::string& node) {
  for (std::size_t row = 0; row < result.rows(); ++row)
    if (result.text(row, "node") == node) return row;
  ADD_FAILURE() << "no node " << node;
  return 0;
}

const std::vector<std::string> kMeasures = {"degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core", "clustering",
                                            "fragmentation"};

void expect_nodes(const ResultByName& result, const std::map<std::string, std::vector<double>>& nodes) {
  for (const auto& [node, values] : nodes)
    for (std::size_t k = 0; k < kMeasures.size(); ++k) EXPECT_NEAR(result.number(row_of(result, node), kMeasures[k]), values[k], 1e-9) << node
        << ' ' << kMeasures[k];
}

// networkx 3.6.1: betweenness_centrality(normalized=False), closeness_centrality, eigenvector_centrality, pagerank, core_number, clustering.
TEST(CalcCentrality, MatchesTheKarateClub) {
  const ResultByName result("centrality", karate());
  EXPECT_EQ(result.rows(), 34U);
  expect_nodes(result, {{"0", {16, 16, 231.071428571, 0.568965517241, 0.355491444524, 0.0969972853883, 4, 0.15, 0.316287878788}},
                        {"2", {10, 10, 75.8507936508, 0.559322033898, 0.317192504486, 0.0570785094885, 4, 0.244444444444, 0}},
                        {"9", {2, 2, 0.447619047619, 0.434210526316, 0.102674250724, 0.014309397129, 2, 0, 0}},
                        {"11", {1, 1, 0, 0.366666666667, 0.0528556974935, 0.00956474549214, 1, 0, 0}},
                        {"16", {2, 2, 0, 0.284482758621, 0.0236356281046, 0.0167840054442, 2, 1, 0}},
                        {"33", {17, 17, 160.551587302, 0.55, 0.373363470292, 0.100919182333, 4, 0.110294117647, 0}}});
}

// networkx 3.6.1 as above, core and clustering of the network without directions.
TEST(CalcCentrality, MatchesADirectedWeightedNetwork) {
  Call call;
  call.options["directed"] = "true";
  const ResultByName result("centrality", "from,to,weight\na,b,2\nb,c,1\nc,a,1\nc,d,3\nd,e,1\nf,d,4\nb,d,1\n", call);
  expect_nodes(result, {{"a", {2, 3, 1, 0.266666666667, 0.301511344578, 0.0942076149124, 2, 1, 0}},
                        {"b", {3, 4, 3, 0.266666666667, 0.301511344578, 0.146836431207, 2, 0.666666666667, 0}},
                        {"c", {3, 5, 1, 0.266666666667, 0.301511344578, 0.129165441794, 2, 0.666666666667, 0}},
                        {"d", {4, 9, 4, 0.64, 0.603022689156, 0.268254375689, 2, 0.166666666667, 0.7}},
                        {"e", {1, 1, 0, 0.5, 0.603022689156, 0.294776177867, 1, 0, 0}},
                        {"f", {1, 4, 0, 0, 0, 0.0667599585311, 1, 0, 0}}});
}

TEST(CalcCentrality, RepeatedLinksAreOneAndLoopsCountNowhere) {
  const ResultByName result("centrality", "from,to,weight\na,b,2\nb,a,3\na,a,9\nc,c,1\n");
  EXPECT_EQ(result.number(0, "degree"), 1);
  EXPECT_EQ(result.number(0, "strength"), 5);
  EXPECT_EQ(result.text(2, "node"), "c");
  EXPECT_EQ(result.number(2, "closeness"), 0);
}

TEST(CalcCentrality, ANetworkWithoutCycleHasNoEigenvector) {
  Call call;
  call.options["directed"] = "yes";
  const ResultByName result("centrality", "from,to\na,b\nb,c\n", call);
  EXPECT_TRUE(std::isnan(result.number(0, "eigenvector")));
  EXPECT_NE(result.text(0, "note").find("no eigenvector"), std::string::npos);
  EXPECT_EQ(ResultByName("centrality", "from,to\n").rows(), 0U);
  EXPECT_NE(mistake_of("centrality", "from,to\na,\n").find("ends nowhere (table.csv:2:2)"), std::string::npos);
}

/// A network of links drawn at random.
std::string random_links(std::uint64_t seed, std::uint64_t nodes, int links) {
  stats::RandomSequence random(stats::CounterRandom(seed, 1));
  std::string csv = "from,to\n";
  for (int k = 0; k < links; ++k) {
    const std::uint64_t from = random.whole(nodes), to = random.whole(nodes);
    csv += std::to_string(from) + "," + std::to_string(to) + "\n";
  }
  return csv;
}

/// Fragmentation by taking the node out and walking through what is left.
double fragmentation_by_walking(const std::string& csv, const std::string& without) {
  std::map<std::string, std::set<std::string>> links;
  std::istringstream lines(csv.substr(csv.find('\n') + 1));
  for (std::string line; std::getline(lines, line);) {
    const std::string from = line.substr(0, line.find(',')), to = line.substr(line.find(',') + 1);
    links[from].insert(to);
    links[to].insert(from);
  }
  links.erase(without);
  const auto n = static_cast<double>(links.size());
  std::set<std::string> seen = {without};
  double pairs = 0;
  for (const auto& start : links) {
    if (!seen.insert(start.first).second) continue;
    std::vector<std::string> part = {start.first};
    for (std::size_t at = 0; at < part.size(); ++at) {
      const std::set<std::string> next = links[part[at]];
      for (const std::string& other : next)
        if (seen.insert(other).second) part.push_back(other);
    }
    pairs += static_cast<double>(part.size()) * (static_cast<double>(part.size()) - 1);
  }
  return 1 - pairs / (n * (n - 1));
}

TEST(CalcCentrality, FragmentationIsThatOfTheRestWalkedThrough) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::string csv = random_links(seed, 40, 35);
    const ResultByName result("centrality", csv);
    for (std::size_t row = 0; row < result.rows(); ++row) EXPECT_NEAR(result.number(row, "fragmentation"),
                                                                      fragmentation_by_walking(csv, result.text(row, "node")), 1e-12);
  }
}

TEST(CalcCentrality, ThreadsChangeNothing) {
  const std::string csv = random_links(9, 200, 600);
  Call one, four;
  one.threads = 1;
  four.threads = 4;
  const ResultByName a("centrality", csv, one), b("centrality", csv, four);
  for (std::size_t row = 0; row < a.rows(); ++row)
    for (const std::string& measure : kMeasures) EXPECT_EQ(a.number(row, measure), b.number(row, measure)) << measure;
}

// The best modularity that there is: U. Brandes et al. (2008), IEEE Transactions on Knowledge and Data Engineering 20, 172-188.
TEST(CalcCommunities, FindTheBestOfTheKarateClub) {
  const ResultByName result("communities", karate());
  std::set<double> seen;
  for (std::size_t row = 0; row < result.rows(); ++row) {
    EXPECT_NEAR(result.number(row, "modularity"), 0.419790, 5e-7);
    seen.insert(result.number(row, "community"));
  }
  EXPECT_EQ(seen, (std::set<double>{1, 2, 3, 4}));
}

// By hand: two triangles and one link between them: 2 (3/7 - (7/14)^2).
TEST(CalcCommunities, TwoTrianglesAreTwoCommunities) {
  const ResultByName result("communities", "from,to\na,b\nb,c\nc,a\nc,d\nd,e\ne,f\nf,d\n");
  EXPECT_NEAR(result.number(0, "modularity"), 2 * (3.0 / 7 - 0.25), 1e-12);
  for (std::size_t row = 0; row < 6; ++row) EXPECT_EQ(result.number(row, "community"), row < 3 ? 1 : 2);
}

TEST(CalcCommunities, WeightsCountAndLinksWithoutOneAreLeftOut) {
  const ResultByName result("communities", "from,to,weight\na,b,10\nb,c,1\nc,d,10\nd,a,1\na,c,\n");
  EXPECT_EQ(result.number(0, "community"), result.number(1, "community"));
  EXPECT_NE(result.number(0, "community"), result.number(2, "community"));
  EXPECT_EQ(result.text(0, "note"), "1 links without a weight left out");
  EXPECT_EQ(ResultByName("communities", "from,to\na,a\n").text(0, "note"), "no links: no modularity");
}

TEST(CalcCommunities, TheNumbersAreThoseOfThePartition) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::vector<stats::NetworkLink> links;
    stats::RandomSequence random(stats::CounterRandom(seed, 2));
    for (int k = 0; k < 150; ++k) links.push_back({static_cast<std::uint32_t>(random.whole(60)), static_cast<std::uint32_t>(random.whole(60)),
                                                   1 + random.uniform()});
    const stats::Network network = stats::make_network(60, links, false);
    const stats::Communities found = stats::leiden_communities(network, seed);
    EXPECT_NEAR(found.modularity, stats::modularity(network, found.of), 1e-12);
    // No single move gains anything.
    for (std::size_t node = 0; node < 60; ++node) {
      for (std::size_t community = 0; community < found.count; ++community) {
        std::vector<std::size_t> moved = found.of;
        moved[node] = community;
        EXPECT_LE(stats::modularity(network, moved), found.modularity + 1e-9) << seed;
      }
    }
  }
}

TEST(CalcNetworks, GroupsAreNetworksOfTheirOwn) {
  Call call;
  call.by = {"year"};
  const ResultByName result("communities", "year,from,to\n1,a,b\n2,a,b\n1,b,c\n2,c,d\n", call);
  ASSERT_EQ(result.rows(), 7U);
  EXPECT_EQ(result.text(0, "year"), "1");
  EXPECT_EQ(result.number(0, "modularity"), 0);
  EXPECT_EQ(result.number(6, "modularity"), 0.5);
}

}  // namespace
}  // namespace dmp::calc
