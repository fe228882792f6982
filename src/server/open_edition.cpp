#include "server/open_edition.hpp"

#include <algorithm>
#include <set>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/hash.hpp"
#include "pipeline/comparisons.hpp"
#include "server/message.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

std::string small(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
  return text;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

/// Size and time of a file: what tells one state of it from another.
std::string state_of(const fs::path& file) {
  std::error_code ignored;
  return std::to_string(fs::file_size(file, ignored)) + "/" + std::to_string(fs::last_write_time(file, ignored).time_since_epoch().count());
}

Json manifest_of(const fs::path& folder) {
  const fs::path file = folder / "edition.json";
  std::error_code ignored;
  if (!fs::exists(file, ignored))
    throw core::UserError(core::ErrorKind::resource, "the edition is not complete: its edition.json is missing", core::Place{folder.string()}, "build the profile again: dmp build");
  Json manifest = Json::parse(core::read_file(file), nullptr, false);
  if (!manifest.is_object() || !manifest.contains("edition"))
    throw core::UserError(core::ErrorKind::resource, "the edition's edition.json is damaged", core::Place{file.string()}, "build the profile again: dmp build");
  return manifest;
}

}  // namespace

std::shared_ptr<const Definitions> read_definitions(const fs::path& folder) {
  auto definitions = std::make_shared<Definitions>();
  try {
    pipeline::Project project = pipeline::open_project(folder);
    definitions->title = project.profile.title;
    definitions->subtitle = project.profile.subtitle;
    definitions->organisation = project.profile.organisation;
    definitions->areas = project.profile.areas;
    definitions->headlines = project.profile.headlines;
    definitions->catalogue = std::move(project.catalogue);
  } catch (const core::UserError&) {
    // The extracts may be gone: an edition can be read without them.
    definitions->catalogue = catalogue::read_catalogue(catalogue::built_in_files(), {});
  }
  return definitions;
}

OpenEdition::OpenEdition(const fs::path& folder, pipeline::Audience audience, std::shared_ptr<const Definitions> definitions)
    : folder_(folder), readable_(audience == pipeline::Audience::everybody ? folder : folder / "restricted"), audience_(audience), manifest_(manifest_of(folder)), definitions_(std::move(definitions)) {
  id_ = manifest_.value("edition", "");
  const fs::path file = pipeline::estimates_of(folder, audience);
  generation_ = core::sha256(id_ + state_of(file) + state_of(folder / "edition.json") + pipeline::program_version() + (audience == pipeline::Audience::everybody ? "" : "restricted")).substr(0, 16);
  estimates_ = std::make_unique<ColumnFile>(file);
  summarise_indicators();
  summarise_areas();
}

void OpenEdition::summarise_indicators() {
  std::map<std::string, std::map<std::string, std::string>> ends;   // indicator to period to its end
  std::map<std::string, std::string> all_periods;
  for (const std::string& id : estimates_->indicators()) {
    indicator_places_.emplace(id, indicators_.size());
    IndicatorEntry entry;
    entry.id = id;
    const auto known = definitions_->catalogue.indicators.find(id);
    if (known != definitions_->catalogue.indicators.end()) {
      entry.definition = &known->second;
      entry.question = known->second.question;
      entry.family = known->second.family;
      entry.tier = known->second.tier;
    }
    indicators_.push_back(std::move(entry));
  }
  for (const ColumnFile::Group& group : estimates_->groups()) {
    IndicatorEntry& entry = indicators_[indicator_places_.at(group.indicator)];
    entry.name = group.name, entry.domain = group.domain, entry.unit = group.unit, entry.polarity = group.polarity, entry.quality = group.quality;
    ends[entry.id][group.period] = group.period_end;
    all_periods[group.period] = group.period_end;
    add_once(entry.area_types, group.area_type);
    if (group.by_sex) add_once(entry.breakdowns, "sex");
    if (group.by_age) add_once(entry.breakdowns, "age");
    if (!group.category_type.empty()) {
      add_once(entry.breakdowns, group.category_type);
      add_once(entry.categories[group.category_type], group.category);
    }
    entry.estimates += group.rows;
    entry.suppressed += group.suppressed;
  }
  const auto in_order = [](const std::map<std::string, std::string>& of) {
    std::vector<std::pair<std::string, std::string>> sorted;
    for (const auto& [name, end] : of) sorted.emplace_back(end, name);
    std::sort(sorted.begin(), sorted.end());
    std::vector<std::string> names;
    for (auto& [end, name] : sorted) names.push_back(std::move(name));
    return names;
  };
  for (IndicatorEntry& entry : indicators_) {
    entry.periods = in_order(ends[entry.id]);
    if (!entry.periods.empty()) entry.latest = entry.periods.back();
  }
  periods_ = in_order(all_periods);
}

