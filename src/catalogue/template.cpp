#include <algorithm>

#include "catalogue/section.hpp"
#include "catalogue/statements.hpp"

namespace dmp::catalogue {
namespace {

using Piece = Template::Piece;

constexpr std::size_t kLongest = 8000;

std::string trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  return from == std::string_view::npos ? std::string() : std::string(text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1));
}

class Reader {
 public:
  Reader(std::string_view source, const core::Place& place) : source_(source), place_(place) {}

  std::vector<Piece> read(bool inside) {
    std::vector<Piece> pieces;
    std::string text;
    const auto flush = [&] {
      if (text.empty()) return;
      Piece piece;
      piece.text = std::move(text);
      pieces.push_back(std::move(piece));
      text.clear();
    };
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == ']' && inside) break;
      if (c == '{') {
        flush();
        pieces.push_back(slot());
      } else if (c == '[') {
        flush();
        pieces.push_back(optional(inside));
      } else if (c == '}' || c == ']') {
        fail(std::string("'") + c + "' closes nothing", "take it out");
      } else {
        text += c;
        ++at_;
      }
    }
    flush();
    return pieces;
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& mend) const { refuse(what, place_within(source_, at_, place_), mend); }

  Piece optional(bool inside) {
    if (inside) fail("an optional part stands inside another", "close the first with ']'");
    const std::size_t open = at_++;
    Piece piece;
    piece.kind = Piece::Kind::optional;
    piece.pieces = read(true);
    if (at_ >= source_.size()) {
      at_ = open;
      fail("an optional part is not closed", "add ']'");
    }
    ++at_;
    return piece;
  }

  Piece slot() {
    const std::size_t close = source_.find('}', at_);
    if (close == std::string_view::npos) fail("a slot is not closed", "add '}'");
    const std::string_view inner = source_.substr(at_ + 1, close - at_ - 1);
    const std::size_t bar = inner.find('|');
    Piece piece;
    piece.kind = Piece::Kind::slot;
    if (trimmed(inner.substr(0, std::min(bar, inner.size()))).empty()) fail("a slot is empty", "write the name of a figure in it");
    piece.value = parse_expression(inner.substr(0, std::min(bar, inner.size())), place_within(source_, at_ + 1, place_));
    if (bar != std::string_view::npos) {
      const std::string_view format = inner.substr(bar + 1);
      const std::size_t colon = format.find(':');
      piece.format = trimmed(format.substr(0, std::min(colon, format.size())));
      if (colon != std::string_view::npos) piece.argument = trimmed(format.substr(colon + 1));
      if (piece.format.empty()) fail("a slot has no format behind '|'", "write one, or take '|' out");
    }
    at_ = close + 1;
    return piece;
  }

  std::string_view source_;
  core::Place place_;
  std::size_t at_ = 0;
};

}  // namespace

Template parse_template(std::string_view source, const core::Place& place) {
  if (source.size() > kLongest) refuse("the text is longer than " + std::to_string(kLongest) + " characters", place, "say it shorter");
  Template text;
  text.source = std::string(source);
  text.pieces = Reader(source, place).read(false);
  return text;
}

const std::vector<std::string>& slot_formats() {
  static const std::vector<std::string> formats = {"phrase", "figure",  "full",  "interval", "compared", "trend", "change", "gap",   "number",  "count",     "percent", "points",
                                                   "gbp",    "share",   "times", "rounded", "unit",    "words",    "period", "names",  "figures", "yardstick", "lower_case", "share_full", "noun", "multiple"};
  return formats;
}

const std::vector<std::string>& comparator_kinds() {
  static const std::vector<std::string> kinds = {"england", "region", "county", "force", "neighbours", "list"};
  return kinds;
}

}  // namespace dmp::catalogue
