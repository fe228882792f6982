#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dmp::intake {

/// Names of areas in every vintage and spelling, to codes.
class AreaNames {
 public:
  /// Adds a name of an area of a type. Where areas of several types share a name, authority comes before county, county
  /// before region, and so on (see rank_of); areas of one type that share it are ambiguous.
  void add(std::string_view name, const std::string& code, const std::string& type);

  enum class Found { one, none, several };
  struct Answer {
    Found found = Found::none;
    std::string_view code;
  };
  /// Looks a name up: case, punctuation, "&" for "and", "UA", "Borough", "Council", "City of" and the like do not matter.
  /// A code is its own name. types: only areas of these types; empty: of every type.
  [[nodiscard]] Answer find(std::string_view name, const std::vector<std::string>& types = {}) const;
  [[nodiscard]] bool empty() const { return by_name_.empty(); }
  /// The known names nearest to one that was not found, for the message.
  [[nodiscard]] std::string suggestion_for(std::string_view name) const;

  /// The form in which names are compared.
  static std::string folded(std::string_view name);

 private:
  struct Entry {
    std::string code, type;
    int rank;
  };
  std::map<std::string, std::vector<Entry>, std::less<>> by_name_;
};

}  // namespace dmp::intake
