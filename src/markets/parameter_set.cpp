#include "markets/parameter_set.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "stats/draws.hpp"
#include "stats/normal.hpp"
#include "stats/quantile_table.hpp"

namespace dmp::markets {

std::size_t ParameterSet::add(Parameter parameter) {
  streams_.push_back(stats::stream_of(parameter.id));
  parameters_.push_back(std::move(parameter));
  return parameters_.size() - 1;
}

void ParameterSet::correlate(const std::vector<std::size_t>& columns, const catalogue::MarketCorrelation& correlation) {
  stats::Matrix normal = correlation.matrix;
  for (std::size_t i = 0; i < normal.size(); ++i)
    for (std::size_t j = 0; j < normal.size(); ++j)
      if (i != j) normal[i][j] = stats::normal_correlation_of_rank(normal[i][j]);
  const auto lower = stats::cholesky(normal);
  if (!lower)
    throw core::UserError(core::ErrorKind::usage, "the correlation matrix is not positive definite: no parameters can move together so", correlation.place,
                          "bring the correlations nearer to 0, or leave some out");
  groups_.push_back({columns, *lower});
}

void ParameterSet::fill_probabilities(std::uint64_t seed, std::uint64_t variant, std::uint64_t first, Block& block) const {
  for (std::size_t k = 0; k < parameters_.size(); ++k)
    if (!parameters_[k].sampler.is_fixed()) stats::fill_uniforms(seed + variant * 0x9E3779B97F4A7C15ULL, streams_[k], first, block.column(k));
}

void ParameterSet::to_values(Block& block) const {
  std::vector<std::vector<double>> normal;
  for (const Group& group : groups_) {
    normal.clear();
    for (const std::size_t column : group.columns) {
      const auto own = block.column(column);
      stats::normal_table().transform(normal.emplace_back(own.begin(), own.end()));
    }
    for (std::size_t row = 1; row < normal.size(); ++row) {  // the first is its own
      const auto out = block.column(group.columns[row]);
      for (std::size_t i = 0; i < out.size(); ++i) {
        double sum = 0;
        for (std::size_t k = 0; k <= row; ++k) sum += group.lower[row][k] * normal[k][i];
        out[i] = stats::normal_probability(sum);
      }
    }
  }
  for (std::size_t k = 0; k < parameters_.size(); ++k) parameters_[k].sampler.transform(block.column(k));
}

void ParameterSet::fill(std::uint64_t seed, std::uint64_t variant, std::uint64_t first, Block& block) const {
  fill_probabilities(seed, variant, first, block);
  to_values(block);
}

std::size_t ParameterSet::leader(std::size_t column) const {
  for (const Group& group : groups_)
    if (std::find(group.columns.begin(), group.columns.end(), column) != group.columns.end()) return *std::min_element(group.columns.begin(), group.columns.end());
  return column;
}

std::vector<std::size_t> ParameterSet::companions(std::size_t column) const {
  for (const Group& group : groups_)
    if (std::find(group.columns.begin(), group.columns.end(), column) != group.columns.end()) return group.columns;
  return {column};
}

Block ParameterSet::best() const {
  Block block(size(), 1);
  for (std::size_t k = 0; k < size(); ++k) block.column(k)[0] = parameters_[k].sampler.best();
  return block;
}

Block ParameterSet::medians() const {
  Block block(size(), 1);
  for (std::size_t k = 0; k < size(); ++k) block.column(k)[0] = parameters_[k].sampler.quantile(0.5);
  return block;
}

}  // namespace dmp::markets
