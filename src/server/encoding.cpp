#include "server/encoding.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <new>

#include "core/errors.hpp"

namespace dmp::server {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// The next item of a list with commas.
std::string_view next_item(std::string_view& list) {
  const std::size_t comma = std::min(list.find(','), list.size());
  const std::string_view item = trimmed(list.substr(0, comma));
  list.remove_prefix(std::min(comma + 1, list.size()));
  return item;
}

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

/// The weight behind ";q=", 1 where there is none.
double quality_of(std::string_view item) {
  std::size_t at = item.find(';');
  while (at != std::string_view::npos) {
    std::string_view parameter = trimmed(item.substr(at + 1, item.find(';', at + 1) == std::string_view::npos ? std::string_view::npos : item.find(';', at + 1) - at - 1));
    if (parameter.size() > 2 && (parameter[0] == 'q' || parameter[0] == 'Q') && parameter[1] == '=') {
      double weight = 0;
      parameter.remove_prefix(2);
      std::from_chars(parameter.data(), parameter.data() + parameter.size(), weight);
      return weight >= 0 && weight <= 1 ? weight : 0;
    }
    at = item.find(';', at + 1);
  }
  return 1;
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  // Each thread keeps its compressors: making one takes longer than packing a small answer.
  struct Free {
    void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
  };
  static constexpr int kHighest = 9;
  thread_local std::array<std::unique_ptr<libdeflate_compressor, Free>, kHighest + 1> compressors;
  auto& compressor = compressors[static_cast<std::size_t>(std::clamp(level, 1, kHighest))];
  if (!compressor) compressor.reset(libdeflate_alloc_compressor(std::clamp(level, 1, kHighest)));
  if (!compressor) throw std::bad_alloc();
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  if (out.empty()) throw core::InternalError("an answer cannot be compressed");
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  double named = -1, any = -1;
  while (!accept_encoding.empty()) {
    const std::string_view item = next_item(accept_encoding), name = trimmed(item.substr(0, item.find(';')));
    if (same(name, "gzip") || same(name, "x-gzip")) named = quality_of(item);
    else if (name == "*") any = quality_of(item);
  }
  return named >= 0 ? named > 0 : any > 0;
}

double weight_of(std::string_view accept, std::string_view media_type) {
  if (trimmed(accept).empty()) return 1;
  const std::string_view group = media_type.substr(0, media_type.find('/'));
  double weight = 0;
  int nearness = -1;
  while (!accept.empty()) {
    const std::string_view item = next_item(accept), name = trimmed(item.substr(0, item.find(';')));
    const int near = same(name, media_type) ? 2 : name.ends_with("/*") && same(name.substr(0, name.size() - 2), group) ? 1 : name == "*/*" ? 0 : -1;
    if (near > nearness) nearness = near, weight = quality_of(item);
  }
  return weight;
}

bool names_tag(std::string_view header, std::string_view tag) {
  const auto bare = [](std::string_view text) {
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (text.ends_with("-gz")) text.remove_suffix(3);
    return text;
  };
  while (!header.empty()) {
    const std::string_view item = next_item(header);
    if (item == "*" || (!item.empty() && bare(item) == bare(tag))) return true;
  }
  return false;
}

}  // namespace dmp::server
