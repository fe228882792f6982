#include "server/editions.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>

#include "core/errors.hpp"
#include "core/file.hpp"
#include "core/nearest.hpp"
#include "server/message.hpp"

namespace dmp::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostOthers = 3;
constexpr auto kLook = std::chrono::seconds(2);

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder / "build" / "editions", ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(".") && entry.is_directory(ignored)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

Editions::Editions(fs::path folder, pipeline::Audience audience) : folder_(std::move(folder)), audience_(audience) {
  std::error_code ignored;
  const fs::path link = folder_ / "build" / "latest";
  if (fs::is_symlink(link, ignored) && !fs::exists(link / "estimates.parquet", ignored))
    throw core::UserError(core::ErrorKind::resource, "the latest edition is not complete: its estimates.parquet is missing", core::Place{link.string()}, "run: dmp build " + folder_.string());
  latest_ = open_folder(pipeline::find_edition(folder_, ""));
  follower_ = std::jthread([this](const std::stop_token& stop) { follow(stop); });
}

Editions::~Editions() {
  follower_.request_stop();
  wake_.notify_all();
}

std::shared_ptr<const OpenEdition> Editions::open_folder(const fs::path& folder) const {
  auto opened = std::make_shared<OpenEdition>(folder, audience_, read_definitions(folder_));
  if (const std::string& note = opened->estimates().note(); !note.empty()) std::cerr << "note: " << opened->id() << ": " << note << '\n';
  return opened;
}

/// Looks whether a build has put another edition in place, and opens it beside the one that is shown.
void Editions::follow(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kLook, [] { return false; });
    }
    if (stop.stop_requested()) return;
    std::error_code error;
    const fs::path now = fs::canonical(folder_ / "build" / "latest", error);
    const auto shown = latest();
    if (error || now == fs::canonical(shown->folder(), error)) continue;
    if (now.string() == refused_) continue;
    try {
      auto opened = open_folder(now);
      const std::lock_guard lock(mutex_);
      others_.push_front(latest_);
      if (others_.size() > kMostOthers) others_.pop_back();
      latest_ = std::move(opened);
      trouble_.clear();
    } catch (const std::exception& fault) {
      const std::lock_guard lock(mutex_);
      refused_ = now.string();
      trouble_ = std::string("the latest edition cannot be shown: ") + fault.what();
    }
  }
}

std::shared_ptr<const OpenEdition> Editions::latest() const {
  const std::lock_guard lock(mutex_);
  return latest_;
}

std::string Editions::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

std::shared_ptr<const OpenEdition> Editions::open(const std::string& id, bool may_wait) const {
  if (id.empty() || id == "latest") return latest();
  const auto fits = [&](const std::shared_ptr<const OpenEdition>& edition) { return edition->id() == id; };
  {
    const std::lock_guard lock(mutex_);
    if (fits(latest_)) return latest_;
    const auto found = std::find_if(others_.begin(), others_.end(), fits);
    if (found != others_.end()) {
      others_.splice(others_.begin(), others_, found);
      return others_.front();
    }
  }
  if (!may_wait) throw MustWait{};
  // Names are looked up in a list: what a client sends never becomes a path.
  std::vector<std::string> fitting;
  const std::vector<std::string> names = names_in(folder_);
  for (const std::string& name : names)
    if (name.starts_with(id)) fitting.push_back(name);
  if (fitting.size() != 1) {
    const auto nearest = core::nearest_name(id, names);
    throw Problem(404, fitting.empty() ? "there is no edition '" + id + "'" : "more than one edition begins with '" + id + "'", "GET /api/editions lists the editions", nearest.value_or(""));
  }
  if (fitting[0] != id) return open(fitting[0], may_wait);
  const std::lock_guard one_at_a_time(opening_);
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(others_.begin(), others_.end(), fits);
    if (found != others_.end()) return *found;
  }
  auto opened = open_folder(folder_ / "build" / "editions" / fitting[0]);
  const std::lock_guard lock(mutex_);
  others_.push_front(opened);
  if (others_.size() > kMostOthers) others_.pop_back();
  return opened;
}

std::vector<Editions::Entry> Editions::list() const {
  std::vector<Entry> entries;
  std::error_code ignored;
  const std::string shown = latest()->id();
  for (const std::string& name : names_in(folder_)) {
    const fs::path folder = folder_ / "build" / "editions" / name;
    Entry entry;
    entry.id = name;
    entry.latest = name == shown;
    const fs::path file = folder / "edition.json";
    const Json manifest = fs::exists(file, ignored) ? Json::parse(core::read_file(file), nullptr, false) : Json();
    entry.complete = manifest.is_object() && fs::exists(folder / "estimates.parquet", ignored);
    if (manifest.is_object()) {
      entry.title = manifest.value("title", "");
      entry.program = manifest.value("program", "");
      entry.number = manifest.value("number", 0);
      entry.estimates = manifest.value("estimates", std::size_t{0});
      entry.after = manifest.value("after", std::vector<std::string>());
    }
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return std::pair(!a.latest, -a.number) < std::pair(!b.latest, -b.number); });
  return entries;
}

}  // namespace dmp::server
