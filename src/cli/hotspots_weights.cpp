#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "calc/table.hpp"
#include "cli/hotspots.hpp"
#include "core/errors.hpp"
#include "core/nearest.hpp"
#include "intake/containers/open.hpp"
#include "places/neighbours.hpp"

namespace dmp::cli {
namespace {

using core::ErrorKind;
using core::UserError;

struct Options {
  std::vector<std::string> files;
  std::string id, contiguity;
  double distance = 0, snap = places::kDefaultSnapMetres;
  std::size_t nearest = 0;
};

/// The column that names the areas: the one asked for, else the first whose name ends in code or cd, else the first.
std::string id_column(const calc::Table& table, const std::string& asked) {
  if (!asked.empty()) {
    if (table.find(asked)) return asked;
    throw UserError(ErrorKind::usage, fmt::format("no column '{}' in the boundaries.{}", asked, core::suggestion(asked, table.header)), {table.file}, "name the areas' codes with --id COLUMN");
  }
  for (const std::string& name : table.header) {
    std::string small = name;
    std::transform(small.begin(), small.end(), small.begin(), [](unsigned char c) { return std::tolower(c); });
    if (small.ends_with("code") || small.ends_with("cd") || small == "id") return name;
  }
  return table.header.front();
}

std::vector<places::OutlineText> read_outlines(const Options& options) {
  core::TemporaryFolder scratch(std::filesystem::temp_directory_path(), "dmp-weights-");
  std::vector<places::OutlineText> outlines;
  std::set<std::string> known;
  for (const std::string& file : options.files) {
    for (const intake::OpenedTable& opened : intake::open_extract(file, {}, scratch)) {
      const calc::Table table = calc::read_table(opened.text.string(), {});
      const calc::Column* geometry = table.find("geometry");
      if (!geometry || !geometry->is_text())
        throw UserError(ErrorKind::data, "the file has no geometries", {file}, "give GeoJSON, GeoPackage, a shapefile, TopoJSON, or csv with a column geometry of well-known text in degrees");
      const calc::Column* id = table.find(id_column(table, options.id));
      for (std::size_t row = 0; row < table.rows; ++row) {
        std::string code = core::exact_text(table.cell(row, *id));
        if (code.empty()) throw UserError(ErrorKind::data, "an area has no id", {file, row + 1, 0}, "name another column with --id");
        if (code.find_first_of(" \t\"") != std::string::npos)
          throw UserError(ErrorKind::data, fmt::format("the id '{}' holds a blank or a quote, which the files of links cannot hold", code), {file, row + 1, 0}, "name another column with --id");
        if (!known.insert(code).second) throw UserError(ErrorKind::data, fmt::format("the area '{}' stands there twice", code), {file, row + 1, 0}, "give every area one outline, or name another column with --id");
        outlines.push_back({std::move(code), std::string(geometry->text(row))});
      }
    }
  }
  if (outlines.empty()) throw UserError(ErrorKind::data, "there are no areas", {options.files.front()}, "give a file with boundaries");
  return outlines;
}

stats::SpatialWeights links_of(const std::vector<places::MeasuredArea>& areas, const Options& options) {
  if (options.nearest > 0) return places::nearest(areas, options.nearest);
  if (options.distance > 0) return places::within_distance(areas, options.distance);
  return places::contiguity(areas, options.contiguity == "rook" ? places::Contiguity::rook : places::Contiguity::queen, options.snap);
}

void tell(const core::Issues& notes, const places::LinkSummary& summary, const std::vector<std::string>& ids) {
  for (const core::Issue& note : notes) std::cerr << core::severity_name(note.severity) << ": " << note.text << '\n';
  std::cerr << fmt::format("{} areas, {} links, {:.2f} a area ({} to {}), {} {}\n", summary.areas, summary.links, summary.mean, summary.fewest, summary.most, summary.parts,
                           summary.parts == 1 ? "connected part" : "parts that no link joins");
  if (summary.one_sided > 0) std::cerr << fmt::format("note: {} links lead one way only\n", summary.one_sided);
  if (summary.islands.empty()) return;
  std::string named;
  for (std::size_t i = 0; i < std::min<std::size_t>(10, summary.islands.size()); ++i) named += (i ? ", " : "") + ids[summary.islands[i]];
  std::cerr << fmt::format("warning: {} areas have no neighbours: {}{}\n", summary.islands.size(), named, summary.islands.size() > 10 ? " ..." : "");
}

void run(const Options& options, const Context& context) {
  if ((options.nearest > 0) + (options.distance > 0) + !options.contiguity.empty() > 1)
    throw UserError(ErrorKind::usage, "--contiguity, --distance and --nearest exclude each other", "choose one");
  const places::MeasuredAreas measured = places::measure_areas(read_outlines(options), context.threads);
  const stats::SpatialWeights weights = links_of(measured.areas, options);
  std::vector<std::string> ids;
  for (const auto& area : measured.areas) ids.push_back(area.id);
  if (!context.quiet) tell(measured.notes, places::summary_of(weights), ids);
  context.print_text(context.output.ends_with(".gal") ? places::gal_text(weights, ids) : context.output.ends_with(".gwt") ? places::gwt_text(weights, ids) : places::csv_text(weights, ids));
}

}  // namespace

void add_hotspots_weights(CLI::App& hotspots, Context& context) {
  auto* verb = hotspots.add_subcommand("weights", "who neighbours whom, from boundaries: a file for --neighbours");
  const auto options = std::make_shared<Options>();
  verb->add_option("FILE", options->files, "boundaries: GeoJSON, GeoPackage, shapefile, TopoJSON or csv with well-known text; also in gz or zip")->required();
  verb->add_option("--id", options->id, "column with the areas' codes (default: the first that ends in code or cd)");
  verb->add_option("--contiguity", options->contiguity, "queen: touching, if only in a point (default); rook: a common stretch of border")->check(CLI::IsMember({"queen", "rook"}));
  verb->add_option("--distance", options->distance, "centres not farther apart than so many metres")->check(CLI::PositiveNumber);
  verb->add_option("--nearest,--k", options->nearest, "the nearest centres, so many")->check(CLI::PositiveNumber);
  verb->add_option("--snap", options->snap, "how near outlines must come to touch, in metres")->check(CLI::NonNegativeNumber)->capture_default_str();
  verb->add_option("-o,--output", context.output, "file to write: .gal, .gwt or csv (default: csv on standard output)");
  verb->add_option("--threads", context.threads, "threads (default: all processors)");
  verb->footer("Example:\n  dmp hotspots weights lsoa.geojson --contiguity queen -o touching.gal\n  dmp calc gi-star lsoa.csv --value rate --neighbours touching.gal");
  verb->callback([&context, options] { run(*options, context); });
}

}  // namespace dmp::cli
