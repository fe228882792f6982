#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dmp::server {

/// The parameters of a query string, decoded, in their order.
class Query {
 public:
  /// Throws Problem 400 for a broken percent-encoding, bytes that are no UTF-8, control characters, and more than 64 parameters.
  static Query parse(std::string_view raw);

  /// The value; several of one name as one list with commas; empty where there is none.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// The value cut at commas; blank parts are left out.
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  /// A whole number within limits, or the fallback where it is not there. Throws Problem 400 for anything else.
  [[nodiscard]] std::size_t number(std::string_view name, std::size_t fallback, std::size_t lowest, std::size_t highest) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& items() const { return items_; }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

/// What is asked for: the part of the request line between method and version.
struct Target {
  std::string host;                   ///< of the absolute form, with its port; else empty
  std::string raw;                    ///< as sent, without host and query
  std::vector<std::string> segments;  ///< of the path, decoded; "/" has none
  std::string query_text;             ///< as sent
  Query query;

  /// Takes the origin form ("/a/b?c=d") and the absolute form ("http://host/a"). Throws Problem 400 for anything else, "." and ".." among the segments,
  /// and more than 16 segments.
  static Target parse(std::string_view text);
};

/// Percent-encodings turned into bytes; plus_is_blank for query strings. Throws Problem 400 as Query::parse.
std::string percent_decoded(std::string_view text, bool plus_is_blank);
/// Everything but letters, digits and -._~ as %XX.
std::string percent_encoded(std::string_view text);
bool is_utf8(std::string_view text);

}  // namespace dmp::server
