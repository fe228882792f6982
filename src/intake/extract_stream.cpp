#include "intake/extract_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/errors.hpp"

namespace dmp::intake {

namespace {

constexpr std::size_t kRowTextKept = 2000;

std::shared_ptr<int> open_to_read(const FilePlan& file) {
  const int descriptor = ::open(file.text.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    throw core::UserError(core::ErrorKind::resource, fmt::format("the file cannot be opened: {}", std::strerror(errno)), core::Place{file.name}, "check that it exists and may be read");
  return {new int(descriptor), [](int* open) {
            ::close(*open);
            delete open;
          }};
}

/// Reads up to wanted bytes at the offset to the end of buffer; how many came (fewer only at the end of the file).
std::size_t read_at(const FilePlan& file, int descriptor, std::uint64_t offset, std::size_t wanted, std::vector<char>& buffer, std::size_t used) {
  buffer.resize(used + wanted + Scanner::kPadding);
  std::size_t got = 0;
  while (got < wanted) {
    const ssize_t n = ::pread(descriptor, buffer.data() + used + got, wanted - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw core::UserError(core::ErrorKind::resource, fmt::format("the file cannot be read: {}", std::strerror(errno)), core::Place{file.name}, "check the disk and copy the file again");
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  std::memset(buffer.data() + used + got, 0, Scanner::kPadding);
  return got;
}

/// Thrown to end a load that met a file the parallel reader cannot be sure of.
struct NeedsSequential : std::runtime_error {
  NeedsSequential() : std::runtime_error("the file has to be read sequentially") {}
};

Fault long_line() {
  return Fault{0, "line too long", fmt::format("the line has more than {} MiB: is this a table?", ExtractStream::kLongestRecord >> 20)};
}

std::optional<Fault> too_long(const Record& record) {
  if (static_cast<std::size_t>(record.end - record.begin) <= ExtractStream::kLongestRecord) return std::nullopt;
  return long_line();
}

/// Records of one file, or of a part of one.
class Records {
 public:
  virtual ~Records() = default;
  /// The next record and its line; false at the end. A fault means: this line is no record (record holds its text only).
  virtual bool next(Record& record, std::uint64_t& line, std::optional<Fault>& fault) = 0;
};

/// A file read from front to back, with recovery.
class SequentialRecords final : public Records {
 public:
  SequentialRecords(const FilePlan& file, std::shared_ptr<int> descriptor, std::function<void(std::uint64_t)> progress)
      : file_(file), descriptor_(std::move(descriptor)), offset_(file.data_offset), line_(file.data_line), progress_(std::move(progress)) {}

  bool next(Record& record, std::uint64_t& line, std::optional<Fault>& fault) override {
    fault.reset();
    for (;;) {
      Scanner scanner(std::string_view(buffer_.data() + begin_, used_ - begin_), file_.dialect, ended_);
      if (!buffer_.empty()) {
        const RecordEnd end = scanner.next(record);
        if (end == RecordEnd::nothing) return false;
        const std::size_t length = used_ - begin_;
        if (end == RecordEnd::complete) {
          fault = too_long(record);
          return take(record, static_cast<std::size_t>(record.end - record.begin), line);
        }
        if (end == RecordEnd::open_quote && (ended_ || length > ExtractStream::kLongestQuoted)) return set_aside_line(record, line, fault);
        if (length > ExtractStream::kLongestRecord) return skip_long_line(record, line, fault);
      }
      more();
    }
  }

 private:
  bool take(Record& record, std::size_t length, std::uint64_t& line) {
    line = line_;
    line_ += file_.record_is_line ? 1 : record.line_ends;
    begin_ += length;
    return true;
  }

  bool set_aside_line(Record& record, std::uint64_t& line, std::optional<Fault>& fault) {
    fault = Fault{static_cast<std::uint32_t>(record.fields.size() + 1), "quote never closed", "a cell opens a quote that no later quote closes: close it, or double it where it is part of the text"};
    const char* from = buffer_.data() + begin_;
    const auto* at = static_cast<const char*>(std::memchr(from, file_.dialect.line_end, used_ - begin_));
    record.begin = from;
    record.end = at ? at + 1 : buffer_.data() + used_;
    record.line_ends = at ? 1 : 0;
    return take(record, static_cast<std::size_t>(record.end - from), line);
  }

  bool skip_long_line(Record& record, std::uint64_t& line, std::optional<Fault>& fault) {
    fault = long_line();
    long_start_.assign(buffer_.data() + begin_, kRowTextKept);
    for (;;) {
      const char* from = buffer_.data() + begin_;
      if (const auto* at = static_cast<const char*>(std::memchr(from, file_.dialect.line_end, used_ - begin_))) {
        begin_ += static_cast<std::size_t>(at + 1 - from);
        break;
      }
      begin_ = used_;
      if (ended_) break;
      more();
    }
    record.fields.clear();
    record.begin = long_start_.data();
    record.end = long_start_.data() + long_start_.size();
    line = line_;
    ++line_;
    return true;
  }

  void more() {
    if (begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, used_ - begin_);
    used_ -= begin_;
    begin_ = 0;
    const std::size_t wanted = std::max<std::size_t>(std::size_t{1} << 20, used_);
    const std::size_t got = read_at(file_, *descriptor_, offset_, wanted, buffer_, used_);
    ended_ = got < wanted;
    offset_ += got;
    used_ += got;
    progress_(got);
  }

  const FilePlan& file_;
  std::shared_ptr<int> descriptor_;
  std::uint64_t offset_, line_;
  std::function<void(std::uint64_t)> progress_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, used_ = 0;
  bool ended_ = false;
  std::string long_start_;
};

}  // namespace

struct ExtractStream::Piece {
  std::size_t index = 0;
  const FilePlan* file = nullptr;
  std::shared_ptr<int> descriptor;
  bool whole_file = false;
  std::vector<char> buffer;
  std::size_t block = 0;          ///< bytes of the block; the buffer may hold one more
  std::size_t first = 0;          ///< where the first record begins
  std::uint64_t offset = 0, line = 0;
  bool last = false;
};

/// The records that begin in one block; the last of them may end behind it.
class BlockRecords final : public Records {
 public:
  explicit BlockRecords(ExtractStream& stream, ExtractStream::Piece& piece) : stream_(stream), piece_(piece), at_(piece.first), end_(piece.block), line_(piece.line) {
    renew();
  }

  bool next(Record& record, std::uint64_t& line, std::optional<Fault>& fault) override {
    fault.reset();
    while (at_ < piece_.block) {
      const RecordEnd end = scanner_->next(record);
      if (end == RecordEnd::nothing) return false;
      if (end == RecordEnd::complete) {
        fault = too_long(record);
        line = line_;
        line_ += record.line_ends;
        at_ = static_cast<std::size_t>(record.end - piece_.buffer.data());
        return true;
      }
      const std::size_t length = end_ - at_;
      if ((end == RecordEnd::open_quote && (final_ || length > ExtractStream::kLongestQuoted)) || length > ExtractStream::kLongestRecord) {
        stream_.must_be_sequential_ = static_cast<int>(piece_.index);
        throw NeedsSequential();
      }
      more();
    }
    return false;
  }

 private:
  void renew() {
    final_ = piece_.last;
    scanner_.emplace(std::string_view(piece_.buffer.data() + at_, end_ - at_), piece_.file->dialect, final_);
  }
  void more() {
    const std::size_t wanted = std::max<std::size_t>(std::size_t{64} << 10, end_ - at_);
    const std::size_t got = read_at(*piece_.file, *piece_.descriptor, piece_.offset + end_, wanted, piece_.buffer, end_);
    end_ += got;
    piece_.last = got < wanted;
    renew();
  }

  ExtractStream& stream_;
  ExtractStream::Piece& piece_;
  std::size_t at_, end_;
  std::uint64_t line_;
  bool final_ = false;
  std::optional<Scanner> scanner_;
};

/// One thread: claims pieces, maps their records, writes them to the engine.
class ExtractCursor final : public engine::Cursor {
 public:
  explicit ExtractCursor(ExtractStream& stream) : stream_(stream) {}
  ~ExtractCursor() override {
    try {
      hand_over();
    } catch (...) {  // the load is failing already
    }
  }

  std::size_t fill(engine::ChunkWriter& out) override {
    std::size_t row = 0;
    while (row < out.capacity()) {
      if (!records_ && !claim()) break;
      if (pending_ < converted_) {
        write(out, row);
        continue;
      }
      std::optional<Fault> fault;
      if (!records_->next(record_, line_, fault)) {
        hand_over();
        records_.reset();
        piece_.reset();
        continue;
      }
      if (!fault && is_blank()) continue;
      if (!fault && ends_table()) {
        hand_over();
        records_.reset();
        piece_.reset();
        continue;
      }
      if (!fault && !mapper_->belongs(record_)) {
        ++left_aside_;
        continue;
      }
      ++rows_;
      if (!fault) fault = mapper_->convert(record_, slots_, converted_);
      pending_ = 0;
      if (fault) reject(std::move(*fault));
    }
    if (row == 0) hand_over();
    return row;
  }

 private:
  [[nodiscard]] const FilePlan& file() const { return *piece_->file; }
  bool claim() {
    piece_ = stream_.claim();
    if (!piece_) return false;
    mapper_ = std::make_unique<RowMapper>(*file().mapping);
    pending_ = converted_ = 0;
    if (piece_->whole_file)
      records_ = std::make_unique<SequentialRecords>(file(), piece_->descriptor, [](std::uint64_t) {});
    else
      records_ = std::make_unique<BlockRecords>(stream_, *piece_);
    return true;
  }

  bool is_blank() {
    if (!file().skip_blank) return false;
    return std::all_of(record_.fields.begin(), record_.fields.end(), [&](const Field& field) { return cell_text(field, scratch_).empty(); });
  }

  bool ends_table() {
    return !file().footer.empty() && !record_.fields.empty() && cell_text(record_.fields[0], scratch_).starts_with(file().footer);
  }

  void reject(Fault fault) {
    converted_ = 0;
    ++rejected_;
    Rejection rejection{file().id, line_, std::move(fault), {}};
    if (!file().mapping->is_personal()) {
      const auto length = static_cast<std::size_t>(record_.end - record_.begin);
      rejection.row.assign(record_.begin, std::min(length, kRowTextKept));
      while (!rejection.row.empty() && (rejection.row.back() == '\n' || rejection.row.back() == '\r')) rejection.row.pop_back();
      // A cut in the middle of a UTF-8 character would not be valid text.
      if (length > kRowTextKept)
        while (!rejection.row.empty() && (static_cast<unsigned char>(rejection.row.back()) & 0x80)) rejection.row.pop_back();
    }
    rejections_.push_back(std::move(rejection));
    if (rejections_.size() >= 4096) hand_over();
  }

  void write(engine::ChunkWriter& out, std::size_t& row) {
    const std::vector<Slot>& slots = slots_[pending_++];
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const Slot& slot = slots[i];
      switch (slot.kind) {
        case Slot::Kind::null: break;
        case Slot::Kind::integer: out.set_integer(i, row, slot.integer); break;
        case Slot::Kind::number: out.set_number(i, row, slot.number); break;
        case Slot::Kind::text: out.set_text(i, row, slot.text); break;
      }
    }
    out.set_integer(slots.size(), row, file().id);
    out.set_integer(slots.size() + 1, row, static_cast<std::int64_t>(line_));
    if (const auto key = mapper_->key(slots)) out.set_integer(slots.size() + 2, row, static_cast<std::int64_t>(*key));
    ++row;
  }

  void hand_over() {
    if (!rejections_.empty()) stream_.outcome_.reject(rejections_);
    rejections_.clear();
    if (piece_) stream_.outcome_.count(piece_->index, rows_, rejected_, left_aside_);
    rows_ = rejected_ = left_aside_ = 0;
  }

  ExtractStream& stream_;
  std::unique_ptr<ExtractStream::Piece> piece_;
  std::unique_ptr<Records> records_;
  std::unique_ptr<RowMapper> mapper_;
  Record record_;
  std::vector<std::vector<Slot>> slots_;
  std::vector<Rejection> rejections_;
  std::uint64_t line_ = 0, rows_ = 0, rejected_ = 0, left_aside_ = 0;
  std::size_t converted_ = 0, pending_ = 0;   ///< rows of the current record, and how many are written
  std::string scratch_;
};

void Outcome::count(std::size_t file, std::uint64_t rows, std::uint64_t rejected, std::uint64_t left_aside) {
  const std::lock_guard lock(mutex_);
  rows_[file] += rows;
  rejected_[file] += rejected;
  left_aside_[file] += left_aside;
}

void Outcome::reject(std::vector<Rejection>& rejections) {
  const std::lock_guard lock(mutex_);
  sink_(rejections);
}

ExtractStream::ExtractStream(std::vector<FilePlan>& files, Outcome& outcome, std::size_t threads, Progress progress, std::size_t block)
    : files_(files), outcome_(outcome), threads_(threads), progress_(std::move(progress)), block_(block), columns_(files.at(0).mapping->columns()) {
  columns_.push_back({"_file", engine::ColumnType::integer});
  columns_.push_back({"_line", engine::ColumnType::integer});
  columns_.push_back({"_key", engine::ColumnType::integer});
  for (const FilePlan& file : files_) bytes_total_ += file.bytes;
}

ExtractStream::~ExtractStream() = default;

std::unique_ptr<engine::Cursor> ExtractStream::open() { return std::make_unique<ExtractCursor>(*this); }

void ExtractStream::open_current() {
  const FilePlan& file = files_[current_];
  descriptor_ = open_to_read(file);
  offset_ = file.data_offset;
  line_ = file.data_line;
  state_ = QuoteState{false, file.dialect.line_end};
}

std::unique_ptr<ExtractStream::Piece> ExtractStream::claim() {
  const std::lock_guard lock(mutex_);
  const auto go_on = [&] {
    bytes_before_ += files_[current_].bytes;
    lines_before_ += line_;
    ++current_;
    descriptor_.reset();
  };
  while (current_ < files_.size()) {
    if (!descriptor_) open_current();
    const FilePlan& file = files_[current_];
    auto piece = std::make_unique<Piece>();
    piece->index = current_;
    piece->file = &file;
    piece->descriptor = descriptor_;
    if (progress_) progress_(bytes_before_ + std::min(offset_, file.bytes), bytes_total_, lines_before_ + line_);
    if (file.sequential || file.record_is_line || !file.footer.empty() || file.mapping->needs_order()) {
      piece->whole_file = true;
      go_on();
      return piece;
    }
    // One byte more than the block, since a quote at its end may be the first half of a doubled one.
    const std::size_t got = read_at(file, *descriptor_, offset_, block_ + 1, piece->buffer, 0);
    if (got == 0) {
      go_on();
      continue;
    }
    piece->block = std::min(got, block_);
    piece->last = got <= block_;
    piece->offset = offset_;
    const std::string_view block(piece->buffer.data(), piece->block);
    const char following = got > block_ ? piece->buffer[block_] : 0;
    std::uint64_t passed = 0;
    piece->first = first_record(block, following, state_, file.dialect, passed);
    piece->line = line_ + passed;
    line_ += count_of(block, file.dialect.line_end);
    state_ = after_block(block, following, state_, file.dialect);
    offset_ += piece->block;
    if (piece->last) go_on();
    if (piece->first < piece->block) {
      // The byte beyond the block is read again by whoever needs it.
      return piece;
    }
  }
  return nullptr;
}

}  // namespace dmp::intake
