#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "catalogue/market_definitions.hpp"
#include "markets/sampler.hpp"
#include "stats/copula.hpp"

namespace dmp::markets {

/// A parameter as one model uses it.
struct Parameter {
  std::string id;            ///< "powder_cocaine.days.frequent", "common.coverage", "heroin.users.E06000032": names its stream of draws
  catalogue::MarketParameter definition;
  std::string origin;        ///< catalogue | profile | data
  Sampler sampler;
};

/// Values of all parameters for a block of draws: one column a parameter.
class Block {
 public:
  Block(std::size_t parameters, std::size_t draws) : draws_(draws), data_(parameters * draws) {}
  /// Takes another shape and keeps its memory; what it held is lost.
  void reshape(std::size_t parameters, std::size_t draws) {
    draws_ = draws;
    data_.resize(parameters * draws);
  }
  [[nodiscard]] std::size_t draws() const { return draws_; }
  [[nodiscard]] std::span<double> column(std::size_t parameter) { return {data_.data() + parameter * draws_, draws_}; }
  [[nodiscard]] std::span<const double> column(std::size_t parameter) const { return {data_.data() + parameter * draws_, draws_}; }

 private:
  std::size_t draws_;
  std::vector<double> data_;
};

/// The parameters of one model and how they move together (Gaussian copula).
class ParameterSet {
 public:
  /// Adds a parameter and gives its column.
  std::size_t add(Parameter parameter);
  /// Declares a rank correlation between parameters of the set. A usage UserError where the matrix is not positive definite.
  void correlate(const std::vector<std::size_t>& columns, const catalogue::MarketCorrelation& correlation);

  [[nodiscard]] const std::vector<Parameter>& all() const { return parameters_; }
  [[nodiscard]] std::size_t size() const { return parameters_.size(); }
  /// The first parameter of those that a column moves with; itself where it moves alone.
  [[nodiscard]] std::size_t leader(std::size_t column) const;

  /// The draws first, first + 1, ... of every parameter. variant 0 is the simulation; other variants are independent of it (for Sobol's matrices).
  void fill(std::uint64_t seed, std::uint64_t variant, std::uint64_t first, Block& block) const;
  /// Probabilities, not yet values: fill is probabilities followed by to_values.
  void fill_probabilities(std::uint64_t seed, std::uint64_t variant, std::uint64_t first, Block& block) const;
  void to_values(Block& block) const;
  /// The columns that move with a column, itself among them.
  [[nodiscard]] std::vector<std::size_t> companions(std::size_t column) const;
  /// Every parameter at its best value, or at its median, in a block of one draw.
  [[nodiscard]] Block best() const;
  [[nodiscard]] Block medians() const;

 private:
  struct Group {
    std::vector<std::size_t> columns;
    stats::Matrix lower;
  };
  std::vector<Parameter> parameters_;
  std::vector<std::uint64_t> streams_;
  std::vector<Group> groups_;
};

}  // namespace dmp::markets
