#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/issue.hpp"
#include "engine/engine.hpp"
#include "intake/containers/open.hpp"
#include "intake/mapping.hpp"
#include "intake/scanner.hpp"

namespace dmp::intake {

/// One text file of a source, ready to be read: how it is written, where its rows begin, how they map.
struct FilePlan {
  int id = 0;                        ///< in intake.source_file
  std::string name;                  ///< for messages
  std::filesystem::path text;
  std::uint64_t bytes = 0;
  std::uint64_t data_offset = 0;     ///< of the first byte behind the header
  std::uint64_t data_line = 1;       ///< number of the line (or record) there
  bool record_is_line = false;
  bool sequential = false;           ///< read by one thread, with recovery from quotes that are never closed
  std::string footer;
  bool skip_blank = true;
  Dialect dialect;
  std::unique_ptr<Mapping> mapping;
};

/// Finds out how an opened table is written and where its header is.
FilePlan plan_file(const OpenedTable& opened, const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table,
                   const MappingContext& context, int id);

/// A row that is not loaded.
struct Rejection {
  int file = 0;
  std::uint64_t line = 0;
  Fault fault;
  std::string row;   ///< the row's text, cut at 2,000 bytes; empty where it may identify people
};

/// What the threads of one load count and set aside.
class Outcome {
 public:
  using Sink = std::function<void(std::vector<Rejection>&)>;

  /// sink is called from one thread at a time and takes the rejections.
  Outcome(std::size_t files, Sink sink) : rows_(files), rejected_(files), left_aside_(files), sink_(std::move(sink)) {}

  void count(std::size_t file, std::uint64_t rows, std::uint64_t rejected, std::uint64_t left_aside);
  void reject(std::vector<Rejection>& rejections);
  [[nodiscard]] std::uint64_t rows(std::size_t file) const { return rows_[file]; }
  [[nodiscard]] std::uint64_t rejected(std::size_t file) const { return rejected_[file]; }
  /// Rows that the source's [rows] leaves to others.
  [[nodiscard]] std::uint64_t left_aside(std::size_t file) const { return left_aside_[file]; }

 private:
  std::mutex mutex_;
  std::vector<std::uint64_t> rows_, rejected_, left_aside_;
  Sink sink_;
};

/// All files of one source as rows of its canonical table, plus _file, _line and _key (hash of the natural key).
/// Memory is bounded: a block of each file in each thread, whatever the files' size.
class ExtractStream final : public engine::Stream {
 public:
  static constexpr std::size_t kBlock = std::size_t{4} << 20;
  /// A record longer than this is set aside ("line too long").
  static constexpr std::size_t kLongestRecord = std::size_t{8} << 20;
  /// A quoted cell longer than this counts as a quote that was never closed.
  static constexpr std::size_t kLongestQuoted = std::size_t{1} << 20;

  using Progress = std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total, std::uint64_t lines_done)>;

  ExtractStream(std::vector<FilePlan>& files, Outcome& outcome, std::size_t threads, Progress progress, std::size_t block = kBlock);
  ~ExtractStream() override;

  const std::vector<engine::Column>& columns() const override { return columns_; }
  std::size_t parallelism() const override { return threads_; }
  std::unique_ptr<engine::Cursor> open() override;

  /// Index of a file that must be read sequentially after all; -1 where the whole load was sound. The load has then
  /// ended with an error and has to be undone and run again with that file's plan set to sequential.
  [[nodiscard]] int must_be_sequential() const { return must_be_sequential_; }

 private:
  friend class ExtractCursor;
  friend class BlockRecords;
  struct Piece;
  /// The next block of the next file, with the quote state and line number it begins with.
  std::unique_ptr<Piece> claim();
  void open_current();

  std::vector<FilePlan>& files_;
  Outcome& outcome_;
  std::size_t threads_;
  Progress progress_;
  std::size_t block_;
  std::vector<engine::Column> columns_;
  std::mutex mutex_;
  std::size_t current_ = 0;
  std::shared_ptr<int> descriptor_;
  std::uint64_t offset_ = 0, line_ = 0, bytes_before_ = 0, bytes_total_ = 0, lines_before_ = 0;
  QuoteState state_;
  std::atomic<int> must_be_sequential_{-1};
};

}  // namespace dmp::intake
