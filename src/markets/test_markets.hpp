#pragma once

#include <vector>

#include "catalogue/catalogue.hpp"

namespace dmp::markets {

/// The built-in catalogue with nothing but its markets, for tests.
inline const catalogue::Catalogue& built_in_markets() {
  static const catalogue::Catalogue catalogue = [] {
    std::vector<catalogue::File> markets;
    for (const catalogue::File& file : catalogue::built_in_files())
      if (file.path.starts_with("4-markets/")) markets.push_back(file);
    return catalogue::read_catalogue(markets, {});
  }();
  return catalogue;
}

}  // namespace dmp::markets
