#include "catalogue/catalogue.hpp"

#include <algorithm>
#include <functional>

#include "catalogue/document.hpp"
#include "catalogue/market_reader.hpp"
#include "core/hash.hpp"
#include "core/nearest.hpp"

namespace dmp::catalogue {
namespace {

const std::string kSources = "1-sources", kTables = "2-tables", kIndicators = "3-indicators", kMarkets = "4-markets";
const Names kFolders = {kSources, kTables, kIndicators, kMarkets, "5-findings", "6-actions", "7-reports", "reference"};

std::string folder_of(const std::string& path) { return path.substr(0, std::min(path.find('/'), path.size())); }

std::string stem_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.ends_with(".toml") ? name.substr(0, name.size() - 5) : name;
}

bool is_definition(const std::string& path) {
  const std::string folder = folder_of(path);
  return path.ends_with(".toml") && (folder == kSources || folder == kTables || folder == kIndicators || folder == kMarkets);
}

std::string shown(const File& file) { return file.shown.empty() ? "catalogue/" + file.path : file.shown; }

/// What makes a file replace another: kind and id of a definition, else the path.
std::string identity(const File& file) { return is_definition(file.path) ? folder_of(file.path) + "/" + stem_of(file.path) : file.path; }

using OnFault = std::function<void(const core::UserError&)>;

/// Reads the files of one catalogue; each file's first fault goes to on_fault, which may throw it.
class Reader {
 public:
  Reader(const std::vector<File>& files, OnFault on_fault) : files_(files), on_fault_(std::move(on_fault)) {}

  Catalogue read() {
    check_folders();
    read_all(kTables, catalogue_.tables, [](const Document& document, const Tables&) { return read_table(document); });
    if (faults_ > 0) return std::move(catalogue_);  // what follows leans on the tables
    read_all(kSources, catalogue_.sources, read_source);
    read_all(kIndicators, catalogue_.indicators, read_indicator);
    check_relations();
    check_twins();
    check_layers();
    check_twins();
    read_all(kMarkets, catalogue_.markets, [](const Document& document, const Tables&) { return read_market(document); });
    read_model();
    return std::move(catalogue_);
  }

 private:
  void report(const core::UserError& fault) {
    ++faults_;
    on_fault_(fault);
  }

  /// Indicators that share counts name indicators there are.
  void check_relations() {
    Names known;
    for (const auto& [id, indicator] : catalogue_.indicators) known.push_back(id);
    const auto check = [&](const IndicatorDefinition& indicator, const std::string& other) {
      if (other.empty() || (other != indicator.id && catalogue_.indicators.contains(other))) return;
      try {
        refuse_name("an indicator cannot share its counts with", other, known, indicator.relations_place);
      } catch (const core::UserError& fault) {
        report(fault);
      }
    };
    for (const auto& [id, indicator] : catalogue_.indicators) {
      check(indicator, indicator.count_of);
      check(indicator, indicator.share_of);
      // "ID/denominator": of what that indicator divides by.
      for (const std::string& whole : indicator.part_of) check(indicator, whole.substr(0, whole.ends_with("/denominator") ? whole.rfind('/') : whole.size()));
    }
  }

  /// Hotspots and overlaps are looked for in indicators that are given for small areas.
  void check_layers() {
    Names layers;
    for (const auto& [id, indicator] : catalogue_.indicators)
      if (std::find(indicator.levels.begin(), indicator.levels.end(), "small area") != indicator.levels.end() && indicator.layers.empty()) layers.push_back(id);
    for (const auto& [id, indicator] : catalogue_.indicators)
      for (const std::string& layer : indicator.layers) {
        if (std::binary_search(layers.begin(), layers.end(), layer)) continue;
        try {
          refuse_name("there is no indicator given for small areas", layer, layers, indicator.place);
        } catch (const core::UserError& fault) {
          report(fault);
        }
      }
  }

