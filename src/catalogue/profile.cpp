#include "catalogue/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "catalogue/disclosure_reader.hpp"
#include "catalogue/document.hpp"
#include "catalogue/glob.hpp"
#include "catalogue/market_reader.hpp"
#include "catalogue/section.hpp"
#include "core/nearest.hpp"

namespace dmp::catalogue {
namespace {

namespace fs = std::filesystem;

const Names kAreaTypes = {"small area", "middle area", "ward", "authority", "county", "force", "region", "country"};
// Files looked at to tell which are near a pattern that found nothing.
constexpr std::size_t kMostNearFiles = 2000;

std::string read_text(const fs::path& folder, const fs::path& file) {
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    const bool there = fs::is_directory(folder, ignored);
    throw core::UserError(core::ErrorKind::resource, there ? "there is no profile.toml in this folder" : "there is no such folder", {folder.string()},
                          "name a profile folder, or make one with: dmp init " + folder.string());
  }
  std::ifstream in(file, std::ios::binary);
  std::string text((1 << 20) + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in.is_open() || in.bad() || !fs::is_regular_file(file, ignored))
    throw core::UserError(core::ErrorKind::resource, "the file cannot be read", {file.string()}, "check that it is a file and that you may read it");
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::vector<ProfileArea> read_areas(const Section& profile) {
  std::vector<ProfileArea> areas;
  for (const toml::table* child : profile.children("area")) {
    const Section section(*child, profile.file(), "an area", {"code", "name", "type", "members"});
    ProfileArea area{section.required_text("code"), section.required_text("name"), section.choice("type", kAreaTypes), section.texts("members")};
    if (area.code.find_first_of(" \t:;\n") != std::string::npos) refuse("'" + area.code.substr(0, 80) + "' is no area code", section.place("code"), "write it as the look-up does, such as E06000055");
    refuse_repeats(section, "members", area.members);
    for (const ProfileArea& other : areas)
      if (other.code == area.code) refuse("area '" + area.code + "' stands twice", section.place("code"), "take one out");
    areas.push_back(std::move(area));
  }
  if (areas.empty() && !profile.has("areas")) profile.refuse_missing("area", "add an [[area]] with code, name and type, or [areas] with all = \"authority\"");
  return areas;
}

/// [areas]: all = "authority" or a list of types, within = "E92000001".
std::optional<AreaGroup> read_area_group(const Section& profile) {
  const toml::table* table = profile.child("areas");
  if (!table) return {};
  const Section section(*table, profile.file(), "[areas]", {"all", "within"});
  if (!section.has("all")) section.refuse_missing("all", "say which areas: all = \"authority\"");
  AreaGroup group;
  group.place = section.place("all");
  if (section.table().get("all")->is_string()) group.types = {section.choice("all", kAreaTypes)};
  else group.types = section.texts("all", true);
  for (const std::string& type : group.types)
    if (std::find(kAreaTypes.begin(), kAreaTypes.end(), type) == kAreaTypes.end()) refuse_name("there is no type of area", type, kAreaTypes, section.place("all"));
  if (group.types.empty()) refuse("'all' is empty", section.place("all"), "name at least one type of area");
  group.within = section.text("within");
  return group;
}

/// The period a date or a text stands for: "2023/24", "2021/22 to 2023/24", 2024-03-31.
core::Period read_span(const Section& section, std::string_view key) {
  const toml::node& node = *section.table().get(key);
  if (!node.is_string() && !node.is_date()) section.refuse_type(key, "a date or a period in quotes");
  const std::string text = text_of(cell_of(node, section.file()));
  if (const auto day = core::parse_day(text)) return {*day, *day};
  if (const auto period = core::parse_period(text)) return *period;
  if (const std::size_t to = text.find(" to "); to != std::string::npos) {
    const auto first = core::parse_period(text.substr(0, to)), last = core::parse_period(text.substr(to + 4));
    if (first && last && last->end >= first->start) return {first->start, last->end};
  }
  refuse("'" + text.substr(0, 80) + "' is no period", section.place(key), "write for example \"2021/22 to 2023/24\", \"2023\" or 2024-03-31");
}

std::optional<core::Period> read_period(const Section& profile) {
  const toml::node* node = profile.table().get("period");
  if (!node) return {};
  if (!node->is_table()) return read_span(profile, "period");
  const Section section(*node->as_table(), profile.file(), "[period]", {"start", "end"});
  if (!section.has("start")) section.refuse_missing("start");
  const core::Period first = read_span(section, "start");
  if (!section.has("end") && first.start == first.end) section.refuse_missing("end");
  const core::Period last = section.has("end") ? read_span(section, "end") : first;
  if (last.end < first.start) refuse("the period ends before it starts", section.place("end"), "swap start and end");
  return core::Period{first.start, last.end};
}

/// Replaces ${NAME} and ${NAME:-default}; a relative path from the environment counts from the working folder.
std::string expanded(const std::string& text, const core::Place& place) {
  std::string result;
  std::size_t i = 0;
  for (std::size_t begin = text.find("${"); begin != std::string::npos; begin = text.find("${", i)) {
    const std::size_t end = text.find('}', begin);
    if (end == std::string::npos) refuse("'${' is not closed", place, "write ${NAME} or ${NAME:-folder}");
    const std::string inside = text.substr(begin + 2, end - begin - 2);
    const std::size_t fallback = inside.find(":-");
    const std::string name = inside.substr(0, fallback);
    const char* value = name.empty() ? nullptr : std::getenv(name.c_str());
    if ((!value || !*value) && fallback == std::string::npos)
      refuse("the environment variable '" + name.substr(0, 80) + "' is not set", place, "set it, or write ${" + name.substr(0, 80) + ":-folder} to say what to use without it");
    result += text.substr(i, begin - i);
    // What stands in the environment is meant from where the program runs, what stands in the file from the file.
    if (value && *value)
      result += begin == 0 ? fs::absolute(value).string() : std::string(value);
    else
      result += inside.substr(fallback + 2);
    i = end + 1;
  }
  return result + text.substr(i);
}

std::vector<fs::path> read_roots(const Section& profile, const fs::path& folder) {
  std::vector<fs::path> roots;
  const toml::table* data = profile.child("data");
  if (!data) return roots;
  const Section section(*data, profile.file(), "[data]", {"roots"});
  for (const std::string& text : section.texts("roots", true)) {
    const std::string root = expanded(text, section.place("roots"));
    if (root.empty()) refuse("a data root is empty", section.place("roots"), "name a folder");
    roots.push_back((folder / root).lexically_normal());
  }
  return roots;
}

/// Whether path lies in the folder (or is it); both canonical.
bool lies_in(const fs::path& path, const fs::path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

/// "a/b/" of "a/b/*.csv": the folder of a pattern as far as it has no signs.
fs::path plain_part(const fs::path& pattern) {
  fs::path plain;
  for (const fs::path& part : pattern.parent_path()) {
    if (is_glob(part.native())) break;
    plain /= part;
  }
  return plain;
}

/// Where a profile's files may lie, and the search for them.
class Bases {
 public:
  Bases(const fs::path& folder, const std::vector<fs::path>& roots) : bases_{folder} {
    bases_.insert(bases_.end(), roots.begin(), roots.end());
    for (const fs::path& base : bases_) {
      std::error_code error;
      fs::path canonical = fs::weakly_canonical(fs::absolute(base, error), error);
      if (!canonical.has_filename()) canonical = canonical.parent_path();  // "/a/" has an empty last part
      canonical_.push_back(std::move(canonical));
    }
  }

  /// Files that fit in the first base where any does. Refuses one that leaves the bases.
  [[nodiscard]] std::vector<fs::path> find(const std::string& pattern, const core::Place& place) const {
    const fs::path path = fs::path(pattern).lexically_normal();
    for (const fs::path& base : bases_) {
      const fs::path start = path.is_absolute() ? path.root_path() : base;
      check(base / plain_part(path), pattern, place);
      const auto found = files_that_fit(start, path.is_absolute() ? path.relative_path() : path);
      for (const fs::path& file : found) check(file, pattern, place);
      if (!found.empty()) return found;
      if (path.is_absolute() || pattern.starts_with("..")) break;  // such a path is meant from the profile folder only
    }
    return {};
  }

  /// Paths of files near a pattern, as they would be written in it.
  [[nodiscard]] Names near(const std::string& pattern) const {
    Names names;
    const fs::path plain = plain_part(fs::path(pattern).lexically_normal());
    for (const fs::path& base : bases_) {
      std::error_code error;
      const fs::path inner = fs::is_directory(base / plain, error) ? base / plain : base;
      for (fs::recursive_directory_iterator entry(inner, fs::directory_options::skip_permission_denied, error), end; !error && entry != end && names.size() < kMostNearFiles;
           entry.increment(error)) {
        std::error_code ignored;
        if (entry->path().filename().native().starts_with('.')) {
          entry.disable_recursion_pending();
          continue;
        }
        if (entry->is_regular_file(ignored)) names.push_back(entry->path().lexically_relative(base).generic_string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  /// Roots that are not there.
  [[nodiscard]] std::string absent() const {
    for (const fs::path& base : bases_) {
      std::error_code ignored;
      if (!fs::is_directory(base, ignored)) return base.generic_string();
    }
    return {};
  }

 private:
  void check(const fs::path& path, const std::string& pattern, const core::Place& place) const {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(path, error), error);
    const bool inside = !error && std::any_of(canonical_.begin(), canonical_.end(), [&](const fs::path& base) { return lies_in(canonical, base); });
    if (inside) return;
    refuse("'" + pattern.substr(0, 120) + "' leads out of the profile folder and the data roots", place,
           "put the file under sources/, or declare its folder: [data] roots = [\"FOLDER\"]");
  }

  std::vector<fs::path> bases_, canonical_;
};

[[noreturn]] void refuse_nothing_found(const std::string& source, const std::string& pattern, const Bases& bases, const core::Place& place) {
  const std::string absent = bases.absent();
  std::string mend = core::suggestion(pattern, bases.near(pattern));
  mend = mend.empty() ? "put the file there" : mend.substr(1);
  if (!absent.empty()) mend += " The folder " + absent + " does not exist.";
  throw core::UserError(core::ErrorKind::resource, "source '" + source + "' has no files: nothing fits '" + pattern.substr(0, 120) + "'", place,
                        mend + " (required = false lets the source be absent)");
}

std::vector<ProfileSource> read_sources(const Section& profile, const Bases& bases) {
  std::vector<ProfileSource> sources;
  for (const toml::table* child : profile.children("source")) {
    const Section section(*child, profile.file(), "a source", {"id", "files", "required"});
    ProfileSource source;
    source.place = section.place("id");
    source.source = section.required_text("id");
    source.required = section.flag("required", true);
    if (!section.has("files")) section.refuse_missing("files", "name its files: files = [\"sources/NAME.csv\"]");
    source.files = section.texts("files", true);
    if (source.files.empty()) refuse("'files' is empty", section.place("files"), "name at least one file or pattern");
    std::string barren;
    for (const std::string& pattern : source.files) {
      if (pattern.find_first_not_of(" /.") == std::string::npos || pattern.find('\0') != std::string::npos)
        refuse("'files' holds no path", section.place("files"), "write for example \"sources/*.csv\"");
      const auto found = bases.find(pattern, section.place("files"));
      if (found.empty() && barren.empty()) barren = pattern;
      source.paths.insert(source.paths.end(), found.begin(), found.end());
    }
    if (source.required && !barren.empty()) refuse_nothing_found(source.source, barren, bases, section.place("files"));
    std::sort(source.paths.begin(), source.paths.end());
    source.paths.erase(std::unique(source.paths.begin(), source.paths.end()), source.paths.end());
    sources.push_back(std::move(source));
  }
  return sources;
}

/// "1GiB", "800 MB" or "80%".
bool is_memory(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  if (digits == 0 || digits > 12) return false;
  text.remove_prefix(digits);
  while (text.starts_with(' ')) text.remove_prefix(1);
  static const Names kUnits = {"KB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "%"};
  return std::find(kUnits.begin(), kUnits.end(), text) != kUnits.end();
}

/// true or false, else what the key holds besides.
bool read_switch(const Section& section, std::string_view key) {
  const toml::node* node = section.table().get(key);
  return !node || !node->is_boolean() || node->value<bool>().value();
}

void read_comparators(const Section& profile, Profile& into) {
  const toml::table* table = profile.child("comparators");
  if (!table) return;
  const Section section(*table, profile.file(), "[comparators]", {"england", "region", "county", "force", "neighbours", "neighbours_from", "list"});
  Comparators& comparators = into.comparators;
  comparators.england = read_switch(section, "england");
  if (section.has("england") && !table->get("england")->is_boolean()) into.england_code = section.required_text("england");
  comparators.region = section.flag("region", true);
  comparators.county = section.flag("county", true);
  comparators.force = read_switch(section, "force");
  if (section.has("force") && !table->get("force")->is_boolean()) {
    comparators.similar_forces = section.texts("force", true);
    refuse_repeats(section, "force", comparators.similar_forces);
  }
  comparators.neighbours = static_cast<int>(section.integer("neighbours", 0, 100).value_or(15));
  comparators.neighbours_from = section.choice("neighbours_from", {"model", "cipfa", "ons", "children"}, "model");
  for (const toml::table* child : section.children("list")) {
    const Section list(*child, profile.file(), "a comparator list", {"name", "areas", "for"});
    ComparatorList read{list.required_text("name"), list.texts("areas"), list.texts("for", true)};
    refuse_repeats(list, "areas", read.areas);
    if (read.areas.empty()) list.refuse_missing("areas", "name the codes of the areas to compare with");
    Names known;
    for (const ProfileArea& area : into.areas) known.push_back(area.code);
    for (const std::string& code : read.only_for)
      if (std::find(known.begin(), known.end(), code) == known.end()) refuse_name("the profile has no area", code, known, list.place("for"));
    comparators.lists.push_back(std::move(read));
  }
}

void read_engine(const Section& profile, Profile& into) {
  const toml::table* engine = profile.child("engine");
  if (!engine) return;
  const Section section(*engine, profile.file(), "[engine]", {"memory_limit", "threads"});
  into.memory_limit = section.text("memory_limit");
  if (!into.memory_limit.empty() && !is_memory(into.memory_limit))
    refuse("'" + into.memory_limit.substr(0, 80) + "' is no amount of memory", section.place("memory_limit"), "write for example \"1GiB\" or \"80%\"");
  into.threads = static_cast<unsigned>(section.integer("threads", 0, 1024).value_or(0));
}

}  // namespace

Profile read_profile(const fs::path& given_folder) {
  const fs::path folder = given_folder.empty() ? fs::path(".") : given_folder;
  const std::string file = (folder / "profile.toml").generic_string();
  const std::string text = read_text(folder, file);
  const toml::table root = parse_toml(file, text);
  const Section section(root, file, "profile.toml", {"title", "subtitle", "organisation", "area", "areas", "period", "data", "source", "comparators", "not_comparable", "indicators", "report", "disclosure", "engine", "market"});
  Profile profile;
  profile.folder = folder;
  profile.title = section.required_text("title");
  profile.subtitle = section.text("subtitle");
  profile.organisation = section.text("organisation");
  profile.areas = read_areas(section);
  profile.area_group = read_area_group(section);
  profile.period = read_period(section);
  profile.data_roots = read_roots(section, folder);
  read_comparators(section, profile);
  profile.not_comparable = read_not_comparable(section, true);
  if (const toml::table* report = section.child("report")) {
    const Section headlines(*report, file, "[report]", {"headlines"});
    profile.headlines = headlines.texts("headlines");
    profile.headlines_place = headlines.place("headlines");
  }
  if (const toml::table* indicators = section.child("indicators")) {
    const Section only(*indicators, file, "[indicators]", {"only"});
    profile.indicators = only.texts("only");
    profile.indicators_place = only.place("only");
  }
  if (const toml::table* market = section.child("market")) profile.market = read_market_settings(*market, file);
  if (const toml::table* disclosure = section.child("disclosure")) profile.disclosure = read_disclosure_settings(*disclosure, file);
  read_engine(section, profile);
  profile.sources = read_sources(section, Bases(folder, profile.data_roots));
  return profile;
}

void check_names(const Profile& profile, const Catalogue& catalogue) {
  check_market_names(profile.market, catalogue.markets);
  Names sources, indicators;
  for (const auto& [id, definition] : catalogue.sources) sources.push_back(id);
  for (const auto& [id, definition] : catalogue.indicators) indicators.push_back(id);
  for (const ProfileSource& source : profile.sources)
    if (!catalogue.sources.contains(source.source)) refuse_name("the catalogue has no source", source.source, sources, source.place);
  for (const std::string& headline : profile.headlines) {
    const std::string id = headline.substr(0, headline.find(':'));
    if (std::find(indicators.begin(), indicators.end(), id) == indicators.end()) refuse_name("the catalogue has no indicator", id, indicators, profile.headlines_place);
  }
  for (const NotComparable& rule : profile.not_comparable)
    if (std::none_of(indicators.begin(), indicators.end(), [&](const std::string& id) { return fits_glob(id, rule.indicator); }))
      refuse_name("the catalogue has no indicator", rule.indicator, indicators, rule.place);
  for (const std::string& pattern : profile.indicators)
    if (std::none_of(indicators.begin(), indicators.end(), [&](const std::string& id) { return fits_glob(id, pattern); }))
      refuse_name("the catalogue has no indicator", pattern, indicators, profile.indicators_place);
}

}  // namespace dmp::catalogue