void OpenEdition::summarise_areas() {
  std::unordered_map<std::string, AreaEntry> entries;
  std::vector<std::string> order;
  std::set<std::string> own;
  for (const catalogue::ProfileArea& area : definitions_->areas)
    if (own.insert(area.code).second) order.push_back(area.code);
  for (const ColumnFile::Area& area : estimates_->areas()) {
    AreaEntry entry{area.code, area.name, area.type, false};
    entry.own = own.contains(entry.code);
    if (!entry.own) order.push_back(entry.code);
    std::string code = entry.code;
    entries.emplace(std::move(code), std::move(entry));
  }
  for (const std::string& code : order) {
    const auto entry = entries.find(code);
    if (entry != entries.end()) areas_.push_back(entry->second);
  }
  for (std::size_t i = 0; i < areas_.size(); ++i) area_places_.emplace(areas_[i].code, i);
  for (std::size_t i = 0; i < areas_.size(); ++i) area_places_.emplace(small(areas_[i].name), i);
}

const IndicatorEntry* OpenEdition::indicator(const std::string& id) const {
  const auto found = indicator_places_.find(id);
  return found == indicator_places_.end() ? nullptr : &indicators_[found->second];
}

const AreaEntry* OpenEdition::area(const std::string& code_or_name) const {
  auto found = area_places_.find(code_or_name);
  if (found == area_places_.end()) found = area_places_.find(small(code_or_name));
  return found == area_places_.end() ? nullptr : &areas_[found->second];
}

std::vector<const AreaEntry*> OpenEdition::own_areas() const {
  constexpr std::size_t kMost = 60;
  std::vector<const AreaEntry*> own;
  for (const AreaEntry& area : areas_)
    if (area.own) own.push_back(&area);
  if (!own.empty()) return own;
  for (const char* type : {"county", "authority"})
    for (const AreaEntry& area : areas_)
      if (own.size() < kMost && area.type == type) own.push_back(&area);
  return own;
}

const ColumnFile& OpenEdition::comparisons(bool may_wait) const {
  {
    const std::lock_guard lock(mutex_);
    if (comparisons_) return *comparisons_;
  }
  if (!may_wait) throw MustWait{};
  const std::lock_guard one_at_a_time(comparisons_mutex_);
  if (!comparisons_) {
    auto opened = std::make_unique<ColumnFile>(pipeline::comparisons_of(folder_, audience_));
    const std::lock_guard lock(mutex_);
    comparisons_ = std::move(opened);
  }
  return *comparisons_;
}

bool OpenEdition::has(const std::string& name) const {
  std::error_code ignored;
  return fs::is_regular_file(readable_ / name, ignored) || (audience_ == pipeline::Audience::restricted && fs::is_regular_file(folder_ / name, ignored));
}

const Json& OpenEdition::document(const std::string& name, bool may_wait) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = documents_.find(name);
    if (found != documents_.end()) return *found->second;
  }
  if (!may_wait) throw MustWait{};
  std::error_code ignored;
  // What has no restricted twin is the same for everybody.
  const fs::path file = fs::is_regular_file(readable_ / name, ignored) ? readable_ / name : folder_ / name;
  auto json = std::make_unique<const Json>(fs::is_regular_file(file, ignored) ? Json::parse(core::read_file(file), nullptr, false) : Json());
  if (json->is_discarded())
    throw core::UserError(core::ErrorKind::resource, "the edition's " + name + " is damaged", core::Place{file.string()}, "build the profile again: dmp build");
  const std::lock_guard lock(mutex_);
  return *documents_.emplace(name, std::move(json)).first->second;
}

}  // namespace dmp::server
