#pragma once

#include <memory>
#include <set>
#include <string>

#include "cli/verb.hpp"
#include "core/estimate.hpp"
#include "engine/engine.hpp"
#include "pipeline/stages.hpp"
#include "places/layer_events.hpp"
#include "places/small_area_map.hpp"

namespace dmp::cli {

/// What all of `dmp hotspots` asks for.
struct PlaceOptions {
  std::string folder = ".", layer = "drug_offence_rate", period, denominator, neighbours, edition, audience = "public";
  [[nodiscard]] bool is_public() const;
};
/// DIR, --layer, --period, --denominator, --neighbours, --edition, --audience.
void add_place_options(CLI::App& verb, PlaceOptions& options);

/// What they work on: every figure of the edition, the map, and the database behind it.
struct PlaceWorkspace {
  std::filesystem::path edition;
  core::Estimates estimates;
  std::unique_ptr<engine::Session> session;
  places::SmallAreaMap map;
};
/// Opens it; a UserError with what to do where the profile is not built, or holds neither boundaries nor a file of neighbours.
PlaceWorkspace open_places(const PlaceOptions& options);

/// Small areas whose count of the layer the public edition does not show, in any period that lies in the layer's.
std::set<std::string> withheld_areas(const PlaceOptions& options, const PlaceWorkspace& workspace, const places::NamedLayer& layer);

/// The table with the named columns emptied in the rows of areas (column area_code) whose count is withheld, and the note saying so.
core::DataTable without_withheld(const core::DataTable& table, const std::set<std::string>& withheld, const std::set<std::string>& telling);

/// The single events behind a layer: by the SELECT of an indicator that names them, else by the layer's own numerator.
places::LayerEvents layer_events(const PlaceOptions& options, PlaceWorkspace& workspace);

/// Writes the table where -o says: a map where the file ends in .geojson, .gpkg or .svg (svg made by `draw`), else as table.
void write_places(const Context& context, const core::DataTable& table, const places::SmallAreaMap& map, const std::string& day, const std::function<std::string()>& draw);

void add_hotspots_unseen(CLI::App& verb, Context& context);
void add_hotspots_time(CLI::App& verb, Context& context);
void add_hotspots_density(CLI::App& verb, Context& context);
void add_hotspots_bridge(CLI::App& verb, Context& context);

}  // namespace dmp::cli
