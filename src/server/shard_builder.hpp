#pragma once

#include "server/column_store.hpp"

namespace dmp::server {

/// Takes the rows of one indicator and makes a shard of them.
class ShardBuilder {
 public:
  ShardBuilder(std::shared_ptr<const ColumnNames> columns, std::string indicator);
  void add(const engine::Chunk& chunk, std::size_t row);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// The builder is spent afterwards.
  std::shared_ptr<const Shard> finish();

 private:
  struct Texts {
    std::unordered_map<std::string, std::uint32_t> known;
    std::vector<std::string> texts{""};
    std::vector<std::uint32_t> codes;
    std::uint32_t last = 0;
    std::uint32_t code(std::string_view text);
  };
  void index_areas(Shard& shard, const std::vector<std::uint32_t>& codes) const;

  std::shared_ptr<const ColumnNames> columns_;
  std::string indicator_;
  std::size_t rows_ = 0, id_, area_, period_;
  std::optional<std::size_t> period_end_;
  std::vector<Texts> texts_;
  std::vector<std::vector<double>> numbers_;
  std::string prefix_, latest_, latest_end_;
};

}  // namespace dmp::server
