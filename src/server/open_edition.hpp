#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/profile.hpp"
#include "pipeline/edition.hpp"
#include "server/selection.hpp"

namespace dmp::server {

using Json = nlohmann::ordered_json;

/// An area that has estimates.
struct AreaEntry {
  std::string code, name, type;
  bool own = false;                 ///< named by the profile
};

/// What an indicator has in the edition, and what the catalogue says of it.
struct IndicatorEntry {
  std::string id, name, domain, unit, polarity, quality, question, family, tier;
  std::vector<std::string> periods;      ///< of its rows, oldest first
  std::string latest;
  std::vector<std::string> area_types;
  std::vector<std::string> breakdowns;   ///< sex, age, and category types
  std::map<std::string, std::vector<std::string>> categories;  ///< by category type
  std::size_t estimates = 0, suppressed = 0;
  const catalogue::IndicatorDefinition* definition = nullptr;  ///< nullptr where the catalogue of today has none
};

/// The profile and the catalogue as they are now: titles, areas in order, definitions.
struct Definitions {
  std::string title, subtitle, organisation;
  std::vector<catalogue::ProfileArea> areas;
  std::vector<std::string> headlines;
  catalogue::Catalogue catalogue;
};

/// Reads them; where the profile cannot be read any more, the catalogue alone.
std::shared_ptr<const Definitions> read_definitions(const std::filesystem::path& folder);

/// One edition as the server answers about it: what was released to the audience and nothing else.
class OpenEdition {
 public:
  /// A resource UserError that says what to do where files are missing or damaged.
  OpenEdition(const std::filesystem::path& folder, pipeline::Audience audience, std::shared_ptr<const Definitions> definitions);

  [[nodiscard]] const std::string& id() const { return id_; }
  /// Changes with the bytes of the edition: part of every ETag.
  [[nodiscard]] const std::string& generation() const { return generation_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] pipeline::Audience audience() const { return audience_; }
  [[nodiscard]] const Json& manifest() const { return manifest_; }
  [[nodiscard]] const Definitions& definitions() const { return *definitions_; }
  [[nodiscard]] const ColumnFile& estimates() const { return *estimates_; }
  /// Throws MustWait where they are not opened yet and nobody may wait; a UserError where the edition has none.
  [[nodiscard]] const ColumnFile& comparisons(bool may_wait) const;
  [[nodiscard]] const std::vector<IndicatorEntry>& indicators() const { return indicators_; }
  /// nullptr where it has no estimates.
  [[nodiscard]] const IndicatorEntry* indicator(const std::string& id) const;
  [[nodiscard]] const std::vector<AreaEntry>& areas() const { return areas_; }
  /// By code, else by name (small or large letters); nullptr where there is none.
  [[nodiscard]] const AreaEntry* area(const std::string& code_or_name) const;
  /// The profile's own areas; where it names none, its counties and authorities (at most 60).
  [[nodiscard]] std::vector<const AreaEntry*> own_areas() const;
  [[nodiscard]] const std::vector<std::string>& periods() const { return periods_; }

  /// A JSON file of the edition ("market.json"), read once; null where the edition has none. Throws MustWait as comparisons.
  [[nodiscard]] const Json& document(const std::string& name, bool may_wait) const;
  [[nodiscard]] bool has(const std::string& name) const;
  /// The part of the edition's folder that the audience may read.
  [[nodiscard]] const std::filesystem::path& readable() const { return readable_; }

 private:
  void summarise_indicators();
  void summarise_areas();

  std::filesystem::path folder_, readable_;
  pipeline::Audience audience_;
  std::string id_, generation_;
  Json manifest_;
  std::shared_ptr<const Definitions> definitions_;
  std::unique_ptr<ColumnFile> estimates_;
  std::vector<IndicatorEntry> indicators_;
  std::map<std::string, std::size_t> indicator_places_;
  std::vector<AreaEntry> areas_;
  std::unordered_map<std::string, std::size_t> area_places_;   ///< by code, and by name in small letters
  std::vector<std::string> periods_;
  mutable std::mutex mutex_, comparisons_mutex_;
  mutable std::unique_ptr<ColumnFile> comparisons_;
  mutable std::map<std::string, std::unique_ptr<const Json>> documents_;
};

}  // namespace dmp::server
