#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

#include "intake/scanner.hpp"

using namespace dmp::intake;

namespace {

/// Where records begin, as offset, and the line each begins on, from one pass over the whole text. False where a quote is never closed.
bool scan_whole(const std::string& padded, std::size_t size, Dialect dialect, std::map<std::size_t, std::uint64_t>& begins) {
  Scanner scanner({padded.data(), size}, dialect, true);
  Record record;
  std::string scratch;
  std::uint64_t line = 1;
  for (;;) {
    const RecordEnd end = scanner.next(record);
    if (end == RecordEnd::nothing) return true;
    if (end != RecordEnd::complete) return false;
    for (const Field& field : record.fields) {
      if (field.data < padded.data() || field.data + field.size > padded.data() + size) std::abort();
      cell_text(field, scratch);
    }
    begins[static_cast<std::size_t>(record.begin - padded.data())] = line;
    line += record.line_ends;
  }
}

}  // namespace

/// A text cut into blocks of any size gives the same records on the same lines as the text in one piece.
/// First byte: the blocks' size; second: how the text is written; the rest is the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t block_size = 1 + bytes[0] % 97;
  Dialect dialect;
  dialect.delimiter = ",;\t|"[bytes[1] % 4];
  dialect.line_end = (bytes[1] & 4) ? '\r' : '\n';
  const std::string text(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const std::string padded = text + std::string(Scanner::kPadding, '\0');
  std::map<std::size_t, std::uint64_t> begins;
  if (!scan_whole(padded, text.size(), dialect, begins)) return 0;
  QuoteState state;
  state.before = dialect.line_end;
  std::uint64_t line = 1;
  for (std::size_t at = 0; at < text.size(); at += block_size) {
    const std::string_view block = std::string_view(text).substr(at, block_size);
    const char following = at + block.size() < text.size() ? text[at + block.size()] : '\0';
    std::uint64_t passed = 0;
    const std::size_t first = first_record(block, following, state, dialect, passed);
    const auto expected = begins.lower_bound(at);
    const bool none = expected == begins.end() || expected->first >= at + block.size();
    if (first != (none ? block.size() : expected->first - at)) std::abort();
    if (!none && line + passed != expected->second) std::abort();
    line += count_of(block, dialect.line_end);
    state = after_block(block, following, state, dialect);
  }
  return 0;
}
