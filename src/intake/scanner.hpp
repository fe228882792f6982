#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::intake {

/// How a delimited text is written. Quotes are doubled inside a quoted field; a quote inside an unquoted one is a letter.
struct Dialect {
  char delimiter = ',';
  char quote = '"';
  char line_end = '\n';   ///< '\r' for the few files that end lines with it alone
};

/// One cell as it stands in the buffer: without its quotes, doubled quotes not yet undone.
struct Field {
  const char* data = nullptr;
  std::uint32_t size = 0;
  bool quoted = false;
  bool doubled_quotes = false;

  [[nodiscard]] std::string_view raw() const { return {data, size}; }
};

/// What the scanner met at the end of a record.
enum class RecordEnd {
  complete,        ///< a whole record
  nothing,         ///< no record begins here: the end of the text
  open,            ///< the buffer ends inside the record and is not the end of the text
  open_quote,      ///< as open, and inside a quoted field
};

struct Record {
  std::vector<Field> fields;
  std::uint64_t line_ends = 0;      ///< line ends the record took, its own included
  const char* begin = nullptr;
  const char* end = nullptr;        ///< behind the line end
  bool text_after_quote = false;    ///< something stood between a closing quote and the delimiter
};

/// Cuts a buffer into records, 64 bytes at a time (SSE2). The buffer must have kPadding readable bytes behind its end.
class Scanner {
 public:
  static constexpr std::size_t kPadding = 64;

  /// final_buffer: the text ends where the buffer ends, so that its last record needs no line end.
  Scanner(std::string_view buffer, Dialect dialect, bool final_buffer);

  /// The next record, into record (its memory is used again). After open or open_quote the scanner is spent:
  /// make a new one from record.begin over a longer buffer.
  RecordEnd next(Record& record);

  [[nodiscard]] const char* position() const { return start_; }

 private:
  [[nodiscard]] std::uint64_t specials(const char* at) const;
  const char* next_special();
  RecordEnd finish(Record& record, const char* field_begin);

  const char* start_;
  const char* end_;
  const char* window_;
  std::uint64_t mask_ = 0;
  Dialect dialect_;
  bool final_;
};

/// Whether a text is inside a quoted field, carried from block to block.
struct QuoteState {
  bool inside = false;
  char before = '\n';   ///< the byte before the next block
  bool split = false;   ///< the next block begins with the second half of a doubled quote
};

/// Runs over one block: the state behind it. following is the byte that comes after the block (0 at the end of the text),
/// since a quote at the block's last byte may be the first half of a doubled one.
QuoteState after_block(std::string_view block, char following, QuoteState state, Dialect dialect);

/// Where the first record begins that starts in the block, as an offset; block.size() where none does.
/// line_ends gets the number of line ends passed on the way.
std::size_t first_record(std::string_view block, char following, QuoteState state, Dialect dialect, std::uint64_t& line_ends);

std::uint64_t count_of(std::string_view text, char wanted);

/// The cell's text with doubled quotes undone, blanks at both ends taken away. Uses memory of scratch where it must.
std::string_view cell_text(const Field& field, std::string& scratch);

}  // namespace dmp::intake
