#include "plan/log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "core/hash.hpp"
#include "plan/fields.hpp"

namespace dmp::plan {
namespace {

using Json = nlohmann::ordered_json;

Json columns_of(const core::PlanChange& change) {
  return {{"number", change.number}, {"at", change.at},       {"by", change.by},         {"item", change.item},  {"verb", change.verb},
          {"version", change.version}, {"field", change.field}, {"before", change.before}, {"after", change.after}};
}

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw core::UserError(core::ErrorKind::resource, "the plan's log cannot be written: " + std::string(std::strerror(errno)), core::Place{file.string()}, "check the disk and the permissions; the plan is as it was before");
}

/// A file descriptor that is closed.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

}  // namespace

std::string first_hash() { return core::sha256("delivery plan"); }

std::string hash_of(const core::PlanChange& change, const std::string& previous) {
  return core::sha256(previous + "\n" + columns_of(change).dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string line_of(const core::PlanChange& change) {
  Json json = columns_of(change);
  json["hash"] = change.hash;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

core::PlanChange change_from_line(const std::string& line) {
  const Json json = Json::parse(line);
  core::PlanChange change;
  change.number = json.at("number").get<long long>();
  change.at = json.at("at"), change.by = json.at("by"), change.item = json.at("item"), change.verb = json.at("verb");
  change.version = json.at("version").get<int>();
  change.field = json.at("field"), change.before = json.at("before"), change.after = json.at("after"), change.hash = json.at("hash");
  return change;
}

TextLog read_text_log(const std::filesystem::path& file) {
  TextLog log;
  std::ifstream in(file, std::ios::binary);
  std::string previous = first_hash();
  for (std::string line; std::getline(in, line);) {
    const auto fault = [&](const std::string& what) {
      log.damaged = true;
      log.fault = fmt::format("line {} {}", log.changes.size() + 1, what);
    };
    if (in.eof()) {
      fault("is not whole");
      break;
    }
    core::PlanChange change;
    try {
      change = change_from_line(line);
    } catch (const Json::exception&) {
      fault("cannot be read");
      break;
    }
    if (change.number != static_cast<long long>(log.changes.size()) + 1 || change.hash != hash_of(change, previous)) {
      fault("does not follow from the one before: the log was changed");
      break;
    }
    previous = change.hash;
    log.changes.push_back(std::move(change));
  }
  return log;
}

long long append_to_text_log(const std::filesystem::path& file, long long length, const std::string& lines) {
  const Descriptor log{::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)};
  if (log.number < 0) fail(file);
  if (::ftruncate(log.number, length) != 0 || ::lseek(log.number, 0, SEEK_END) < 0) fail(file);
  std::string_view rest = lines;
  while (!rest.empty()) {
    const ssize_t written = ::write(log.number, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(file);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(log.number) != 0) fail(file);
  return length + static_cast<long long>(lines.size());
}

core::PlanRows replay(const std::vector<core::PlanChange>& changes) {
  std::map<std::string, core::PlanRow> rows;
  for (const core::PlanChange& change : changes) {
    core::PlanRow& row = rows[change.item];
    const std::string where = fmt::format("entry {} of the log", change.number);
    if (row.id.empty()) {
      row.id = change.item;
      row.status = "not started";
    }
    if (change.field == "comment") {
      row.comments.push_back({change.at, change.by, change.after});
    } else if (change.field == "removed") {
      row.removed = change.after == "yes";
    } else {
      if (field_text(row, change.field) != change.before)
        throw core::UserError(core::ErrorKind::data, where + " changes '" + change.field + "' of " + change.item + " from what it was not", "the log was changed by other means: put a copy back");
      set_field(row, change.field, change.after, where);
    }
    row.version = change.version;
    row.changed_at = change.at;
    row.changed_by = change.by;
  }
  core::PlanRows all;
  for (auto& [id, row] : rows) all.push_back(std::move(row));
  return all;
}

}  // namespace dmp::plan
