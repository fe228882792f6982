#pragma once

#include <cstddef>
#include <string>

namespace dmp::synth {

/// Lists of common names; nobody in the county exists.
std::size_t forenames(bool male, int ethnicity);
std::size_t surnames(int ethnicity);
std::string forename(bool male, int ethnicity, std::size_t number);
std::string surname(int ethnicity, std::size_t number);
/// The short form of a forename; the forename itself where it has none.
std::string short_form(const std::string& forename);

}  // namespace dmp::synth
