#include "intake/intake.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <thread>

#include "catalogue/schema.hpp"
#include "core/errors.hpp"
#include "core/file.hpp"
#include "intake/containers/open.hpp"
#include "intake/duplicates.hpp"
#include "intake/extract_stream.hpp"

namespace dmp::intake {
namespace {

/// Area look-ups come first: the other sources name areas.
int order_of(const std::string& table) {
  static const std::vector<std::string> kFirst = {"area", "area_alias", "area_successor"};
  return static_cast<int>(std::find(kFirst.begin(), kFirst.end(), table) - kFirst.begin());
}

void make_tables(engine::Session& session, const catalogue::Catalogue& catalogue) {
  for (const auto& [id, table] : catalogue.tables) {
    session.execute(catalogue::create_table_sql(table));
    session.execute("ALTER TABLE " + engine::quoted_name(id) + " ADD COLUMN _key BIGINT");
  }
  session.execute(
      "CREATE SCHEMA intake;"
      "CREATE TABLE intake.rejected(_source VARCHAR, _file INTEGER, file VARCHAR, line BIGINT, column_number INTEGER, rule VARCHAR, reason VARCHAR, row_text VARCHAR);"
      "CREATE TABLE intake.source_file(_file INTEGER, _source VARCHAR, table_id VARCHAR, file VARCHAR, sha256 VARCHAR, bytes BIGINT, rows BIGINT, loaded BIGINT, rejected BIGINT, duplicates BIGINT);"
      "CREATE TABLE intake.issue(file VARCHAR, line BIGINT, column_number INTEGER, rule VARCHAR, severity VARCHAR, rows BIGINT, text VARCHAR)");
}

AreaNames area_names(engine::Session& session, const catalogue::Profile& profile) {
  AreaNames names;
  for (const catalogue::ProfileArea& area : profile.areas) {
    names.add(area.name, area.code, area.type);
    names.add(area.code, area.code, area.type);
  }
  const auto add_all = [&](const std::string& sql) {
    const auto result = session.query(sql);
    while (const engine::Chunk* chunk = result->next())
      for (std::size_t row = 0; row < chunk->rows; ++row) {
        const std::string code(chunk->columns[0].text(row)), type(chunk->columns[2].text(row));
        names.add(chunk->columns[1].text(row), code, type);
        names.add(code, code, type);
      }
  };
  // Small areas are never named alone in an extract, and there are tens of thousands of them.
  add_all("SELECT DISTINCT area_code, area_name, area_type FROM area WHERE area_type NOT IN ('small area', 'middle area') AND area_name IS NOT NULL");
  add_all(
      "SELECT DISTINCT a.area_code, a.alias, coalesce(t.area_type, 'authority') FROM area_alias a "
      "LEFT JOIN (SELECT area_code, min(area_type) AS area_type FROM area GROUP BY area_code) t USING (area_code)");
  return names;
}

/// A path as messages and editions name it: from the profile's folder or the data root it lies in, so that the same
/// extracts in another place give the same words.
std::string name_from(const catalogue::Profile& profile, const std::filesystem::path& path) {
  std::vector<std::filesystem::path> roots = {profile.folder};
  roots.insert(roots.end(), profile.data_roots.begin(), profile.data_roots.end());
  const std::filesystem::path whole = std::filesystem::absolute(path).lexically_normal();
  for (const auto& root : roots) {
    const auto relative = whole.lexically_relative(std::filesystem::absolute(root).lexically_normal());
    if (!relative.empty() && *relative.begin() != "..") return relative.string();
  }
  return path.filename().string();
}

std::string cut(const std::string& text, std::size_t most) { return text.size() > most ? text.substr(0, most) + "..." : text; }

/// Loads the files of one source.
class SourceLoad {
 public:
  SourceLoad(engine::Session& session, const catalogue::SourceDefinition& source, const catalogue::TableDefinition& table, const IntakeSettings& settings,
             MappingContext context)
      : session_(session), source_(source), table_(table), settings_(settings), context_(context), rejecting_(session.connect()) {}

  /// Adds what the file holds to the plan; a file that cannot be opened becomes an issue.
  void open(const std::filesystem::path& path, const std::string& name, core::TemporaryFolder& scratch, IntakeReport& report, int& next_id) {
    const auto renamed = [&](const std::string& text) {
      const std::string whole = path.string();
      return text.starts_with(whole) ? name + text.substr(whole.size()) : text;
    };
    try {
      for (OpenedTable& opened : open_extract(path, source_.format, scratch)) {
        opened.name = renamed(opened.name);
        for (core::Issue& note : opened.notes) {
          note.file = renamed(note.file);
          report.issues.push_back(std::move(note));
        }
        plans_.push_back(plan_file(opened, source_, table_, context_, next_id));
        FileReport file;
        file.id = next_id++;
        file.source = source_.id;
        file.table = table_.id;
        file.file = opened.name;
        file.bytes = plans_.back().bytes;
        files_.push_back(std::move(file));
        hashes_.push_back(opened.sha256);
      }
    } catch (const core::UserError& error) {
      core::Issue issue;
      // What failed may be something else than the extract (a library that reads it): the extract is what is missing.
      issue.file = renamed(error.place().file);
      if (issue.file.starts_with(name)) issue.line = error.place().line, issue.column = error.place().column;
      else issue.file = name;
      issue.rule = "unreadable file";
      issue.rows = 0;
      issue.text = error.problem() + (error.mend().empty() ? "" : ": " + error.mend());
      report.issues.push_back(std::move(issue));
    }
  }

