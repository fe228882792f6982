#include "intake/scanner.hpp"

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace dmp::intake {

Scanner::Scanner(std::string_view buffer, Dialect dialect, bool final_buffer)
    : start_(buffer.data()), end_(buffer.data() + buffer.size()), window_(buffer.data()), dialect_(dialect), final_(final_buffer) {
  mask_ = buffer.empty() ? 0 : specials(window_);
}

std::uint64_t Scanner::specials(const char* at) const {
  const __m128i delimiter = _mm_set1_epi8(dialect_.delimiter), quote = _mm_set1_epi8(dialect_.quote), line_end = _mm_set1_epi8(dialect_.line_end);
  std::uint64_t mask = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i * 16));
    const __m128i hit = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, quote)), _mm_cmpeq_epi8(bytes, line_end));
    mask |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(hit))) << (i * 16);
  }
  return mask;
}

const char* Scanner::next_special() {
  while (mask_ == 0) {
    window_ += 64;
    if (window_ >= end_) {
      window_ = end_;
      return end_;
    }
    mask_ = specials(window_);
  }
  const char* at = window_ + std::countr_zero(mask_);
  mask_ &= mask_ - 1;
  return std::min(at, end_);
}

RecordEnd Scanner::finish(Record& record, const char* field_begin) {
  if (!final_) return RecordEnd::open;
  if (field_begin == end_ && record.fields.empty() && record.begin == end_) return RecordEnd::nothing;
  const char* last = end_;
  if (dialect_.line_end == '\n' && last > field_begin && last[-1] == '\r') --last;
  record.fields.push_back({field_begin, static_cast<std::uint32_t>(last - field_begin), false, false});
  record.end = start_ = end_;
  return RecordEnd::complete;
}

RecordEnd Scanner::next(Record& record) {
  record.fields.clear();
  record.line_ends = 0;
  record.text_after_quote = false;
  record.begin = start_;
  if (start_ >= end_) return final_ ? RecordEnd::nothing : RecordEnd::open;
  const char* field = start_;
  for (;;) {
    const char* at = next_special();
    if (at >= end_) return finish(record, field);
    if (*at == dialect_.delimiter) {
      record.fields.push_back({field, static_cast<std::uint32_t>(at - field), false, false});
      field = at + 1;
    } else if (*at == dialect_.line_end) {
      const char* last = dialect_.line_end == '\n' && at > field && at[-1] == '\r' ? at - 1 : at;
      record.fields.push_back({field, static_cast<std::uint32_t>(last - field), false, false});
      ++record.line_ends;
      record.end = start_ = at + 1;
      return RecordEnd::complete;
    } else if (at == field) {
      // A quoted field: on to the quote that is not doubled.
      bool doubled = false;
      const char* close;
      for (;;) {
        close = next_special();
        if (close >= end_) return RecordEnd::open_quote;
        if (*close == dialect_.line_end) ++record.line_ends;
        if (*close != dialect_.quote) continue;
        if (close + 1 == end_ && !final_) return RecordEnd::open_quote;
        if (close + 1 < end_ && close[1] == dialect_.quote) {
          next_special();
          doubled = true;
          continue;
        }
        break;
      }
      const char* content = field + 1;
      const char* behind = next_special();
      while (behind < end_ && *behind == dialect_.quote) behind = next_special();
      const bool at_end = behind >= end_;
      if (at_end && !final_) return RecordEnd::open;
      const char* last = !at_end && *behind == dialect_.line_end && behind > close + 1 && behind[-1] == '\r' ? behind - 1 : behind;
      if (at_end && last > close + 1 && last[-1] == '\r') --last;
      record.text_after_quote = record.text_after_quote || std::any_of(close + 1, last, [](char c) { return c != ' ' && c != '\t'; });
      record.fields.push_back({content, static_cast<std::uint32_t>(close - content), true, doubled});
      if (at_end || *behind == dialect_.line_end) {
        record.line_ends += at_end ? 0 : 1;
        record.end = start_ = at_end ? end_ : behind + 1;
        return RecordEnd::complete;
      }
      field = behind + 1;
      if (field == end_) return finish(record, field);
    }
    // A quote inside an unquoted field is a letter.
  }
}

namespace {

/// Walks from quote to quote; calls at_plain(from, to) for every stretch outside quoted fields until it returns true.
template <typename Plain>
QuoteState walk(std::string_view block, char following, QuoteState state, Dialect dialect, Plain at_plain) {
  const char* begin = block.data();
  const char* end = begin + block.size();
  const char* at = begin;
  const auto byte_before = [&](const char* p) { return p == begin ? state.before : p[-1]; };
  bool inside = state.inside;
  while (at < end) {
    const char* quote = static_cast<const char*>(std::memchr(at, dialect.quote, static_cast<std::size_t>(end - at)));
    if (!quote) quote = end;
    if (!inside) {
      // Only a quote at the beginning of a field opens one.
      if (quote < end) {
        const char before = byte_before(quote);
        if (before != dialect.delimiter && before != dialect.line_end) {
          const char* next = quote + 1;
          if (at_plain(at, next)) return state;
          at = next;
          continue;
        }
      }
      if (at_plain(at, quote)) return state;
      inside = quote < end;
      at = quote < end ? quote + 1 : end;
    } else {
      if (quote == end) break;
      const char after = quote + 1 < end ? quote[1] : following;
      if (after == dialect.quote) {
        at = quote + 2;
      } else {
        inside = false;
        at = quote + 1;
      }
    }
  }
  QuoteState behind{inside, block.empty() ? state.before : end[-1], false};
  // A doubled quote split by the boundary: its second half belongs to the next block and must not close the field there.
  behind.split = at > end;
  return behind;
}

}  // namespace

QuoteState after_block(std::string_view block, char following, QuoteState state, Dialect dialect) {
  if (state.split) {
    block.remove_prefix(1);
    state.before = dialect.quote;
  }
  return walk(block, following, state, dialect, [](const char*, const char*) { return false; });
}

std::size_t first_record(std::string_view block, char following, QuoteState state, Dialect dialect, std::uint64_t& line_ends) {
  line_ends = 0;
  if (!state.inside && state.before == dialect.line_end) return 0;
  std::size_t skipped = 0;
  std::string_view rest = block;
  if (state.split) {
    rest.remove_prefix(1);
    skipped = 1;
    state.before = dialect.quote;
  }
  std::size_t found = block.size();
  walk(rest, following, state, dialect, [&](const char* from, const char* to) {
    const auto* at = static_cast<const char*>(std::memchr(from, dialect.line_end, static_cast<std::size_t>(to - from)));
    if (!at) return false;
    found = static_cast<std::size_t>(at + 1 - rest.data()) + skipped;
    return true;
  });
  line_ends = count_of(block.substr(0, found), dialect.line_end);
  return found;
}

std::uint64_t count_of(std::string_view text, char wanted) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), wanted));
}

std::string_view cell_text(const Field& field, std::string& scratch) {
  std::string_view text = field.raw();
  if (field.doubled_quotes) {
    scratch.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
      scratch += text[i];
      if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
    }
    text = scratch;
  }
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace dmp::intake
