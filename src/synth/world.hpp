#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "synth/hotspots.hpp"
#include "synth/operations.hpp"
#include "synth/people.hpp"
#include "synth/sheet.hpp"

namespace dmp::synth {

/// One made-up county with all that lies behind its records.
struct World {
  World(std::uint64_t seed, int number, const Layout& layout);

  std::uint64_t seed;
  County county;
  Population population;
  People people;
  Hotspots hotspots;
  std::vector<PlantedOperation> operations;
  /// For draws of a place by residents: all small areas, and those of each authority.
  Weights residents;
  std::vector<Weights> residents_of;

  [[nodiscard]] ChanceKey key(Theme theme) const { return {seed, static_cast<std::uint32_t>(county.number), theme}; }
  /// "crime.2020/21.E069..." and the like need the authority's code.
  [[nodiscard]] const std::string& authority_code(int authority) const { return county.authorities[static_cast<std::size_t>(authority)].code; }
  [[nodiscard]] int authority_of(std::size_t small_area) const { return county.small_areas[small_area].authority; }
  [[nodiscard]] const std::string& small_area_code(std::size_t small_area) const { return county.small_areas[small_area].code; }
  /// A small area of an authority (0 to 2; -1: of the county) drawn by residents.
  [[nodiscard]] std::size_t draw_home(Chance& chance, int authority) const;
};

/// Counts of what was drawn, by a dotted name ("arrests.drug_or_alcohol"). Merging adds.
using Tally = std::map<std::string, long long>;

/// What one theme made: its share of files, what it counted, and which identities of people it used.
struct Output {
  std::vector<Part> parts;
  Tally tally;
  nlohmann::ordered_json lists = nlohmann::ordered_json::object();  ///< name to array; merging appends
  std::vector<std::uint8_t> identities_used;  ///< by person: bit agency * 2 + number

  void use(std::size_t person, Agency agency, int number, std::size_t people) {
    if (identities_used.empty()) identities_used.resize(people);
    identities_used[person] |= static_cast<std::uint8_t>(1U << (static_cast<unsigned>(agency) * 2 + static_cast<unsigned>(number)));
  }
  void add(Output other);
};

/// Writes forename, surname and date of birth of a person as an agency knows them, and marks the identity as used.
/// Gives the identity, whose id goes into the column of its own.
Identity known_as(const World& world, Output& output, Agency agency, std::size_t person, Chance& chance);

}  // namespace dmp::synth