  void run(IntakeReport& report) {
    if (plans_.empty()) return;
    // Each turn either loads everything or finds one more file that has to be read by a single thread.
    while (!try_load()) {
    }
    for (std::size_t i = 0; i < files_.size(); ++i) {
      files_[i].rows = outcome_->rows(i);
      files_[i].rejected = outcome_->rejected(i);
      files_[i].sha256 = hashes_[i].get();
      note(report, i);
      report.files.push_back(files_[i]);
    }
  }

 private:
  bool try_load() {
    outcome_ = std::make_unique<Outcome>(plans_.size(), [this](std::vector<Rejection>& rejections) { keep(rejections); });
    const std::size_t threads = settings_.threads ? settings_.threads : std::max(1u, std::thread::hardware_concurrency());
    ExtractStream stream(plans_, *outcome_, threads, [this](std::uint64_t done, std::uint64_t total, std::uint64_t lines) {
      if (settings_.progress) settings_.progress(source_.id, done, total, lines);
    });
    const std::string function = fmt::format("dmp_extract_{}_{}", files_.front().id, attempts_++);
    session_.attach_stream(function, stream);
    std::string names;
    for (const engine::Column& column : stream.columns()) names += engine::quoted_name(column.name) + ", ";
    const std::string sql = "INSERT INTO " + engine::quoted_name(table_.id) + " BY NAME SELECT " + names + engine::quoted_text(source_.id) + " AS _source FROM " + function + "()";
    rejecting_->execute("BEGIN");
    session_.execute("BEGIN");
    try {
      session_.execute(sql);
    } catch (...) {
      appender_.reset();
      session_.execute("ROLLBACK");
      rejecting_->execute("ROLLBACK");
      if (stream.must_be_sequential() < 0) throw;
      plans_[static_cast<std::size_t>(stream.must_be_sequential())].sequential = true;
      return false;
    }
    if (appender_) appender_->flush();
    appender_.reset();
    session_.execute("COMMIT");
    rejecting_->execute("COMMIT");
    return true;
  }

  void keep(std::vector<Rejection>& rejections) {
    if (!appender_) appender_ = rejecting_->append_to("intake.rejected");
    for (Rejection& rejection : rejections) {
      const std::string& name = files_[static_cast<std::size_t>(rejection.file - files_.front().id)].file;
      const std::vector<engine::Value> row = {source_.id,
                                              std::int64_t{rejection.file},
                                              name,
                                              static_cast<std::int64_t>(rejection.line),
                                              std::int64_t{rejection.fault.column},
                                              std::string(rejection.fault.rule),
                                              rejection.fault.reason,
                                              rejection.row.empty() ? engine::Value(std::monostate{}) : engine::Value(rejection.row)};
      appender_->add(row);
    }
  }

  /// Issues of one file as a whole; those of its rows are drawn from intake.rejected afterwards.
  void note(IntakeReport& report, std::size_t i) {
    const auto add = [&](const char* rule, core::Severity severity, std::uint64_t rows, std::string text) {
      report.issues.push_back({files_[i].file, 0, 0, rule, severity, rows, std::move(text)});
    };
    if (files_[i].rows == 0 && files_[i].bytes > 0)
      add("no rows", core::Severity::warning, 0, "the file has a header and no rows: check that the extract ran");
    if (const std::uint64_t left = outcome_->left_aside(i))
      add("rows left aside", core::Severity::note, left, fmt::format("{} rows are of another kind than source {} takes from this file", left, source_.id));
  }

