#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "synth/source_folder.hpp"
#include "synth/synth.hpp"
#include "synth/world.hpp"

namespace dmp::synth {

/// Collects what is true of the synthetic county, to be held against what the product finds.
class Truth {
 public:
  /// Takes one county: its world and what its themes counted.
  void add(const World& world, const Output& output);
  /// The whole of truth.json.
  [[nodiscard]] std::string json(const Settings& settings, const std::vector<FileRecord>& files) const;
  /// The rows of truth_people.csv for one county: every identity that occurs in a file.
  [[nodiscard]] static std::string people_rows(const World& world, const Output& output);
  static constexpr const char* kPeopleHeader = "agency,record_id,true_person,forename,surname,date_of_birth,error\n";

 private:
  Tally tally_;
  nlohmann::ordered_json counties_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json doubles_ = nlohmann::ordered_json::array();
  nlohmann::ordered_json lists_ = nlohmann::ordered_json::object();
  long long people_ = 0;
  std::map<std::string, long long> identities_;
};

}  // namespace dmp::synth
