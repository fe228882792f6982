#include "server/target.hpp"

#include <algorithm>
#include <charconv>

#include "server/message.hpp"

namespace dmp::server {
namespace {

constexpr std::size_t kMostParameters = 64, kMostSegments = 16;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[noreturn]] void bad_encoding(const char* what) {
  throw Problem(400, std::string("the address holds ") + what, "encode it as UTF-8 and what is no letter or digit as %XX");
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = byte < 0x80 ? 1 : byte >= 0xC2 && byte < 0xE0 ? 2 : byte >= 0xE0 && byte < 0xF0 ? 3 : byte >= 0xF0 && byte < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((byte == 0xE0 && second < 0xA0) || (byte == 0xED && second > 0x9F) || (byte == 0xF0 && second < 0x90) || (byte == 0xF4 && second > 0x8F)) return false;
    i += length;
  }
  return true;
}

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1, low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) bad_encoding("a % that no two hexadecimal digits follow");
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (!is_utf8(out)) bad_encoding("bytes that are no UTF-8");
  if (std::any_of(out.begin(), out.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) bad_encoding("control characters");
  return out;
}

std::string percent_encoded(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

Query Query::parse(std::string_view raw) {
  Query query;
  while (!raw.empty()) {
    const std::size_t end = std::min(raw.find('&'), raw.size());
    const std::string_view item = raw.substr(0, end);
    raw.remove_prefix(std::min(end + 1, raw.size()));
    if (item.empty()) continue;
    if (query.items_.size() == kMostParameters) throw Problem(400, "the address has more than 64 parameters", "put several values into one parameter, separated by commas");
    const std::size_t equals = std::min(item.find('='), item.size());
    query.items_.emplace_back(percent_decoded(item.substr(0, equals), true), percent_decoded(equals < item.size() ? item.substr(equals + 1) : std::string_view{}, true));
  }
  return query;
}

std::string Query::text(std::string_view name) const {
  std::string found;
  for (const auto& [known, value] : items_)
    if (known == name && !value.empty()) found += (found.empty() ? "" : ",") + value;
  return found;
}

bool Query::has(std::string_view name) const {
  return std::any_of(items_.begin(), items_.end(), [&](const auto& item) { return item.first == name && !item.second.empty(); });
}

std::vector<std::string> Query::list(std::string_view name) const {
  std::vector<std::string> parts;
  const std::string all = text(name);
  for (std::size_t from = 0; from < all.size();) {
    const std::size_t to = std::min(all.find(',', from), all.size());
    std::string part = all.substr(from, to - from);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (!part.empty()) parts.push_back(std::move(part));
    from = to + 1;
  }
  return parts;
}

std::size_t Query::number(std::string_view name, std::size_t fallback, std::size_t lowest, std::size_t highest) const {
  if (!has(name)) return fallback;
  const std::string given = text(name);
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (error != std::errc() || end != given.data() + given.size() || value < lowest || value > highest)
    throw Problem(400, std::string(name) + " must be a whole number from " + std::to_string(lowest) + " to " + std::to_string(highest), "give for example " + std::string(name) + "=" + std::to_string(std::clamp(fallback, lowest, highest)));
  return value;
}

Target Target::parse(std::string_view text) {
  Target target;
  if (text.starts_with("http://") || text.starts_with("https://")) {
    text.remove_prefix(text.find("//") + 2);
    const std::size_t path = text.find('/');
    target.host = std::string(text.substr(0, text.find_first_of("/?#")));
    text = path == std::string_view::npos ? std::string_view("/") : text.substr(path);
  }
  if (!text.starts_with('/')) throw Problem(400, "the request names no path", "ask for a path that begins with /");
  text = text.substr(0, text.find('#'));
  const std::size_t mark = std::min(text.find('?'), text.size());
  target.raw = std::string(text.substr(0, mark));
  target.query_text = std::string(mark < text.size() ? text.substr(mark + 1) : std::string_view{});
  target.query = Query::parse(target.query_text);
  for (std::size_t from = 1; from <= target.raw.size();) {
    const std::size_t to = std::min(target.raw.find('/', from), target.raw.size());
    std::string segment = percent_decoded(std::string_view(target.raw).substr(from, to - from), false);
    from = to + 1;
    if (segment.empty()) continue;
    if (segment == "." || segment == "..") throw Problem(400, "the path holds '" + segment + "'", "write the path out in full");
    if (target.segments.size() == kMostSegments) throw Problem(400, "the path has too many parts", "GET /api/openapi.yaml lists the paths");
    target.segments.push_back(std::move(segment));
  }
  return target;
}

}  // namespace dmp::server
