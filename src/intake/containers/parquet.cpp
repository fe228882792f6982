#include "intake/containers/parquet.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "engine/engine.hpp"
#include "intake/containers/scratch_file.hpp"

namespace dmp::intake::containers {
namespace {

// The engine takes * ? [ in a file's name for a pattern; in brackets they stand for themselves.
std::string literal_pattern(const std::filesystem::path& file) {
  std::string pattern;
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '*' || c == '?' || c == '[') {
      pattern += {'[', c, ']'};
    } else {
      pattern += c;
    }
  }
  return pattern;
}

}  // namespace

std::filesystem::path read_parquet(const std::filesystem::path& file, const std::string& name, const std::filesystem::path& scratch, Allowance& allowance) {
  engine::Settings settings;
  settings.file_access = true;
  settings.temporary = scratch;
  const auto session = engine::open_database(":memory:", settings);
  const std::filesystem::path target = ScratchFile(scratch, ".csv").finish();
  try {
    session->execute(fmt::format("COPY (SELECT COLUMNS(*)::VARCHAR FROM read_parquet({}, hive_partitioning = false)) TO {} (FORMAT csv, HEADER true)",
                                 engine::quoted_text(literal_pattern(file)), engine::quoted_text(target.string())));
  } catch (const core::InternalError& error) {
    std::string what = error.what();
    what = what.substr(0, what.find('\n'));
    throw core::UserError(core::ErrorKind::data, fmt::format("the Parquet file cannot be read ({})", what), core::Place{name}, "write the file again, or give it as csv");
  }
  allowance.take(std::filesystem::file_size(target), name);
  return target;
}

}  // namespace dmp::intake::containers