  /// A published twin is an indicator of the method published.
  void check_twins() {
    Names published;
    for (const auto& [id, indicator] : catalogue_.indicators)
      if (indicator.method == Method::published) published.push_back(id);
    for (const auto& [id, indicator] : catalogue_.indicators) {
      if (indicator.published_twin.empty() || (indicator.published_twin != id && std::binary_search(published.begin(), published.end(), indicator.published_twin))) continue;
      try {
        refuse_name("there is no published indicator", indicator.published_twin, published, indicator.twin_place);
      } catch (const core::UserError& fault) {
        report(fault);
      }
    }
  }

  void check_folders() {
    for (const File& file : files_) {
      const std::string folder = folder_of(file.path);
      if (!file.path.ends_with(".toml") || folder == file.path || std::find(kFolders.begin(), kFolders.end(), folder) != kFolders.end()) continue;
      const std::string mend = core::suggestion(folder, kFolders).substr(1);
      report({core::ErrorKind::usage, "the catalogue has no folder '" + folder + "'", {shown(file)}, mend});
    }
  }

  template <typename Definition, typename Read>
  void read_all(const std::string& folder, std::map<std::string, Definition>& into, Read read_one) {
    std::map<std::string, std::string> seen;  // id to the file it came from
    for (const File& file : files_) {
      if (!is_definition(file.path) || folder_of(file.path) != folder) continue;
      try {
        const std::string id = stem_of(file.path);
        if (const auto [other, fresh] = seen.emplace(id, shown(file)); !fresh)
          refuse("the id '" + id + "' stands twice", {shown(file), 1, 1}, "rename one; the other is in " + other->second);
        const Document document{shown(file), id, file.text, parse_toml(shown(file), file.text)};
        into.emplace(id, read_one(document, catalogue_.tables));
      } catch (const core::UserError& fault) {
        report(fault);
      }
    }
  }

  void read_model() {
    for (const File& file : files_) {
      if (file.path != "reference/neighbour_model.toml") continue;
      try {
        catalogue_.neighbour_model = read_neighbour_model(shown(file), file.text);
      } catch (const core::UserError& fault) {
        report(fault);
      }
    }
  }

  const std::vector<File>& files_;
  OnFault on_fault_;
  Catalogue catalogue_;
  int faults_ = 0;
};

std::string hash_of(const std::vector<File>& files) {
  core::Sha256 hash;
  for (const File& file : files) {
    hash.add(file.path + '\n' + std::to_string(file.text.size()) + '\n');
    hash.add(file.text);
  }
  return hash.hex();
}

template <typename Definition>
const Definition& named(const std::map<std::string, Definition>& definitions, const std::string& id, const char* kind) {
  const auto found = definitions.find(id);
  if (found != definitions.end()) return found->second;
  Names known;
  for (const auto& [other, definition] : definitions) known.push_back(other);
  refuse_name(std::string("there is no ") + kind, id, known, {});
}

}  // namespace

std::vector<File> effective_files(const std::vector<File>& built_in, const std::vector<File>& own) {
  std::vector<File> files = own;
  std::vector<std::string> replaced;
  for (const File& file : own) replaced.push_back(identity(file));
  std::sort(replaced.begin(), replaced.end());
  for (const File& file : built_in)
    if (!std::binary_search(replaced.begin(), replaced.end(), identity(file))) files.push_back(file);
  std::stable_sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

Catalogue read_catalogue(const std::vector<File>& built_in, const std::vector<File>& own) {
  const std::vector<File> files = effective_files(built_in, own);
  Catalogue catalogue = Reader(files, [](const core::UserError& fault) { throw fault; }).read();
  catalogue.hash = hash_of(files);
  return catalogue;
}

std::vector<core::UserError> catalogue_faults(const std::vector<File>& built_in, const std::vector<File>& own) {
  const std::vector<File> files = effective_files(built_in, own);
  std::vector<core::UserError> faults;
  Reader(files, [&](const core::UserError& fault) { faults.push_back(fault); }).read();
  return faults;
}

const TableDefinition& Catalogue::table(const std::string& id) const { return named(tables, id, "table"); }
const SourceDefinition& Catalogue::source(const std::string& id) const { return named(sources, id, "source"); }
const IndicatorDefinition& Catalogue::indicator(const std::string& id) const { return named(indicators, id, "indicator"); }
const MarketDefinition& Catalogue::market(const std::string& id) const { return named(markets, id, "market"); }

}  // namespace dmp::catalogue