  engine::Session& session_;
  const catalogue::SourceDefinition& source_;
  const catalogue::TableDefinition& table_;
  const IntakeSettings& settings_;
  MappingContext context_;
  std::unique_ptr<engine::Session> rejecting_;
  std::unique_ptr<engine::Appender> appender_;
  std::vector<FilePlan> plans_;
  std::vector<FileReport> files_;
  std::vector<std::shared_future<std::string>> hashes_;
  std::unique_ptr<Outcome> outcome_;
  int attempts_ = 0;
};

/// One issue for each file and rule, at the first row it met.
void issues_of_rejections(engine::Session& session, IntakeReport& report) {
  const auto result = session.query(
      "SELECT file, rule, count(*) AS rows, min(line) AS line, arg_min(column_number, line) AS column_number, arg_min(reason, line) AS reason, min(_file) AS _file "
      "FROM intake.rejected GROUP BY file, rule ORDER BY min(_file), rows DESC, rule");
  while (const engine::Chunk* chunk = result->next())
    for (std::size_t row = 0; row < chunk->rows; ++row) {
      core::Issue issue;
      issue.file = chunk->columns[0].text(row);
      issue.rule = chunk->columns[1].text(row);
      issue.rows = static_cast<std::uint64_t>(chunk->columns[2].integer(row));
      issue.line = static_cast<std::uint64_t>(chunk->columns[3].integer(row));
      issue.column = static_cast<std::uint64_t>(chunk->columns[4].integer(row));
      issue.text = chunk->columns[5].text(row);
      issue.severity = issue.rule == "duplicate" || issue.rule == "revised" ? core::Severity::warning : core::Severity::error;
      // A look-up names its upper areas once for every lower one: repeats there are its form, not a fault.
      const bool look_up = std::any_of(report.files.begin(), report.files.end(), [&](const FileReport& file) {
        return file.id == static_cast<int>(chunk->columns[6].integer(row)) && order_of(file.table) < 3;
      });
      if (look_up && issue.severity == core::Severity::warning) issue.severity = core::Severity::note;
      report.issues.push_back(std::move(issue));
    }
}

void write_bookkeeping(engine::Session& session, const IntakeReport& report) {
  const auto files = session.append_to("intake.source_file");
  for (const FileReport& file : report.files)
    files->add(std::vector<engine::Value>{std::int64_t{file.id}, file.source, file.table, file.file, file.sha256, static_cast<std::int64_t>(file.bytes),
                                          static_cast<std::int64_t>(file.rows), static_cast<std::int64_t>(file.loaded), static_cast<std::int64_t>(file.rejected),
                                          static_cast<std::int64_t>(file.duplicates)});
  files->flush();
  const auto issues = session.append_to("intake.issue");
  for (const core::Issue& issue : report.issues)
    issues->add(std::vector<engine::Value>{issue.file, static_cast<std::int64_t>(issue.line), static_cast<std::int64_t>(issue.column), issue.rule,
                                           std::string(core::severity_name(issue.severity)), static_cast<std::int64_t>(issue.rows), cut(issue.text, 500)});
  issues->flush();
}

}  // namespace

core::Pseudonymiser pseudonymiser_of(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "build" / "pseudonym.key";
  std::array<unsigned char, 32> key{};
  if (!std::filesystem::exists(file)) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    randombytes_buf(key.data(), key.size());
    char text[65];
    sodium_bin2hex(text, sizeof text, key.data(), key.size());
    core::write_file_whole(file, std::string(text) + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return core::Pseudonymiser(key);
  }
  const std::string text = core::read_file(file);
  std::size_t length = 0;
  if (sodium_hex2bin(key.data(), key.size(), text.data(), std::min<std::size_t>(text.size(), 64), nullptr, &length, nullptr) != 0 || length != key.size())
    throw core::UserError(core::ErrorKind::resource, "the pseudonym key is damaged", core::Place{file.string()},
                          "put the right key back, or delete the file: a new key gives every person a new pseudonym");
  return core::Pseudonymiser(key);
}

IntakeReport read_sources(engine::Session& session, const catalogue::Catalogue& catalogue, const catalogue::Profile& profile, const IntakeSettings& settings) {
  // Small statements in one transaction: each commit of its own would wait for the disk.
  session.execute("BEGIN");
  make_tables(session, catalogue);
  session.execute("COMMIT");
  IntakeReport report;
  const core::Pseudonymiser pseudonymiser = pseudonymiser_of(profile.folder);
  core::TemporaryFolder scratch(settings.scratch, "unpacked-");
  std::vector<const catalogue::ProfileSource*> sources;
  for (const catalogue::ProfileSource& source : profile.sources) sources.push_back(&source);
  std::stable_sort(sources.begin(), sources.end(), [&](const auto* a, const auto* b) {
    return order_of(catalogue.source(a->source).table) < order_of(catalogue.source(b->source).table);
  });
  AreaNames areas = area_names(session, profile);
  bool look_ups_done = false;
  int next_id = 1;
  for (const catalogue::ProfileSource* declared : sources) {
    const catalogue::SourceDefinition& source = catalogue.source(declared->source);
    const catalogue::TableDefinition& table = catalogue.table(source.table);
    if (!look_ups_done && table.id != "area") {
      // Aliases may name areas too, so the names are gathered once behind the areas and once behind the aliases.
      areas = area_names(session, profile);
      look_ups_done = order_of(table.id) > 2;
    }
    SourceLoad load(session, source, table, settings, {&areas, &pseudonymiser});
    for (const std::filesystem::path& path : declared->paths) load.open(path, name_from(profile, path), scratch, report, next_id);
    load.run(report);
  }
  set_duplicates_aside(session, catalogue, report);
  issues_of_rejections(session, report);
  write_bookkeeping(session, report);
  return report;
}

}  // namespace dmp::intake
