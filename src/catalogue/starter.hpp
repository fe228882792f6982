#pragma once

#include <vector>

#include "catalogue/catalogue.hpp"

namespace dmp::catalogue {

/// The files of a new profile folder: a made-up county of two authorities and twelve small areas, with a few hundred
/// rows of population and crime in the templates of the partners' extracts, and one indicator of the analyst's own.
/// The same bytes every time.
std::vector<File> starter_files();

}  // namespace dmp::catalogue
